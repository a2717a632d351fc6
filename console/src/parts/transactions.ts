// What a transaction was for, in plain words, and a statement as a file.
import type { WalletTransaction } from '@ceralacca/client'
import type { Language } from '../texts/define.ts'
import type { walletTexts } from '../texts/wallet.ts'

type Words = (typeof walletTexts)['it' | 'en']

/** Calls that spend money, as causes begin. */
const purchases = [
  'POST /pec',
  'rinnovo',
  'modifica',
  'trasformazione',
  'conservazione',
  'multiutenza',
  'POST /dominio',
  'POST /comunica_pec',
  'domini_pec',
] as const

/** What a transaction was for. */
export function describe(
  t: Words,
  { kind, cause, reason }: Pick<WalletTransaction, 'kind' | 'cause' | 'reason'>,
): string {
  const bought = purchases.find((name) => cause === name || cause.startsWith(`${name} `))
  const what = bought && t[bought]
  if (kind === 'debited') return what ?? (reason === '' ? t.otherDebit : reason)
  const name = kind === 'credited' ? t.isCredited : t.isRefunded
  return [name, what, reason].filter((part) => part !== undefined && part !== '').join(' · ')
}

/** What it was about: the resource, or the name that was looked up. */
export const subjectOf = ({ resource, cause }: WalletTransaction): string =>
  resource?.name ?? /^domini_pec (\S+)/.exec(cause)?.[1] ?? ''

/** A statement as the rows of a file: the columns of the page, amounts as a spreadsheet of that language reads them. */
export function rowsOf(t: Words, language: Language, transactions: readonly WalletTransaction[]): string[][] {
  const written = (amount: string) => (language === 'it' ? amount.replace('.', ',') : amount)
  const rows = transactions.map((one) => [one.at, describe(t, one), subjectOf(one), written(one.amount), one.id])
  return [[t.when, t.what, t.about, t.amount, t.number], ...rows]
}
