/**
 * Who decided a change, as ids only: the account or operator, and the token used. Stored with history, ledger entries
 * and events. The clock and providers have no author.
 */
export interface Author {
  account?: string
  member?: string
  operator?: string
  token?: string
  /** The API key, where no token was used. */
  key?: string
}
