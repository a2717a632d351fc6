// Mailboxes of an account as somebody looks for them: by state, by the beginning of words, by expiry. Every statement reads
// about as many rows as it gives, or goes by the index of words where few have them.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { MailboxState } from '../model/mailbox.lifecycle.ts'
import type { Reader } from '../store/database.ts'
import { listedColumns } from './table.ts'
import type { MailboxListRow } from './table.ts'

/** Newest first, or the next to expire first; what has no expiry is not in the second. */
export const mailboxOrders = ['newest', 'expiry'] as const
export type MailboxOrder = (typeof mailboxOrders)[number]

/** A mailbox as it is found: what a list shows of it, whose it is, and its place in both orders. */
export interface FoundMailbox extends MailboxListRow {
  holder: string
  autorinnovo: boolean
  place: number
  expires: Date | null
}

/** What is looked for, and after which place in its order. */
export interface MailboxSearch {
  order: MailboxOrder
  /** undefined: of any. */
  states: readonly MailboxState[] | undefined
  /** Words that address, holder or applicant have, or the beginnings of them. */
  text?: string | undefined
  /** By expiry alone. */
  expiresBefore?: Date | undefined
  after?: { place: number } | { at: Date; id: string } | undefined
  limit: number
}

// Of so many of the list it is worth to look at the words of each, before the index is asked for all that have them.
const LOOKED_THROUGH = 2_000

/** A page of the account's mailboxes. */
export async function findMailboxes(db: Reader, accountId: string, search: MailboxSearch): Promise<FoundMailbox[]> {
  if (search.text === undefined) return (await inOrder(accountId, search).execute(db)).rows
  const query = queryOf(accountId, search.text)
  if (query === undefined) return []
  const near = await amongTheFirst(accountId, search, query).execute(db)
  return near.rows.length === search.limit ? near.rows : (await byWords(accountId, search, query).execute(db)).rows
}

/** The statement of a page without words: the first of each state, and of these the first. */
export const inOrder = (accountId: string, search: MailboxSearch) =>
  sql<FoundMailbox>`select ${shown} from (${firstOf(accountId, search, search.limit)}) mailboxes
    ${orderOf(search)} limit ${search.limit}`

/** Those of the first of the list that have the words. */
export const amongTheFirst = (accountId: string, search: MailboxSearch, query: string) =>
  sql<FoundMailbox>`select ${shown} from (${firstOf(accountId, search, LOOKED_THROUGH)}) mailboxes
    where ${words} @@ ${query}::tsquery ${orderOf(search)} limit ${search.limit}`

/** All that have the words, and of these the first. */
export const byWords = (accountId: string, search: MailboxSearch, query: string) =>
  sql<FoundMailbox>`
    with having_words as materialized (select * from mailboxes where ${words} @@ ${query}::tsquery)
    select ${shown} from having_words mailboxes
    where account_id = ${accountId} and ${within(search)}
      ${search.states === undefined ? sql`` : sql`and stato = any(${[...search.states]}::text[])`}
    ${orderOf(search)} limit ${search.limit}`

/** What the words of a mailbox must match: each word of the text, or one that begins with it; undefined where it has none. */
export function queryOf(accountId: string, text: string): string | undefined {
  const found = text
    .toLowerCase()
    .split(/[\s!-/:-@[-`{-~]+/)
    .filter((word) => word !== '')
  if (found.length === 0) return undefined
  return [`'@${accountId}'`, ...found.map((word) => `'${word}':*`)].join(' & ')
}

const words = sql.raw(
  'mailbox_words(account_id, casella_pec, denominazione_titolare, nome_richiedente, cognome_richiedente)',
)

// People are their own holders, without a name as one.
const shown = sql.raw(
  `${listedColumns}, coalesce(nullif(denominazione_titolare, ''), nome_richiedente || ' ' || cognome_richiedente) as holder,
    autorinnovo, place, scadenza as expires`,
)

// What was never activated has no expiry.
const havingExpiry = ['evasa', 'revocata', 'chiusa'] as const satisfies readonly MailboxState[]

/** The first of each state that is asked for; an index has those of one state in order. */
function firstOf(accountId: string, search: MailboxSearch, most: number): RawBuilder<unknown> {
  const { states, order } = search
  if (states === undefined && order === 'newest')
    return sql`select * from mailboxes where account_id = ${accountId} and ${within(search)}
      ${orderOf(search)} limit ${most}`
  const parts = (states ?? havingExpiry).map(
    (stato) => sql`(select * from mailboxes where account_id = ${accountId} and stato = ${stato} and ${within(search)}
      ${orderOf(search)} limit ${most})`,
  )
  return sql`select * from (${sql.join(parts, sql` union all `)}) mailboxes ${orderOf(search)} limit ${most}`
}

function within({ order, after, expiresBefore }: MailboxSearch): RawBuilder<unknown> {
  return sql.join(
    [
      sql`true`,
      ...(order === 'expiry' ? [sql`scadenza is not null`] : []),
      ...(expiresBefore === undefined ? [] : [sql`scadenza < ${expiresBefore}`]),
      ...(after === undefined
        ? []
        : ['place' in after ? sql`place < ${after.place}` : sql`(scadenza, id) > (${after.at}, ${after.id})`]),
    ],
    sql` and `,
  )
}

const orderOf = ({ order }: MailboxSearch) =>
  order === 'newest' ? sql`order by place desc` : sql`order by mailboxes.scadenza, id`
