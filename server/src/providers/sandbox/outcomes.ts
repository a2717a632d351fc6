// Outcomes chosen by a word in the address, for whoever tests an integration (interface 3).

const words = ['errati', 'annullata', 'occupata', 'guasto', 'lenta'] as const
export type OutcomeWord = (typeof words)[number]

/** The words that stand in an address's local part. */
export function outcomesOf(casella_pec: string): ReadonlySet<OutcomeWord> {
  const local = casella_pec.slice(0, casella_pec.lastIndexOf('@'))
  return new Set(words.filter((word) => local.includes(word)))
}
