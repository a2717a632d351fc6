// The documentation of this package: its pages, found by words and read section by section.
import { readdir, readFile } from 'node:fs/promises'
import { byWords } from './words.ts'

// At the same depth from the sources and from the bundle.
const root = new URL('../../../', import.meta.url)

interface Section {
  page: string
  heading: string
  text: string
}

let sections: Promise<Section[]> | undefined

/** Every section of every page; read once. */
function allSections(): Promise<Section[]> {
  sections ??= readSections()
  return sections
}

async function readSections(): Promise<Section[]> {
  const docs = await readdir(new URL('docs/', root), { recursive: true })
  const pages = [...docs.filter((path) => path.endsWith('.md')).map((path) => `docs/${path.replaceAll('\\', '/')}`)]
  const read = ['README.md', ...pages.sort()].map(async (page) =>
    sectionsOf(page, await readFile(new URL(page, root), 'utf8')),
  )
  return (await Promise.all(read)).flat()
}

/** A page cut at its headings, but not within blocks of code. */
function sectionsOf(page: string, text: string): Section[] {
  const found: Section[] = []
  let isCode = false
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) isCode = !isCode
    const [, heading] = (isCode ? null : /^#{1,4} (.+)$/.exec(line)) ?? []
    if (heading !== undefined || found.length === 0) found.push({ page, heading: heading ?? page, text: '' })
    const last = found.at(-1)
    if (last !== undefined) last.text += `${line}\n`
  }
  return found
}

const EXCERPT = 200

/** The sections that fit the words best, each with its beginning; without words the pages. */
export async function foundPages(query: string, most: number): Promise<string> {
  const all = await allSections()
  if (query.trim() === '') return [...new Set(all.map(({ page }) => page))].join('\n')
  const found = byWords(all, query, ({ page, heading, text }) => [
    { text: heading, weight: 4 },
    { text: page, weight: page.startsWith('docs/decisions/') ? 1 : 3 },
    { text, weight: 1 },
  ])
  if (found.length === 0) return 'no page has all these words; without a query all pages are listed'
  return found.slice(0, most).map(excerptOf).join('\n')
}

const excerptOf = ({ page, heading, text }: Section) =>
  `${page} # ${heading}\n  ${text
    .replace(/^#.*\n/, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, EXCERPT)}`

/** The text of a page or of one of its sections; undefined where there is none of that name. */
export async function pageText(page: string, section: string | undefined): Promise<string | undefined> {
  const wanted = page.replace(/^\.?\//, '')
  const all = (await allSections()).filter((one) => one.page === wanted || one.page === `docs/${wanted}`)
  const named = (section ?? '').toLowerCase()
  const found = section === undefined ? all : all.filter(({ heading }) => heading.toLowerCase() === named)
  return found.length === 0 ? undefined : found.map(({ text }) => text).join('')
}
