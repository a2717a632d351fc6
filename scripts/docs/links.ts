// Where links of the pages lead in the served documentation.
import { posix } from 'node:path'
import { slugOf } from './pages.ts'

/** Served elsewhere by the same server, or copied beside the pages. */
const served: Readonly<Record<string, string>> = {
  'openapi.json': '/openapi.json',
  'connector.openapi.json': '/docs/connector.openapi.json',
  'README.md': '/docs',
  docs: '/docs',
  'docs/decisions': '/docs/decisions/0001-names',
  'docs/reference': '/docs/reference/operations',
}

/**
 * The address of what a page links to. Undefined for a file that is in the repository only, such as a source: that has no
 * address here.
 */
export function addressOf(file: string, link: string, ending = ''): string | undefined {
  if (/^(https?:|mailto:|#)/.test(link)) return link
  if (link.startsWith('/')) return link
  const [path = '', anchor] = link.split('#')
  const target = posix.normalize(posix.join(posix.dirname(file), path)).replace(/\/$/, '')
  // What stands for another page has none of its places.
  if (Object.hasOwn(served, target)) return served[target]
  const address = addressIn(target, ending)
  return address === undefined || anchor === undefined ? address : `${address}#${anchor}`
}

function addressIn(target: string, ending: string): string | undefined {
  if (target.startsWith('docs/images/')) return `/${target}`
  if (!target.endsWith('.md')) return undefined
  const slug = slugOf(target)
  return slug === '' ? `/docs${ending === '' ? '' : `/index${ending}`}` : `/docs/${slug}${ending}`
}

/** The markdown of a page, with links that lead to the markdown of the others. */
export function servedMarkdown(file: string, markdown: string): string {
  const parts = markdown.split(/(^```[\s\S]*?^```$)/m)
  const moved = parts.map((part) => (part.startsWith('```') ? part : withAddresses(file, part)))
  return moved.join('')
}

const withAddresses = (file: string, text: string) =>
  text.replaceAll(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (_, image: string, words: string, link: string) => {
    const address = addressOf(file, link, '.md')
    return address === undefined ? words : `${image}[${words}](${address})`
  })
