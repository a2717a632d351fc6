// What works and when it ends: mailboxes and certified domains of an account by their expiry.
import { sql } from 'kysely'
import type { Reader } from './database.ts'

/** What expires. */
export const expiryKinds = ['mailbox', 'certified-domain'] as const

/** A mailbox or domain with the moment it expires; `name` is its address or name. */
export interface ExpiryRow {
  kind: (typeof expiryKinds)[number]
  id: string
  name: string
  autorinnovo: boolean
  at: Date
  ultima_modifica: Date
}

/** Those that expire from `since` on and before `until`, after a place in the list. */
export interface ExpiryPage {
  since: Date
  until: Date
  after?: { at: Date; id: string } | undefined
  limit: number
}

/** The account's working mailboxes and domains, those that expire next first. */
export async function findExpiries(db: Reader, accountId: string, page: ExpiryPage): Promise<ExpiryRow[]> {
  return (await expiriesPage(accountId, page).execute(db)).rows
}

/** The statement of a page: it reads the page's rows of either table and no others. */
export function expiriesPage(accountId: string, { since, until, after, limit }: ExpiryPage) {
  const within = sql`account_id = ${accountId} and scadenza >= ${since} and scadenza < ${until}
    ${after === undefined ? sql`` : sql`and (scadenza, id) > (${after.at}, ${after.id})`}
    order by scadenza, id limit ${limit}`
  return sql<ExpiryRow>`
    select kind, id, name, autorinnovo, scadenza as at, ultima_modifica from (
      (select 'mailbox' as kind, id, casella_pec as name, autorinnovo, scadenza, ultima_modifica from mailboxes
        where stato = 'evasa' and ${within})
      union all (select 'certified-domain', id, dominio, autorinnovo, scadenza, ultima_modifica from certified_domains
        where stato = 'evaso' and ${within})
    ) expiring order by scadenza, id limit ${limit}`
}
