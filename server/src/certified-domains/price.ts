// What a certified domain costs: so much a year, and so much for each mailbox bought with it (contract 1.9).
import type { Prices } from '../ledger/prices.ts'

/** Cents for `years` of a domain with `numero_pec` mailboxes. */
export function domainPrice(prices: Prices, numero_pec: number, years: number): number {
  return years * (prices['certified domain'].cents + numero_pec * prices['certified domain mailbox'].cents)
}
