// One transaction with everything an operation or a job may do in it: state, history, money, documents, jobs, callbacks.
// It knows no resource: each comes as its table of facts (store/resource.ts).
import { enqueueCallbacks } from './callbacks/enqueue.ts'
import type { CallbackSource } from './callbacks/enqueue.ts'
import { inTimeOf } from './context.ts'
import type { Context } from './context.ts'
import { storeDocuments } from './documents/stored-documents.ts'
import type { NewDocument, StoredDocuments } from './documents/stored-documents.ts'
import type { Author } from './model/author.ts'
import type { FaultPoint } from './model/fault-points.ts'
import type { Mover } from './model/lifecycle.ts'
import type { Writer } from './store/database.ts'
import { findIssuedDocument, insertDocuments } from './store/documents.ts'
import { insertEvents } from './store/events.ts'
import type { EventSubject } from './store/events.ts'
import { addResource, moveResource } from './store/move.ts'
import { onlyIn } from './store/population.ts'
import { lockResource } from './store/resource.ts'
import type { Resource, ResourceRow } from './store/resource.ts'
import { inTransaction } from './store/transaction.ts'
import type { TransactionWork } from './store/transaction.ts'
import type { JobName } from './store/wake-ups.ts'

/** What happened to a resource, or to the account, a member or a token, without a change of state. */
export interface UnitEvent {
  accountId: string
  resource: EventSubject
  kind: string
  detail: unknown
  /** Who asked for it, where the unit does not know. */
  author?: Author
  /** The unit's own time unless given. */
  at?: Date
}

export interface UnitOfWork {
  db: Writer
  /** The same unit by the clock of an account: for what others do to something of it. */
  inTimeOf(accountId: string): UnitOfWork
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
    by?: { whom: Mover; reason?: string; reasonCodes?: readonly string[]; callsBack?: boolean },
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
  /** Adds the rows of stored documents: which upload of their purpose they are, from 1; 0 for what is issued. */
  addDocuments(stored: StoredDocuments, submission: number): Promise<void>
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
  const inUnit = async (transaction: TransactionWork) => {
    const callbacks: CallbackSource[] = []
    const wakes = new Map<string, () => void>()
    const wakeFor = (name: JobName, accountId?: string) =>
      void wakes.set(`${name} ${accountId}`, () => context.wakeUps.wake(name, accountId))
    const done = await work(unitIn(context, { ...transaction, callbacks, wakeFor, customerWaits, author }))
    if ((await enqueueCallbacks(transaction.db, callbacks, context.settings.SCOPE_HOST)) > 0)
      for (const { accountId } of callbacks) wakeFor('deliver-callbacks', onlyIn(inTimeOf(context, accountId).whose()))
    transaction.onCommit(async () => wakes.forEach((wake) => wake()))
    return done
  }
  return inTransaction(context.database.kysely, inUnit, () => context.metrics.recovered('commit unanswered'))
}

/** What all views of one unit have in common. */
interface Begun extends TransactionWork {
  callbacks: CallbackSource[]
  wakeFor(name: JobName, accountId: string | undefined): void
  customerWaits: boolean
  author: Author | undefined
}

/** The unit as it is by the clock of a context. */
function unitIn(context: Context, begun: Begun): UnitOfWork {
  const { db, onRollback, onCommit, callbacks, wakeFor, customerWaits, author } = begun
  // The database's time, read as this transaction or one just before it began.
  const now = wholeSecond(context.clock.now())
  const unit: UnitOfWork = {
    db,
    inTimeOf(accountId) {
      const theirs = inTimeOf(context, accountId)
      return theirs === context ? unit : unitIn(theirs, begun)
    },
    now,
    customerWaits,
    author,
    faultPoint: (name) => context.faultPoint?.(name),
    async add(resource, added) {
      const row = await addResource(db, resource, added, { whom: 'customer', now, author })
      if (row !== undefined && !customerWaits) await unit.enqueueCallbacks(resource, [row], resource.firstStep)
      return row
    },
    async move(resource, row, step, changes, { whom, reason, reasonCodes, callsBack } = { whom: 'customer' }) {
      const cause = { whom, reason, reasonCodes, now, author }
      const moved = await moveResource(db, resource, row, step, changes, cause)
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
    wake: (name) => wakeFor(name, onlyIn(context.whose())),
    async addDocuments(stored, submission) {
      stored.named = true
      onRollback(async () => {
        stored.named = false
        context.metrics.recovered('stored documents discarded')
      })
      const { kind: owner_kind, id: owner_id } = stored.owner
      const rows = stored.documents.map(
        ({ key: object_key, name, purpose, sizeBytes, sha256, keyId: key_id, findings }) => {
          const about = { owner_kind, owner_id, object_key, name, purpose, submission }
          return { ...about, sha256, key_id, findings, size_bytes: sizeBytes, created_at: now }
        },
      )
      await insertDocuments(db, rows)
    },
    discardAfterwards: (objects) =>
      onCommit(() =>
        context.vault.discard(objects).catch((error: unknown) => context.log.warn({ err: error }, 'documents left')),
      ),
  }
  return unit
}

/**
 * Keeps what is issued once for a resource, with what `note` writes beside it. Of two at once the first one's is kept, and
 * returned to both. Throws when the resource is gone.
 */
export async function keepIssued(
  context: Context,
  resource: Resource,
  id: string,
  document: NewDocument,
  note?: (unit: UnitOfWork) => Promise<void>,
): Promise<{ key: string; name: string }> {
  const owner = { kind: resource.kind, id }
  await using stored = await storeDocuments(context.vault, owner, [document])
  return await unitOfWork(context, async (unit) => {
    if ((await lockResource(unit.db, resource, id, 'wait')) === undefined)
      throw new Error(`${resource.kind} ${id} is gone`)
    const first = await findIssuedDocument(unit.db, owner, document.purpose)
    if (first !== undefined) return first
    await note?.(unit)
    await unit.addDocuments(stored, 0)
    const [{ key = '', name = '' } = {}] = stored.documents
    return { key, name }
  })
}

/** The instant without its fraction: the wire knows whole seconds only. */
export function wholeSecond(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000)
}
