// The documentation for programs that read it: llms.txt (llmstxt.org), and everything in one file.
import { contents } from './contents.ts'
import { servedMarkdown } from './links.ts'
import { hrefOf, markdownHrefOf } from './navigation.ts'
import { headingOf, summaryOf } from './pages.ts'
import type { Page } from './pages.ts'

const about = [
  '# Ceralacca',
  '',
  '> An open, self-hosted server that activates and manages Italian certified mailboxes (PEC), call by call as an Italian contract already published has them, with a complete sandbox.',
  '',
  'Wire names are Italian, as the contract has them; the glossary explains each. Every JSON answer has four members: `data`, `success`, `message`, `error`. A refusal has a number, and a page says what to do about each. `/openapi.json` is the whole API.',
  '',
]

/** A title, what it is, and every page as a link to its markdown; what is of use to few comes last, as optional. */
export function llmsText(pages: readonly Page[]): string {
  const rarely = new Set(['project', 'decisions'])
  const sections = contents.filter(({ id }) => !rarely.has(id)).flatMap(({ id, en }) => listOf(en, pages, [id], 'en'))
  const italian = listOf(
    'In italiano',
    pages,
    contents.map(({ id }) => id),
    'it',
  )
  return [...about, ...sections, ...italian, ...listOf('Optional', pages, [...rarely], 'en')].join('\n')
}

function listOf(title: string, pages: readonly Page[], sections: readonly string[], language: string): string[] {
  const some = pages.filter((page) => sections.includes(page.section) && page.language === language)
  if (some.length === 0) return []
  const items = some.map((page) => {
    const summary = page.operationId === undefined ? summaryOf(page) : ''
    const call = page.operationId === undefined ? page.title : headingOf(page)
    return `- [${call}](${markdownHrefOf(page)})${summary === '' ? '' : `: ${summary}`}`
  })
  return [`## ${title}`, '', ...items, '']
}

/** Every English page but decisions, one after the other. */
export function llmsFullText(pages: readonly Page[]): string {
  const some = pages.filter(({ language, section }) => language === 'en' && section !== 'decisions')
  const texts = some.map((page) => `<!-- ${hrefOf(page)} -->\n\n${servedMarkdown(page.file, page.markdown).trim()}\n`)
  return [...about, ...texts].join('\n')
}
