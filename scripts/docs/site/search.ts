// Search: loads its index when it is first used, and asks nobody.
import MiniSearch from 'minisearch'
import { indexOptions } from './index-options.ts'

const MOST = 12

export interface Found {
  address: string
  title: string
  page: string
  language: string
  begins: string
}

let loaded: Promise<MiniSearch> | undefined

const load = () =>
  (loaded ??= fetch('/docs/assets/search.json').then(async (answer) =>
    MiniSearch.loadJSON(await answer.text(), indexOptions),
  ))

/** The best passages for some words, those in the reader's language first. */
export async function find(query: string, language: string): Promise<Found[]> {
  const index = await load()
  const boostDocument = (_id: unknown, _term: string, stored?: Record<string, unknown>) =>
    stored?.language === language ? 2 : 1
  return index
    .search(query, { boostDocument })
    .slice(0, MOST)
    .map(({ id, title, page, language: of, begins }) => ({
      address: String(id),
      title: String(title),
      page: String(page),
      language: String(of),
      begins: String(begins),
    }))
}
