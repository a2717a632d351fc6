// Outcomes chosen by a word in the address, for whoever tests an integration.

const words = ['errati', 'annullata', 'occupata', 'guasto', 'lenta'] as const
export type OutcomeWord = (typeof words)[number]

/** The answer where the word is `guasto`. */
export const simulatedFailure = { is: 'down', cause: 'simulated failure' } as const

/** How many times slower `lenta` is. */
export const SLOW_FACTOR = 10

/** The words that stand in an address's local part. */
export function outcomesOf(casella_pec: string): ReadonlySet<OutcomeWord> {
  const local = casella_pec.slice(0, casella_pec.lastIndexOf('@'))
  return new Set(words.filter((word) => local.includes(word)))
}

/** The words that stand in a domain's first label. */
export function outcomesOfDomain(dominio: string): ReadonlySet<OutcomeWord> {
  const [label = ''] = dominio.split('.', 1)
  return new Set(words.filter((word) => label.includes(word)))
}

/** The words that stand anywhere in an address: whose mailbox it is, the Business Register does not care. */
export const outcomesIn = (casella_pec: string): ReadonlySet<OutcomeWord> =>
  new Set(words.filter((word) => casella_pec.includes(word)))
