// Where accounts stand in their lifecycle, and what they have under way.
import { sql } from 'kysely'
import { accountLifecycle } from '../model/account.lifecycle.ts'
import type { AccountMove, AccountState } from '../model/account.lifecycle.ts'
import type { Author } from '../model/author.ts'
import { certifiedDomainLifecycle } from '../model/certified-domain.lifecycle.ts'
import { statesFor } from '../model/lifecycle.ts'
import type { StateRow } from '../model/lifecycle.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import { registryRequestLifecycle } from '../model/registry-request.lifecycle.ts'
import type { Reader, Writer } from './database.ts'

/** The state of an account; undefined for an unknown one. */
export async function readAccountState(db: Reader, accountId: string): Promise<AccountState | undefined> {
  const found = await sql<{ state: AccountState }>`select state from accounts where id = ${accountId}`.execute(db)
  return found.rows[0]?.state
}

/**
 * Moves an account from the state it was seen in, with its history row and so an entry of its feed; false when it is no
 * longer as it was. `reason`: why, which the account reads.
 */
export async function moveAccount(
  tx: Writer,
  { accountId, from, move }: { accountId: string; from: AccountState; move: AccountMove },
  { reason, author, now }: { reason: string; author: Author | undefined; now: Date },
): Promise<boolean> {
  const { to } = accountLifecycle.moves[move]
  const moved = await sql`
    with moved as (
      update accounts set state = ${to}, version = version + 1
      where id = ${accountId} and state = ${from} and state = any(${[...statesFor(accountLifecycle, move)]}::text[])
      returning id, version
    )
    insert into history (subject_kind, subject_id, sequence, move, from_state, to_state, by_whom, author, at, reason)
    select 'account', id, version, ${move}::text, ${from}::text, ${to}::text, 'operator',
      ${author === undefined ? null : JSON.stringify(author)}::json, ${now}::timestamptz, ${reason}::text
    from moved`.execute(tx)
  return moved.numAffectedRows === 1n
}

/** What an account has that works, or waits for somebody, by kind. */
export interface UnderWay {
  mailboxes: number
  domains: number
  /** Requests to the Business Register, and orders at remote providers. */
  orders: number
}

/** States in which something is neither over nor, in that of `expired`, only to be brought back. */
function statesUnderWay(states: Readonly<Record<string, StateRow>>, expired: string): string[] {
  return Object.entries(states).flatMap(([state, { final }]) => (final === true || state === expired ? [] : [state]))
}

const ofMailboxes = statesUnderWay(mailboxLifecycle.states, 'revocata')
const ofDomains = statesUnderWay(certifiedDomainLifecycle.states, 'revocato')
const ofRequests = statesUnderWay(registryRequestLifecycle.states, '')

/** Counts what an account has under way. */
export async function countUnderWay(db: Reader, accountId: string): Promise<UnderWay> {
  const found = await sql<UnderWay>`
    select
      (select count(*) from mailboxes where account_id = ${accountId} and stato = any(${ofMailboxes}::text[])) as mailboxes,
      (select count(*) from certified_domains where account_id = ${accountId} and stato = any(${ofDomains}::text[])) as domains,
      (select count(*) from registry_requests where account_id = ${accountId} and stato = any(${ofRequests}::text[]))
        + (select count(*) from provider_operations where account_id = ${accountId} and state = 'pending') as orders`.execute(
    db,
  )
  return found.rows[0] ?? { mailboxes: 0, domains: 0, orders: 0 }
}
