// The only way to change a state: one statement that carries its own condition and leaves one history row.
import { sql } from 'kysely'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import type { MailboxActivity, MailboxMove } from '../model/mailbox.lifecycle.ts'
import type { Mover } from '../model/lifecycle.ts'
import { statesFor } from '../model/lifecycle.ts'
import type { Writer } from './database.ts'
import { mailboxColumns } from '../mailboxes/table.ts'
import type { MailboxRow } from '../mailboxes/table.ts'
import type { Mailboxes, MailboxUser } from './schema.ts'

type Settable =
  | 'autorinnovo'
  | 'conservazione'
  | 'sms'
  | 'storico'
  | 'spazio_conservazione'
  | 'spazio_disco'
  | 'spazio_storico'
  | 'documenti_attivazione'
  | 'documenti_conservazione'
  | 'evasione'
  | 'scadenza'
  | 'revoca'
  | 'submissions'
  | 'submitted_at'
  | 'check_at'
  | 'rejection'
  | 'renew_at'
  | 'remind_at'
  | 'tipo_casella'
  | 'provider_ref'

type Unwrapped<K extends Settable> = Mailboxes[K] extends { __select__: infer S } ? S : Mailboxes[K]

/** Columns a move may set beside the state; undefined leaves a column as it is. */
export type MailboxChanges = { [K in Settable]?: Unwrapped<K> } & { multiutenza?: MailboxUser[] }

/**
 * Moves a mailbox, or does an activity that needs a state and changes none. `now` is cut to the second by the caller.
 * Gives the row after the move, or undefined when the mailbox is no longer as `subject` says: somebody was faster.
 */
export async function moveMailbox(
  tx: Writer,
  subject: MailboxRow,
  move: MailboxMove | MailboxActivity,
  changes: MailboxChanges,
  by: { whom: Mover; now: Date; reason?: string },
): Promise<MailboxRow | undefined> {
  const { multiutenza, ...plain } = changes
  const set: Record<string, unknown> = { ...plain, ultima_modifica: by.now }
  if (multiutenza !== undefined) set.multiutenza = JSON.stringify(multiutenza)
  if (move in mailboxLifecycle.moves) set.stato = mailboxLifecycle.moves[move as MailboxMove].to
  const assignments = Object.entries(set)
    .filter(([, value]) => value !== undefined)
    .map(([column, value]) => sql`${sql.raw(column)} = ${value}`)
  const moved = await sql<MailboxRow>`
    with moved as (
      update mailboxes set version = version + 1, ${sql.join(assignments)}
      where id = ${subject.id} and version = ${subject.version} and stato = any(${[...statesFor(mailboxLifecycle, move)]})
      returning *
    ), noted as (
      insert into history (subject_kind, subject_id, sequence, move, from_state, to_state, by_whom, at, reason)
      select 'mailbox', id, version, ${move}::text, ${subject.stato}::text, stato, ${by.whom}::text, ${by.now}::timestamptz, ${by.reason ?? null}::text
      from moved
    )
    select ${mailboxColumns} from moved`.execute(tx)
  return moved.rows[0]
}

/** One mailbox of a bulk move: as it was read, when it happens, and the columns that go with it. */
export interface BulkStep {
  mailbox: MailboxRow
  at: Date
  scadenza?: Date
  revoca?: Date
  renew_at: Date | null
  remind_at: Date | null
}

/**
 * The same move for many locked mailboxes in one statement, each dated its own moment, each with its history row.
 * Gives the rows after the move; a mailbox that changed since it was read is left out.
 */
export async function moveMailboxes(
  tx: Writer,
  move: MailboxMove,
  whom: Mover,
  steps: readonly BulkStep[],
): Promise<MailboxRow[]> {
  if (steps.length === 0) return []
  const { from, to } = mailboxLifecycle.moves[move]
  const list = <T>(of: (step: BulkStep) => T) => steps.map(of)
  const moved = await sql<MailboxRow>`
    with step as (
      select * from unnest(
        ${list((one) => one.mailbox.id)}::text[], ${list((one) => one.mailbox.version)}::int[],
        ${list((one) => one.mailbox.stato)}::text[], ${list((one) => one.at)}::timestamptz[],
        ${list((one) => one.scadenza ?? null)}::timestamptz[], ${list((one) => one.renew_at)}::timestamptz[],
        ${list((one) => one.remind_at)}::timestamptz[], ${list((one) => one.revoca ?? null)}::timestamptz[]
      ) as s (id, version, stato, at, scadenza, renew_at, remind_at, revoca)
    ), moved as (
      update mailboxes m set version = m.version + 1, stato = ${to}, ultima_modifica = step.at,
        scadenza = coalesce(step.scadenza, m.scadenza), renew_at = step.renew_at, remind_at = step.remind_at,
        revoca = coalesce(step.revoca, m.revoca)
      from step where m.id = step.id and m.version = step.version and m.stato = any(${[...from]}::text[])
      returning m.*
    ), noted as (
      insert into history (subject_kind, subject_id, sequence, move, from_state, to_state, by_whom, at)
      select 'mailbox', moved.id, moved.version, ${move}::text, step.stato, moved.stato, ${whom}::text, step.at
      from moved join step on step.id = moved.id
    )
    select ${mailboxColumns} from moved`.execute(tx)
  return moved.rows
}
