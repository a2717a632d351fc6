// One transaction with everything an operation or a job may do in it: state, history, money, documents, jobs, callbacks.
import { tellOwner } from './callbacks/tell.ts'
import type { Tellable } from './callbacks/tell.ts'
import type { Context } from './context.ts'
import type { FaultPoint } from './fault-points.ts'
import type { UploadedDocument } from './documents/uploads.ts'
import type { Mover } from './model/lifecycle.ts'
import type { MailboxActivity, MailboxMove } from './model/mailbox.lifecycle.ts'
import type { Writer } from './store/database.ts'
import { insertDocuments } from './store/documents.ts'
import type { JobHint, JobName } from './store/job-queue.ts'
import { mailboxView } from './store/mailbox-view.ts'
import type { MailboxRow } from './store/mailboxes.ts'
import { moveMailbox } from './store/move.ts'
import type { MailboxChanges } from './store/move.ts'
import { inTransaction } from './store/transaction.ts'

export interface UnitOfWork {
  db: Writer
  /** The product's time, cut to the second: what every row of this unit is dated. */
  now: Date
  /** False when whoever asked for it has had an answer already, and hears of it by callback. */
  customerWaits: boolean
  /** A place where tests let the process die. */
  passed(point: FaultPoint): void
  /** Moves a mailbox with its history row and, when the customer is not the mover, its callback. Throws LostRace. */
  move(
    subject: MailboxRow,
    move: MailboxMove | MailboxActivity,
    changes: MailboxChanges,
    by?: { whom: Mover; reason?: string },
  ): Promise<MailboxRow>
  /** Notes a callback about a mailbox, for what its owner did not cause. */
  tell(mailbox: MailboxRow, event: string, at?: Date): Promise<void>
  /** The same about any resource. */
  tellAbout(resource: Tellable, event: string, at?: Date): Promise<void>
  /** Notes a job; `at` is by the product's clock. */
  enqueue(name: JobName, hint: JobHint, at?: Date): Promise<void>
  /** Seals and stores an upload's documents, named as documented (contract 1.4); gone again unless this commits. */
  keepDocuments(
    subject: MailboxRow,
    purpose: DocumentPurpose,
    documents: readonly UploadedDocument[],
  ): Promise<string[]>
}

export type DocumentPurpose = 'attivazione' | 'conservazione'

/** The subject changed between reading and moving it; the ladder answers it as a wrong state. */
export class LostRace extends Error {
  override name = 'LostRace'
}

/** Runs `work` as one unit: everything in it happens, or nothing. */
export function unitOfWork<T>(
  context: Context,
  work: (unit: UnitOfWork) => Promise<T>,
  { customerWaits = true } = {},
): Promise<T> {
  const now = wholeSecond(context.clock.now())
  return inTransaction(context.database.kysely, ({ db, onRollback }) => {
    const unit: UnitOfWork = {
      db,
      now,
      customerWaits,
      passed: (point) => context.passed?.(point),
      async move(subject, move, changes, by = { whom: 'customer' }) {
        const moved = await moveMailbox(db, subject, move, changes, { ...by, now })
        if (moved === undefined) throw new LostRace(`mailbox ${subject.id} moved on before ${move}`)
        if (by.whom !== 'customer' || !customerWaits) await unit.tell(moved, move)
        return moved
      },
      tell: (mailbox, event, at) => unit.tellAbout(asTellable(mailbox), event, at),
      tellAbout: (resource, event, at = now) =>
        tellOwner(db, resource, { event, at, scopeHost: context.settings.SCOPE_HOST, queue: context.queue }),
      enqueue: (name, hint, at) => context.queue.enqueue(db, name, hint, at ? at.getTime() - now.getTime() : 0),
      async keepDocuments(subject, purpose, documents) {
        const named = documents.map((document, n) => ({ ...document, name: `${subject.id}_${n}_${purpose}.pdf` }))
        const kept = await context.vault.keep({ kind: 'mailbox', id: subject.id }, named)
        onRollback(() => context.vault.discard(kept))
        const submission = subject.submissions + 1
        await insertDocuments(
          db,
          kept.map((one, n) => ({
            object_key: one.key,
            owner_kind: 'mailbox',
            owner_id: subject.id,
            purpose,
            name: one.name,
            submission,
            size_bytes: one.sizeBytes,
            sha256: one.sha256,
            findings: named[n]?.pdf,
            created_at: now,
          })),
        )
        return kept.map((one) => one.name)
      },
    }
    return work(unit)
  })
}

const asTellable = (mailbox: MailboxRow): Tellable => ({
  accountId: mailbox.account_id,
  subject: { kind: 'mailbox', id: mailbox.id },
  segment: 'pec',
  callback: mailbox.callback,
  resource: (owner) => mailboxView(mailbox, owner),
})

/** The instant without its fraction: the wire knows whole seconds only. */
export function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000)
}
