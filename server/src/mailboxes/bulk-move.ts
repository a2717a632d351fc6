// The same move for many mailboxes in one statement, for what falls due for thousands on one day.
import { sql } from 'kysely'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import type { MailboxMove } from '../model/mailbox.lifecycle.ts'
import type { Writer } from '../store/database.ts'
import type { Cause } from '../store/move.ts'
import { mailboxColumns } from './table.ts'
import type { MailboxRow } from './table.ts'

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
 * Returns the rows after the move; a mailbox that changed since it was read is left out.
 */
export async function moveMailboxes(
  tx: Writer,
  move: MailboxMove,
  { whom, author }: Pick<Cause, 'whom' | 'author'>,
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
        revoca = case when ${to} = 'evasa' then null else coalesce(step.revoca, m.revoca) end
      from step where m.id = step.id and m.version = step.version and m.stato = any(${[...from]}::text[])
      returning m.*
    ), noted as (
      insert into history (subject_kind, subject_id, sequence, move, from_state, to_state, by_whom, author, at)
      select 'mailbox', moved.id, moved.version, ${move}::text, step.stato, moved.stato, ${whom}::text,
        ${author === undefined ? null : JSON.stringify(author)}::json, step.at
      from moved join step on step.id = moved.id
    )
    select ${sql.raw(mailboxColumns)} from moved`.execute(tx)
  return moved.rows
}
