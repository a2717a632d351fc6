/**
 * Whose decision a change goes back to, by ids alone: the account or the operator, and the token that was used. Kept with
 * history, ledger entries and events; the clock and a provider have no author.
 */
export interface Author {
  account?: string
  member?: string
  operator?: string
  token?: string
}
