// Pages of an account's lists. Rows have places counted from the oldest, so a page far down is found by its place.
import { sql } from 'kysely'

/** Which rows of a list: how many of the newest to leave out, and how many to give at most. */
export interface Page {
  skip: number
  limit: number
}

/** How many rows the account's list has, as part of a statement. */
export const lengthOf = (list: 'mailboxes', accountId: string) =>
  sql`(select length from list_lengths where account_id = ${accountId} and list = ${sql.lit(list)})`
