// Expiries by the month of their day in Rome, in the order in which they come.
import type { Expiry } from '@ceralacca/client'
import { monthsIn } from '../../texts/format.ts'
import type { Language } from '../../texts/define.ts'

export interface MonthOfExpiries {
  /** As it is written: "marzo 2027". */
  month: string
  expiries: Expiry[]
}

/** Neighbours of one month together. */
export function monthsOf(items: readonly Expiry[], language: Language): MonthOfExpiries[] {
  const months: MonthOfExpiries[] = []
  for (const expiry of items) {
    const month = monthsIn[language](expiry.at)
    const last = months.at(-1)
    if (last?.month === month) last.expiries.push(expiry)
    else months.push({ month, expiries: [expiry] })
  }
  return months
}
