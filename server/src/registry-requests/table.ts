// The table of requests to the Business Register: its columns, and the statements that find rows.
import { sql } from 'kysely'
import type { Callback } from '../model/callback.ts'
import { declaredRequestTexts } from '../model/registry-request-fields.ts'
import type { DeclaredRequest } from '../model/registry-request-fields.ts'
import type { RegistryRequestState } from '../model/registry-request.lifecycle.ts'
import type { RegisterAttorney } from '../providers/port/registry-requests.ts'
import type { Reader } from '../store/database.ts'
import type { ResourceRow } from '../store/resource.ts'

/** A request as read: `timestamp` and the other instants are Unix seconds. */
export interface RegistryRequestRow extends ResourceRow, DeclaredRequest {
  stato: RegistryRequestState
  codice_registro_imprese: string
  documenti_registro_imprese: string[]
  timestamp: number
  created_at: number
  /** Who files and is empowered to; null until the filing is open, and where the provider brings its own form. */
  attorney: RegisterAttorney | null
  /** How many times signed documents were handed in, and when last. */
  submissions: number
  submitted_at: number | null
  rejection: string[] | null
}

/** Columns a step may set beside the state; undefined leaves a column as it is. */
export interface RegistryRequestChanges {
  codice_registro_imprese?: string
  attorney?: RegisterAttorney
  documenti_registro_imprese?: string[]
  submissions?: number
  submitted_at?: Date
  check_at?: Date | null
  /** The provider's last word on documents it sent back, for people. */
  rejection?: string[] | null
}

/** Everything a new row needs. */
export interface NewRegistryRequest extends DeclaredRequest {
  id: string
  account_id: string
  provider: string
  provider_ref: string | null
  callback: Callback | null
  codice_registro_imprese: string
  check_at: Date | null
}

/** What a list shows of a request (contract 2.13). */
export type RegistryRequestListRow = Pick<RegistryRequestRow, 'id' | 'casella_pec' | 'stato' | 'timestamp'>

const seconds = (column: string) => `extract(epoch from ${column})::int8 as ${column}`

const listed = `id, casella_pec, stato, ${seconds('"timestamp"')}`

/** Select list of a whole row. */
export const registryRequestColumns = [
  listed,
  'account_id, provider, provider_ref, version, callback, pec_amministratore',
  ...declaredRequestTexts.filter((name) => name !== 'casella_pec'),
  'codice_registro_imprese, documenti_registro_imprese, attorney',
  `${seconds('created_at')}, submissions, ${seconds('submitted_at')}, check_at, rejection`,
].join(', ')

/** The account's requests, newest first; all that are left where `limit` is null. */
export async function listRegistryRequests(
  db: Reader,
  accountId: string,
  page: { skip: number; limit: number | null },
): Promise<RegistryRequestListRow[]> {
  const found = await sql<RegistryRequestListRow>`
    select ${sql.raw(listed)} from registry_requests where account_id = ${accountId}
    order by created_at desc, place desc limit ${page.limit}::int offset ${page.skip}`.execute(db)
  return found.rows
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
