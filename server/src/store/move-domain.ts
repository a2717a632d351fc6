// The only way to change a certified domain: one statement that carries its own condition and leaves one history row.
import { sql } from 'kysely'
import { certifiedDomainLifecycle } from '../model/certified-domain.lifecycle.ts'
import type { CertifiedDomainActivity, CertifiedDomainMove } from '../model/certified-domain.lifecycle.ts'
import type { Mover } from '../model/lifecycle.ts'
import { statesFor } from '../model/lifecycle.ts'
import { certifiedDomainColumns } from '../certified-domains/table.ts'
import type { CertifiedDomainRow } from '../certified-domains/table.ts'
import type { Writer } from './database.ts'
import type { CertifiedDomains } from './schema.ts'

type Settable =
  | 'stato_fornitore'
  | 'dns'
  | 'config'
  | 'certif'
  | 'scadenza'
  | 'certificazione'
  | 'revoca'
  | 'check_at'
  | 'remind_at'
  | 'broken_since'
  | 'suspended_at'
  | 'provider_ref'

/** Columns a move may set beside the state; undefined leaves a column as it is. */
export type CertifiedDomainChanges = { [K in Settable]?: CertifiedDomains[K] | undefined }

const NAME_TAKEN = '23505'

/**
 * Moves a domain, or does an activity that needs a state and changes none. `now` is cut to the second by the caller.
 * Gives the row after the move, or undefined when the domain is no longer as `subject` says, or its name has become
 * somebody else's.
 */
export async function moveCertifiedDomain(
  tx: Writer,
  subject: CertifiedDomainRow,
  move: CertifiedDomainMove | CertifiedDomainActivity,
  changes: CertifiedDomainChanges,
  by: { whom: Mover; now: Date; reason?: string | undefined },
): Promise<CertifiedDomainRow | undefined> {
  const set: Record<string, unknown> = { ...changes }
  // A revocation leaves the moment of the last change as it was (contract 6.16).
  if (move !== 'revoke') set.ultima_modifica = by.now
  if (move in certifiedDomainLifecycle.moves) set.stato = certifiedDomainLifecycle.moves[move as CertifiedDomainMove].to
  const assignments = Object.entries(set)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => sql`${sql.raw(column)} = ${value}`)
  try {
    const moved = await sql<CertifiedDomainRow>`
      with moved as (
        update certified_domains set version = version + 1, ${sql.join(assignments)}
        where id = ${subject.id} and version = ${subject.version}
          and stato = any(${[...statesFor(certifiedDomainLifecycle, move)]})
        returning *
      ), noted as (
        insert into history (subject_kind, subject_id, sequence, move, from_state, to_state, by_whom, at, reason)
        select 'domain', id, version, ${move}::text, ${subject.stato}::text, stato, ${by.whom}::text,
          ${by.now}::timestamptz, ${by.reason ?? null}::text
        from moved
      )
      select ${certifiedDomainColumns} from moved`.execute(tx)
    return moved.rows[0]
  } catch (error) {
    if (isNameTaken(error)) return undefined
    throw error
  }
}

const isNameTaken = (error: unknown) => error instanceof Error && 'code' in error && error.code === NAME_TAKEN
