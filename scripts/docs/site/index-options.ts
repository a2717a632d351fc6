// How words are indexed and looked for; the builder and the page must agree.

/** A word without case and accents: `città` is found by `citta`. */
export const fold = (word: string): string => word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

export const indexOptions = {
  fields: ['title', 'page', 'text'],
  storeFields: ['title', 'page', 'language', 'begins'],
  processTerm: (word: string): string | null => fold(word).slice(0, 40) || null,
  searchOptions: { prefix: true, fuzzy: 0.15, combineWith: 'AND' as const, boost: { title: 4, page: 2 } },
}
