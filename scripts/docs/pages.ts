// The pages of the documentation as they stand in the repository, in the order of the contents.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contents } from './contents.ts'
import type { Entry, FolderEntry } from './contents.ts'

export type Language = 'en' | 'it'

export interface Page {
  /** Path below /docs, without an ending; empty for the first page. */
  slug: string
  /** Where its text comes from, relative to the root; links in it start there. */
  file: string
  language: Language
  section: string
  /** Short, for the navigation. */
  title: string
  markdown: string
  /** Set for a page about one call: what its form needs. */
  operationId?: string
  group?: string
}

/** The pages written by hand or by `npm run generate`. A file the contents do not name is a mistake of theirs. */
export function writtenPages(root: string): Page[] {
  const pages = contents.flatMap(({ id, entries }) =>
    entries.flatMap((entry) => filesOf(root, entry)).flatMap((entry) => [...inBoth(root, id, entry)]),
  )
  const named = new Set(pages.map(({ file }) => file))
  const forgotten = markdownIn(root, 'docs').filter((file) => !named.has(file))
  if (forgotten.length > 0) throw new Error(`scripts/docs/contents.ts does not name: ${forgotten.join(', ')}`)
  return pages
}

function* inBoth(root: string, section: string, { file, en, it }: Entry): Generator<Page> {
  yield pageAt(root, section, file, 'en', en)
  const italian = file.replace(/^docs\//, 'docs/it/')
  if (italian !== file && existsSync(join(root, italian))) yield pageAt(root, section, italian, 'it', it)
}

function pageAt(root: string, section: string, file: string, language: Language, title?: string): Page {
  const markdown = readFileSync(join(root, file), 'utf8').replace(/^<!--[\s\S]*?-->\n/, '')
  const heading = /^# (.+)$/m.exec(markdown)?.[1] ?? file
  return { slug: slugOf(file), file, language, section, title: title ?? heading, markdown }
}

/** Path below /docs of a file. */
export function slugOf(file: string): string {
  const path = file.replace(/\.md$/, '')
  if (!path.startsWith('docs/')) return path.toLowerCase()
  return path.slice('docs/'.length).replace(/(^|\/)(index|README)$/, '')
}

function filesOf(root: string, entry: Entry | FolderEntry): Entry[] {
  if (!('folder' in entry)) return [entry]
  const files = markdownIn(root, entry.folder)
  const first = files.filter((file) => file.endsWith('/README.md'))
  return [...first, ...files.filter((file) => !first.includes(file))].map((file) => ({ file }))
}

function markdownIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return markdownIn(root, path)
    return entry.name.endsWith('.md') ? [path] : []
  })
}

/** The first heading of a page. */
export const headingOf = ({ markdown, title }: Page): string => /^# (.+)$/m.exec(markdown)?.[1] ?? title

/** What a page is about, in one line: its first paragraph, without markup. */
export function summaryOf({ markdown }: Page): string {
  const paragraph = markdown.split(/\n{2,}/).find((part) => /^[\p{L}`*_[(]/u.test(part)) ?? ''
  return plain(paragraph).slice(0, 300)
}

const plain = (text: string) =>
  text
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]|(?<!\w)_|_(?!\w)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
