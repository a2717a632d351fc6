// One transaction with everything an operation or a job may do in it: state, history, money, documents, jobs, callbacks.
// It knows no resource: each comes as its table of facts (store/resource.ts).
import { enqueueCallbacks } from './callbacks/enqueue.ts'
import type { CallbackSource } from './callbacks/enqueue.ts'
import type { Context } from './context.ts'
import { documentHandle } from './documents/handle.ts'
import type { DocumentOwner } from './documents/documents.ts'
import type { UploadedDocument } from './documents/uploads.ts'
import type { Author } from './model/author.ts'
import type { FaultPoint } from './model/fault-points.ts'
import type { Mover } from './model/lifecycle.ts'
import type { ResourceKind } from './model/resource-kind.ts'
import type { DocumentHandle } from './providers/port/answer.ts'
import type { Writer } from './store/database.ts'
import { insertDocuments } from './store/documents.ts'
import { insertEvents } from './store/events.ts'
import { addResource, moveResource } from './store/move.ts'
import type { Resource, ResourceRow } from './store/resource.ts'
import { inTransaction } from './store/transaction.ts'
import type { JobName } from './store/wake-ups.ts'

/** What happened to a resource without a change of state. */
export interface UnitEvent {
  accountId: string
  resource: { kind: ResourceKind; id: string }
  kind: string
  detail: unknown
  /** The unit's own time unless given. */
  at?: Date
}

/** A document about to be stored, with what is known of it. */
export interface NewDocument {
  name: string
  purpose: string
  /** Which upload of its purpose it came with, from 1; 0 for what was issued and not handed in. */
  submission: number
  bytes: Uint8Array
  sha256: string
  findings: unknown
}

export interface UnitOfWork {
  db: Writer
  /** The product's time, cut to the second: what every row of this unit is dated. */
  now: Date
  /** False when whoever asked for it has had an answer already, and hears of it by callback. */
  customerWaits: boolean
  /** Who asked for what happens here; undefined for what happens by itself. */
  author: Author | undefined
  /** A place where tests let the process die. */
  faultPoint(name: FaultPoint): void
  /** Adds a resource with its first history row and, when nobody waits for the answer, its callback; undefined = taken. */
  add<Row extends ResourceRow, New extends object>(
    resource: Resource<Row, string, object, New>,
    added: New,
  ): Promise<Row | undefined>
  /**
   * Moves a resource with its history row and, unless the customer is the mover and waits for the answer, its callback;
   * `callsBack`: in any case. Throws LostRace.
   */
  move<Row extends ResourceRow, Step extends string, Changes extends object>(
    resource: Resource<Row, Step, Changes>,
    row: Row,
    step: NoInfer<Step>,
    changes: NoInfer<Changes>,
    by?: { whom: Mover; reason?: string; callsBack?: boolean },
  ): Promise<Row>
  /**
   * Notes a callback for each resource, for what its owner did not cause, each at its own moment; all of a unit are written
   * at its end.
   */
  enqueueCallbacks<Row extends ResourceRow, Seen extends Row>(
    resource: Resource<Row>,
    rows: readonly Seen[],
    event: string,
    at?: (row: Seen) => Date,
  ): Promise<void>
  /** Notes events; the same kind at the same moment for the same resource once. */
  noteEvents(events: readonly UnitEvent[]): Promise<void>
  /** Says that a job has work in what this unit wrote, now or later; it is told once this has committed. */
  wake(name: JobName): void
  /** Seals and stores documents for a resource; gone again unless this commits. */
  keepDocuments(owner: DocumentOwner, documents: readonly NewDocument[]): Promise<DocumentHandle[]>
  /** Discards objects of the vault once this has committed. */
  discardAfterwards(objects: readonly { key: string }[]): void
}

/** The resource changed between reading and moving it; the pipeline answers it as a wrong state. */
export class LostRace extends Error {
  override name = 'LostRace'
}

/** Runs `work` as one unit: everything in it happens, or nothing. */
export function unitOfWork<T>(
  context: Context,
  work: (unit: UnitOfWork) => Promise<T>,
  { customerWaits = true, author }: { customerWaits?: boolean; author?: Author | undefined } = {},
): Promise<T> {
  return inTransaction(context.database.kysely, async ({ db, onRollback, onCommit }) => {
    // The database's time, read as this transaction or one just before it began.
    const now = wholeSecond(context.clock.now())
    const callbacks: CallbackSource[] = []
    const woken = new Set<JobName>()
    const storing: Promise<void>[] = []
    const unit: UnitOfWork = {
      db,
      now,
      customerWaits,
      author,
      faultPoint: (name) => context.faultPoint?.(name),
      async add(resource, added) {
        const row = await addResource(db, resource, added, { whom: 'customer', now, author })
        if (row !== undefined && !customerWaits) await unit.enqueueCallbacks(resource, [row], resource.firstStep)
        return row
      },
      async move(resource, row, step, changes, { whom, reason, callsBack } = { whom: 'customer' }) {
        const moved = await moveResource(db, resource, row, step, changes, { whom, reason, now, author })
        if (moved === undefined) throw new LostRace(`${resource.kind} ${row.id} moved on before ${step}`)
        if (whom !== 'customer' || !customerWaits || callsBack === true)
          await unit.enqueueCallbacks(resource, [moved], step)
        return moved
      },
      async enqueueCallbacks({ kind, segment, view }, rows, event, at = () => now) {
        for (const row of rows) {
          const { id, account_id: accountId, callback } = row
          if (callback === null) continue
          const shown = { view: (owner: string) => view(row, owner) }
          callbacks.push({ kind, segment, id, accountId, callback, event, at: at(row), ...shown })
        }
      },
      noteEvents: (events) =>
        insertEvents(
          db,
          events.map((event) => ({ author, at: now, ...event })),
        ),
      wake: (name) => void woken.add(name),
      async keepDocuments(owner, documents) {
        const { kept, stored } = await context.vault.begin(owner, documents)
        // Heard of below, whatever else fails first.
        stored.catch(() => undefined)
        storing.push(stored)
        onRollback(async () => {
          await stored.catch(() => undefined)
          await context.vault.discard(kept)
        })
        const rows = kept.flatMap(({ key, sizeBytes }, at) => {
          const document = documents[at]
          if (document === undefined) return []
          const { name, purpose, submission, sha256, findings } = document
          const about = { owner_kind: owner.kind, owner_id: owner.id, object_key: key, created_at: now }
          return [{ ...about, name, purpose, submission, sha256, findings, size_bytes: sizeBytes }]
        })
        await insertDocuments(db, rows)
        return kept.map((one) => {
          const handle = documentHandle(context.vault, owner, one)
          return { ...handle, read: () => stored.then(handle.read) }
        })
      },
      discardAfterwards: (objects) =>
        onCommit(() =>
          context.vault.discard(objects).catch((error: unknown) => context.log.warn({ err: error }, 'documents left')),
        ),
    }
    const done = await work(unit)
    if ((await enqueueCallbacks(db, callbacks, context.settings.SCOPE_HOST)) > 0) woken.add('deliver-callbacks')
    onCommit(async () => woken.forEach((name) => context.wakeUps.wake(name)))
    // Documents are written to the disk while the statements run, and are safe there before any row names them.
    await Promise.all(storing)
    return done
  })
}

/** Keeps the documents of an upload, named as documented (contract 1.4). */
export async function keepUpload(
  unit: UnitOfWork,
  resource: Resource,
  { id, submissions }: { id: string; submissions: number },
  purpose: string,
  documents: readonly UploadedDocument[],
): Promise<DocumentHandle[]> {
  const extension = resource.documents[purpose]
  if (extension === undefined) throw new TypeError(`no documents for ${purpose} are handed in for a ${resource.kind}`)
  const named = documents.map(({ bytes, sha256, pdf }, n) => {
    return {
      bytes,
      sha256,
      findings: pdf,
      purpose,
      submission: submissions + 1,
      name: `${id}_${n}_${purpose}.${extension}`,
    }
  })
  return unit.keepDocuments({ kind: resource.kind, id }, named)
}

/** The instant without its fraction: the wire knows whole seconds only. */
export function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000)
}
