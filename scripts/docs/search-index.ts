// The index that the search loads with its first use: every passage of every page.
import MiniSearch from 'minisearch'
import type { Passage } from './markdown.ts'
import { hrefOf } from './navigation.ts'
import { headingOf } from './pages.ts'
import type { Page } from './pages.ts'
import { indexOptions } from './site/index-options.ts'

/** Serialized, as the page's script reads it. */
export function searchIndex(found: readonly { page: Page; passages: readonly Passage[] }[]): string {
  const index = new MiniSearch(indexOptions)
  const entries = found.flatMap(({ page, passages }) =>
    piecesOf(page, passages).map(({ anchor, title, text }) => ({
      id: anchor === '' ? hrefOf(page) : `${hrefOf(page)}#${anchor}`,
      title,
      page: headingOf(page),
      language: page.language,
      begins: text.trim().slice(0, 110),
      text: text.slice(0, 4000),
    })),
  )
  index.addAll(entries)
  return JSON.stringify(index)
}

/** A call is found as a whole: its sections have the same words in every call. */
function piecesOf(page: Page, passages: readonly Passage[]): readonly Passage[] {
  if (page.operationId === undefined) return passages
  const text = passages.map((one) => one.text).join(' ')
  return [{ anchor: '', title: headingOf(page), text: `${page.operationId} ${text}` }]
}
