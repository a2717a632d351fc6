// One transaction with everything an operation or a job may do in it: state, history, money, documents, jobs, callbacks.
import { tellOwners } from './callbacks/tell.ts'
import type { Tellable } from './callbacks/tell.ts'
import type { Context } from './context.ts'
import type { FaultPoint } from './model/fault-points.ts'
import type { DocumentOwner } from './documents/documents.ts'
import type { UploadedDocument } from './documents/uploads.ts'
import type { CertifiedDomainActivity, CertifiedDomainMove } from './model/certified-domain.lifecycle.ts'
import type { Mover } from './model/lifecycle.ts'
import type { MailboxActivity, MailboxMove } from './model/mailbox.lifecycle.ts'
import type { RegistryRequestMove } from './model/registry-request.lifecycle.ts'
import { certifiedDomainView } from './certified-domains/view.ts'
import type { CertifiedDomainRow } from './certified-domains/table.ts'
import type { Writer } from './store/database.ts'
import { insertDocuments, POWER_OF_ATTORNEY } from './store/documents.ts'
import type { JobHint, JobName } from './store/job-queue.ts'
import { mailboxView } from './mailboxes/view.ts'
import type { MailboxRow } from './mailboxes/table.ts'
import { moveCertifiedDomain } from './store/move-domain.ts'
import type { CertifiedDomainChanges } from './store/move-domain.ts'
import { moveRegistryRequest } from './store/move-request.ts'
import type { RegistryRequestChanges } from './store/move-request.ts'
import { moveMailbox } from './store/move.ts'
import type { MailboxChanges } from './store/move.ts'
import { registryRequestView } from './registry-requests/view.ts'
import type { RegistryRequestRow } from './registry-requests/table.ts'
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
  /** The same for a request to the Business Register. */
  moveRequest(
    subject: RegistryRequestRow,
    move: RegistryRequestMove,
    changes: RegistryRequestChanges,
    by?: { whom: Mover; reason?: string },
  ): Promise<RegistryRequestRow>
  /** The same for a certified domain. */
  moveDomain(
    subject: CertifiedDomainRow,
    move: CertifiedDomainMove | CertifiedDomainActivity,
    changes: CertifiedDomainChanges,
    by?: { whom: Mover; reason?: string },
  ): Promise<CertifiedDomainRow>
  /** Notes a callback about a mailbox, for what its owner did not cause. */
  tell(mailbox: MailboxRow, event: string, at?: Date): Promise<void>
  /** The same about many, each at its own moment. */
  tellMany<M extends MailboxRow>(mailboxes: readonly M[], event: string, at: (mailbox: M) => Date): Promise<void>
  /** The same about any resource. */
  tellAbout(resource: Tellable, event: string, at?: Date): Promise<void>
  /** Notes a job; `at` is by the product's clock. */
  enqueue(name: JobName, hint: JobHint, at?: Date): Promise<void>
  /** Seals and stores an upload's documents, named as documented (contract 1.4); gone again unless this commits. */
  keepDocuments(
    subject: Pick<MailboxRow | RegistryRequestRow, 'id' | 'submissions'>,
    purpose: DocumentPurpose,
    documents: readonly UploadedDocument[],
  ): Promise<string[]>
  /** Seals and stores the power of attorney as issued: later these bytes are given out again, and are to be signed. */
  keepPowerOfAttorney(request: Pick<RegistryRequestRow, 'id'>, issued: Omit<NamedDocument, 'name'>): Promise<void>
}

/** A document about to be stored, with what is known of it. */
interface NamedDocument {
  name: string
  bytes: Uint8Array
  sha256: string
  findings: unknown
}

/** Whose documents of a purpose are, and what their names end in. */
const purposes = {
  attivazione: { kind: 'mailbox', extension: 'pdf' },
  conservazione: { kind: 'mailbox', extension: 'pdf' },
  registro_imprese: { kind: 'request', extension: 'p7m' },
} as const

export type DocumentPurpose = keyof typeof purposes

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
  const telling = { scopeHost: context.settings.SCOPE_HOST, queue: context.queue }
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
      async moveRequest(subject, move, changes, by = { whom: 'customer' }) {
        const moved = await moveRegistryRequest(db, subject, move, changes, { ...by, now })
        if (moved === undefined) throw new LostRace(`request ${subject.id} moved on before ${move}`)
        if (by.whom !== 'customer' || !customerWaits) await unit.tellAbout(requestAsTellable(moved), move)
        return moved
      },
      async moveDomain(subject, move, changes, by = { whom: 'customer' }) {
        const moved = await moveCertifiedDomain(db, subject, move, changes, { ...by, now })
        if (moved === undefined) throw new LostRace(`domain ${subject.id} moved on before ${move}`)
        if (by.whom !== 'customer' || !customerWaits) await unit.tellAbout(domainAsTellable(moved), move)
        return moved
      },
      tell: (mailbox, event, at) => unit.tellAbout(asTellable(mailbox), event, at),
      tellMany: (mailboxes, event, at) =>
        tellOwners(
          db,
          mailboxes.map((mailbox) => ({ resource: asTellable(mailbox), event, at: at(mailbox) })),
          telling,
        ),
      tellAbout: (resource, event, at = now) => tellOwners(db, [{ resource, event, at }], telling),
      enqueue: (name, hint, at) => context.queue.enqueue(db, name, hint, at ? at.getTime() - now.getTime() : 0),
      async keepDocuments({ id, submissions }, purpose, documents) {
        const { kind, extension } = purposes[purpose]
        const named = documents.map(({ bytes, sha256, pdf }, n) => {
          return { bytes, sha256, findings: pdf, name: `${id}_${n}_${purpose}.${extension}` }
        })
        await store({ kind, id }, { purpose, submission: submissions + 1 }, named)
        return named.map((one) => one.name)
      },
      async keepPowerOfAttorney({ id }, issued) {
        const name = `${id}_${POWER_OF_ATTORNEY}.pdf`
        await store({ kind: 'request', id }, { purpose: POWER_OF_ATTORNEY, submission: 0 }, [{ ...issued, name }])
      },
    }
    async function store(
      owner: DocumentOwner,
      of: { purpose: string; submission: number },
      named: NamedDocument[],
    ): Promise<void> {
      const kept = await context.vault.keep(owner, named)
      onRollback(() => context.vault.discard(kept))
      await insertDocuments(
        db,
        kept.map((one, n) => ({
          ...of,
          object_key: one.key,
          owner_kind: owner.kind,
          owner_id: owner.id,
          name: one.name,
          size_bytes: one.sizeBytes,
          sha256: one.sha256,
          findings: named[n]?.findings,
          created_at: now,
        })),
      )
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

/** A certified domain as something to tell about. */
export const domainAsTellable = (domain: CertifiedDomainRow): Tellable => ({
  accountId: domain.account_id,
  subject: { kind: 'domain', id: domain.id },
  segment: 'dominio',
  callback: domain.callback,
  resource: (owner) => certifiedDomainView(domain, owner),
})

/** A request to the Business Register as something to tell about. */
export const requestAsTellable = (request: RegistryRequestRow): Tellable => ({
  accountId: request.account_id,
  subject: { kind: 'request', id: request.id },
  segment: 'comunica_pec',
  callback: request.callback,
  resource: (owner) => registryRequestView(request, owner),
})

/** The instant without its fraction: the wire knows whole seconds only. */
export function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000)
}
