// The table of requests to the Business Register: what finds rows, and the one statement that adds one.
import { sql } from 'kysely'
import { registryRequestLifecycle } from '../model/registry-request.lifecycle.ts'
import type { RegistryRequestState } from '../model/registry-request.lifecycle.ts'
import type { Reader, Writer } from './database.ts'
import type { Callback, CommunicationColumns } from './schema.ts'

/** A request as read: `timestamp` and the other instants are Unix seconds. */
export interface RegistryRequestRow extends CommunicationColumns {
  id: string
  account_id: string
  provider: string
  provider_ref: string | null
  version: number
  stato: RegistryRequestState
  callback: Callback | null
  codice_registro_imprese: string
  documenti_registro_imprese: string[]
  timestamp: number
  created_at: number
  submissions: number
  submitted_at: number | null
  check_at: Date | null
  rejection: string[] | null
}

/** What a list shows of a request (contract 2.13). */
export type RegistryRequestListRow = Pick<RegistryRequestRow, 'id' | 'casella_pec' | 'stato' | 'timestamp'>

/** Everything a new row needs. */
export interface NewRegistryRequest extends CommunicationColumns {
  id: string
  account_id: string
  provider: string
  provider_ref: string | null
  callback: Callback | null
  codice_registro_imprese: string
  check_at: Date | null
}

const seconds = (column: string) => `extract(epoch from ${column})::int8 as ${column}`

const listed = `id, casella_pec, stato, ${seconds('"timestamp"')}`

/** Column list of a whole row, for statements that answer one. */
export const registryRequestColumns = sql.raw(`${listed},
  account_id, provider, provider_ref, version, cf, nome, cognome, qualifica, email, cellulare, ragione_sociale, cf_piva,
  comune, provincia, pec_amministratore, callback, codice_registro_imprese, documenti_registro_imprese,
  ${seconds('created_at')}, submissions, ${seconds('submitted_at')}, check_at, rejection`)

const listColumns = sql.raw(listed)

/** The account's request of that id, if any; locked until the transaction ends when `lock` is asked for. */
export async function findRegistryRequest(
  db: Reader,
  id: string,
  accountId: string,
  lock: 'lock' | 'plain' = 'plain',
): Promise<RegistryRequestRow | undefined> {
  const locked = sql.raw(lock === 'lock' ? ' for update' : '')
  const found = await sql<RegistryRequestRow>`
    select ${registryRequestColumns} from registry_requests
    where id = ${id} and account_id = ${accountId}${locked}`.execute(db)
  return found.rows[0]
}

/** Any account's request; one another process holds is skipped, or waited for. Locked until the transaction ends. */
export async function lockRegistryRequest(
  tx: Writer,
  id: string,
  held: 'skip' | 'wait' = 'skip',
): Promise<RegistryRequestRow | undefined> {
  const skip = sql.raw(held === 'skip' ? ' skip locked' : '')
  const found = await sql<RegistryRequestRow>`
    select ${registryRequestColumns} from registry_requests where id = ${id} for update${skip}`.execute(tx)
  return found.rows[0]
}

/** The request of that id if its provider should be asked by now. */
export async function findDueRegistryRequest(
  db: Reader,
  id: string,
  now: Date,
): Promise<RegistryRequestRow | undefined> {
  const found = await sql<RegistryRequestRow>`
    select ${registryRequestColumns} from registry_requests where id = ${id} and check_at <= ${now}`.execute(db)
  return found.rows[0]
}

/** Any account's request, for who may see all of them. */
export async function readRegistryRequest(db: Reader, id: string): Promise<RegistryRequestRow | undefined> {
  const found = await sql<RegistryRequestRow>`
    select ${registryRequestColumns} from registry_requests where id = ${id}`.execute(db)
  return found.rows[0]
}

/** The account's requests, newest first; all that are left where `limit` is null. */
export async function listRegistryRequests(
  db: Reader,
  accountId: string,
  page: { skip: number; limit: number | null },
): Promise<RegistryRequestListRow[]> {
  const found = await sql<RegistryRequestListRow>`
    select ${listColumns} from registry_requests where account_id = ${accountId}
    order by id desc limit ${page.limit}::int offset ${page.skip}`.execute(db)
  return found.rows
}

/** Whether the account has made any request at all. */
export async function madeRegistryRequests(db: Reader, accountId: string): Promise<boolean> {
  const found = await sql<{ any: boolean }>`
    select exists (select from registry_requests where account_id = ${accountId}) as any`.execute(db)
  return found.rows[0]?.any === true
}

/** What other requests of the same account say of the address that cannot be true together with this one. */
export interface Contradictions {
  /** It was given as the own address of another company. */
  ofAnotherCompany: boolean
  /** It was given both as the company's and as its director's. */
  ofCompanyAndDirector: boolean
}

/** Looks through the account's other requests for the same address (one address, one company). */
export async function contradictionsOf(db: Reader, request: RegistryRequestRow): Promise<Contradictions> {
  const { id, account_id, casella_pec, cf_piva, pec_amministratore } = request
  const found = await sql<Contradictions>`
    select coalesce(bool_or(not pec_amministratore and not ${pec_amministratore}::boolean and cf_piva <> ${cf_piva}), false)
        as "ofAnotherCompany",
      coalesce(bool_or(pec_amministratore <> ${pec_amministratore}::boolean and cf_piva = ${cf_piva}), false)
        as "ofCompanyAndDirector"
    from registry_requests where account_id = ${account_id} and casella_pec = ${casella_pec} and id <> ${id}`.execute(
    db,
  )
  return found.rows[0] ?? { ofAnotherCompany: false, ofCompanyAndDirector: false }
}

/** Ids of requests whose provider should be asked by now, most overdue first. */
export async function registryRequestsToCheck(db: Reader, now: Date, limit: number): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from registry_requests where check_at <= ${now} order by check_at limit ${limit}`.execute(db)
  return found.rows.map((row) => row.id)
}

/** When the next request wants its provider asked. */
export async function nextRegistryRequestCheck(db: Reader): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`select min(check_at) as at from registry_requests`.execute(db)
  return found.rows[0]?.at ?? undefined
}

/** Sets when to ask the provider again, or that there is nothing to ask; unless the request has moved on. */
export async function askAgainAboutRequest(db: Reader, request: RegistryRequestRow, at: Date | null): Promise<void> {
  await sql`
    update registry_requests set check_at = ${at} where id = ${request.id} and version = ${request.version}`.execute(db)
}

/** Adds a request with its first history row, in one statement. */
export async function insertRegistryRequest(
  tx: Writer,
  request: NewRegistryRequest,
  now: Date,
): Promise<RegistryRequestRow> {
  const row: Record<string, unknown> = {
    ...request,
    callback: request.callback === null ? null : JSON.stringify(request.callback),
    stato: registryRequestLifecycle.initial,
    '"timestamp"': now,
    created_at: now,
  }
  const columns = sql.raw(Object.keys(row).join(', '))
  const added = await sql<RegistryRequestRow>`
    with added as (
      insert into registry_requests (${columns}) values (${sql.join(Object.values(row))}) returning *
    ), noted as (
      insert into history (subject_kind, subject_id, sequence, move, from_state, to_state, by_whom, at)
      select 'request', id, version, 'register', null, stato, 'customer', created_at from added
    )
    select ${registryRequestColumns} from added`.execute(tx)
  const [first] = added.rows
  if (first === undefined) throw new Error('a request to the register was not added')
  return first
}
