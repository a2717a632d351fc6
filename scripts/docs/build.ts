// Builds the documentation into server/dist/docs: a page of HTML and its markdown for every page of the contents and every call.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { formOf } from './api/form.ts'
import { referenceOf } from './api/pages.ts'
import type { Reference } from './api/pages.ts'
import { apiSection, contents } from './contents.ts'
import { loadDiagrams } from './diagram.ts'
import { documentOf, notFoundDocument } from './layout.ts'
import { servedMarkdown } from './links.ts'
import { llmsFullText, llmsText } from './llms.ts'
import { render } from './markdown.ts'
import { hrefOf, markdownHrefOf, Site } from './navigation.ts'
import { writtenPages } from './pages.ts'
import type { Page } from './pages.ts'
import { searchIndex } from './search-index.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Address to text or bytes: everything the server answers below /docs, and /llms.txt. */
export async function builtFiles(): Promise<Map<string, string | Uint8Array>> {
  const [graphviz, scripts] = await Promise.all([loadDiagrams(), bundledScripts()])
  const reference = referenceOf(root)
  const written = writtenPages(root)
  const pages = contents.flatMap(({ id }) => [
    ...written.filter(({ section }) => section === id).map((page) => withCalls(page, reference)),
    ...(id === apiSection ? reference.pages.map((page) => withExample(page, written)) : []),
  ])
  const site = new Site(pages)
  const addresses = [...reference.calls.values()].map(
    ({ method, path, operation }) => [`${method} ${path}`, `/docs/api/${operation.operationId}`] as const,
  )
  const surroundings = { graphviz, calls: new Map(addresses) }
  const rendered = pages.map((page) => ({ page, ...render(page, surroundings) }))
  const files = new Map<string, string | Uint8Array>(scripts)
  for (const { page, html, headings } of rendered) {
    const call = page.operationId === undefined ? undefined : reference.calls.get(page.operationId)
    const form = call === undefined ? '' : formOf(call, reference.resolve)
    const all = call === undefined ? headings : [...headings, { level: 2, text: 'Try it', anchor: 'try-it' }]
    files.set(hrefOf(page), documentOf(site, page, { html, headings: all, form }))
    files.set(markdownHrefOf(page), servedMarkdown(page.file, page.markdown))
  }
  files.set('/docs/404', notFoundDocument(site))
  files.set('/docs/assets/search.json', searchIndex(rendered))
  files.set('/docs/assets/style.css', readFileSync(join(root, 'scripts/docs/site/style.css')))
  files.set('/docs/assets/seal.svg', readFileSync(join(root, 'scripts/docs/site/seal.svg')))
  files.set('/docs/connector.openapi.json', readFileSync(join(root, 'connector.openapi.json')))
  files.set('/llms.txt', llmsText(pages)).set('/docs/llms.txt', llmsText(pages))
  files.set('/docs/llms-full.txt', llmsFullText(pages))
  for (const name of readdirSync(join(root, 'docs/images')))
    files.set(`/docs/images/${name}`, readFileSync(join(root, 'docs/images', name)))
  return files
}

/** The first page of the reference ends in the list of all calls. */
const withCalls = (page: Page, { list }: Reference): Page =>
  page.section === apiSection ? { ...page, markdown: `${page.markdown.trim()}\n\n${list}` } : page

/** The page of a call leads to where it is shown by example, under its name. */
function withExample(page: Page, written: readonly Page[]): Page {
  const shown = written.find(
    ({ section, markdown }) => section === 'operations' && markdown.includes(`\n## ${page.operationId}\n`),
  )
  if (shown === undefined || page.operationId === undefined) return page
  const link = `[with the answer of a sandbox](/docs/${shown.slug}#${page.operationId.toLowerCase()})`
  return { ...page, markdown: page.markdown.replace('\n## How to write it\n', `$&\nBy example, ${link}.\n`) }
}

async function bundledScripts(): Promise<[string, Uint8Array][]> {
  const { outputFiles } = await build({
    absWorkingDir: join(root, 'scripts/docs/site'),
    entryPoints: ['site.ts', 'try.ts'],
    outdir: '/docs/assets',
    bundle: true,
    // The search stays a file of its own.
    splitting: true,
    chunkNames: '[name]',
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'warning',
  })
  return outputFiles.map(({ path, contents: bytes }) => [`/docs/assets/${path.split(/[\\/]/).at(-1) ?? ''}`, bytes])
}

const types: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  md: 'text/markdown; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
}

const isPlain = (address: string) => /\.(js|css|json|svg|png|md|txt)$/.test(address)

/** Writes everything beside a list of it, and puts it in the place of what was there once it is whole. */
function writeAll(files: ReadonlyMap<string, string | Uint8Array>): void {
  const [fresh, gone] = [`docs.new-${process.pid}`, `docs.old-${process.pid}`].map((name) => join(root, '.cache', name))
  const target = join(root, 'server/dist/docs')
  if (fresh === undefined || gone === undefined) return
  const list: Record<string, { file: string; type: string; tag: string }> = {}
  for (const [address, content] of files) {
    const file = `${address.slice(1)}${isPlain(address) ? '' : '.html'}`
    const type = isPlain(address) ? (types[address.split('.').at(-1) ?? ''] ?? '') : 'text/html; charset=utf-8'
    list[address] = { file, type, tag: createHash('sha256').update(content).digest('base64url').slice(0, 16) }
    mkdirSync(dirname(join(fresh, file)), { recursive: true })
    writeFileSync(join(fresh, file), content)
  }
  writeFileSync(join(fresh, 'list.json'), JSON.stringify(list))
  mkdirSync(target, { recursive: true })
  renameSync(target, gone)
  renameSync(fresh, target)
  rmSync(gone, { recursive: true, force: true })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeAll(await builtFiles())
