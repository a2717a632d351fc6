// The last steps where the provider is not in process: an operation with its price held, the question, and the effect in a
// second unit; or, when the call is over before the answer, the same effect from what the operation says.
import { setTimeout } from 'node:timers/promises'
import { authorOf } from '../auth/principal.ts'
import type { AccountPrincipal } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import { documentHandle } from '../documents/handle.ts'
import { refusalIn } from '../errors/refusal.ts'
import type { Author } from '../model/author.ts'
import { statesFor } from '../model/lifecycle.ts'
import { newsUrlOf } from '../provider-operations/news.ts'
import { execute, finishWithoutSubject, placeOperation } from '../provider-operations/run.ts'
import type { Ended, RemoteCall } from '../provider-operations/run.ts'
import { hasPendingOperation, isBeingAsked } from '../provider-operations/table.ts'
import type { OperationSubject, ProviderOperation } from '../provider-operations/table.ts'
import { notOffered } from '../providers/port/answer.ts'
import type { Ask, DocumentHandle } from '../providers/port/answer.ts'
import { findAccount } from '../store/accounts.ts'
import { readDocumentHandles } from '../store/documents.ts'
import { findResource, isKept } from '../store/resource.ts'
import { wholeSecond } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { countPayment, payerOf } from './access.ts'
import { noRow } from './build.ts'
import { chargeOf } from './charge.ts'
import { claimKey, rememberAnswer, rememberRenewal, renewalOf } from './idempotency.ts'
import type { Repeatable } from './idempotency.ts'
import { nowhere } from './operation.ts'
import type { Answered, AnyContext, AnyWrite, Declared, Renewal } from './operation.ts'
import { keepStored } from './prepare-call.ts'
import type { Prepared } from './prepare-call.ts'
import { busy, noCredit, numberOf, providerFailure, refusalLike } from './step-numbers.ts'

/** Whether the call asks a provider outside this process. */
export const isRemote = (declared: AnyWrite, op: AnyContext): boolean =>
  declared.ask !== undefined && !op.provider.manifest.inProcess

/** What goes with everything that is asked. */
export function askFor({ newId, now, context, provider }: AnyContext): Ask {
  const { name } = provider.manifest
  // What is created has the id of our reference; nothing else asks for news.
  const newsUrl = newsUrlOf(context, name, newId)
  return {
    reference: newId,
    now,
    ...(newsUrl !== undefined && { newsUrl }),
    isKept: (providerRef) => isKept(context.database.kysely, name, providerRef),
  }
}

/** An operation with what it was asked with; its documents only where the call is still there. */
export type AskedContext = AnyContext & { documents: readonly DocumentHandle[] }

export type PlacedAsk =
  | { is: 'placed'; operation: ProviderOperation; op: AskedContext; paidCents: number }
  | { is: 'busy'; subject: OperationSubject }

interface Placing {
  op: AnyContext
  unit: UnitOfWork
  repeatable: Repeatable | undefined
  prepared: Prepared
}

/** Keeps the documents, holds the price, adds the operation, and claims the key until that has ended. */
export async function placeAsked(
  declared: Declared<AnyWrite>,
  { op, unit, repeatable, prepared }: Placing,
): Promise<PlacedAsk> {
  const accountId = payerOf(op)
  const subject = subjectOf(declared, op)
  if (await hasPendingOperation(unit.db, subject)) return { is: 'busy', subject }
  await declared.reserve?.({ ...op, unit, ordered: false })
  const documents = await keepStored(declared, op, unit, prepared)
  unit.faultPoint('documents kept')
  const charge = await chargeOf(declared, op)
  const { documenti: _, ...body } = { documenti: undefined, ...op.body }
  const { params, query, asWritten, renewalFrom, requestId } = op
  const requestHash = repeatable?.requestHash.toString('hex')
  const author = authorOf(op.principal)
  const placed = await placeOperation(
    unit,
    {
      id: op.newId,
      account_id: accountId,
      operation: declared.name,
      subject_kind: subject.kind,
      subject_id: subject.id,
      provider: op.provider.manifest.name,
      key: repeatable?.key ?? null,
      asked: {
        params,
        query,
        asWritten,
        ...(renewalFrom !== undefined && { renewalFrom }),
        body,
        requestId,
        kept: documents.map(({ name }) => name),
        ...(author && { author }),
        ...(requestHash && { requestHash }),
      },
    },
    charge && { accountId, ...charge, author: unit.author },
  )
  if (placed.is === 'insufficient' && charge !== undefined) throw noCredit(declared, charge, placed.availableCents)
  // Somebody placed one for it between the look above and here.
  if (placed.is !== 'placed') throw busy(declared)
  await countPayment(declared, op, unit, charge)
  if (repeatable !== undefined) await claimKey(unit, repeatable)
  const paidCents = charge?.amountCents ?? 0
  return { is: 'placed', operation: placed.operation, op: { ...op, documents }, paidCents }
}

/** What a provider is, or would be, asked about. */
export function subjectOf(declared: AnyWrite, op: AnyContext): OperationSubject {
  if (declared.resource !== undefined) return { kind: declared.resource.kind, id: op.row.id }
  return declared.claims?.(op) ?? { kind: 'filing', id: op.newId }
}

/** What is asked and what its yes does. */
export function remoteCall(
  declared: AnyWrite,
  op: AskedContext,
  operation: ProviderOperation,
): RemoteCall<unknown, Answered> {
  const { resource, move } = declared
  let { row } = op
  return {
    ask: (provider) => declared.ask?.({ ...op, provider, ask: askFor(op) }) ?? notOffered,
    async prepare(unit) {
      if (resource !== undefined) {
        const found = await findResource(unit.db, resource, row.id, operation.account_id, 'lock')
        if (found === undefined) return false
        if (move !== undefined && !statesFor(resource.lifecycle, move).includes(found.stato)) return false
        row = found
      }
      await declared.reserve?.({ ...op, row, db: unit.db, now: unit.now, unit, ordered: true })
      return true
    },
    async apply(unit, asked) {
      const now = { ...op, row, db: unit.db, now: unit.now }
      const { kept } = operation.asked
      const answered = await declared.apply({ ...now, asked, kept, unit, examined: undefined })
      await remember(unit, operation, renewalOf(declared, now), answered)
      unit.faultPoint('answer kept')
      return answered
    },
  }
}

async function remember(
  unit: UnitOfWork,
  { account_id: ownerId, key, asked }: ProviderOperation,
  renewal: Renewal | undefined,
  answered: Answered,
): Promise<void> {
  if (key === null) return renewal && rememberRenewal(unit, renewal, answered)
  const requestHash = Buffer.from(asked.requestHash ?? '', 'hex')
  await rememberAnswer(unit, { ownerId, key, requestHash }, answered)
}

/** The answer to the caller of an operation that was executed. */
export function answerOf(ended: Ended<Answered>, declared: Declared<AnyWrite>): Answered {
  if (ended.is === 'done') return ended.value
  // A number of theirs that this call does not have says nothing to the customer.
  if (ended.is === 'refused' && ended.refusal !== undefined)
    throw refusalLike(declared, ended.refusal) ?? providerFailure(declared, 'down')
  throw providerFailure(declared, ended.is === 'refused' ? 'refused' : 'down')
}

/** Finishes an operation whose caller is gone: asks what became of it, and ends it. */
export async function finishOperation(
  declared: Declared<AnyWrite>,
  operation: ProviderOperation,
  context: Context,
): Promise<Ended<Answered>> {
  context.faultPoint?.('pending operation found')
  const op = await rebuild(declared, operation, context)
  if (op === undefined) return finishWithoutSubject(context, operation)
  return execute(context, operation, remoteCall(declared, op, operation), 'queryOutcome')
}

/** The context as the operation tells it; undefined when its resource is gone. */
async function rebuild(
  { resource, refusals, space }: Declared<AnyWrite>,
  operation: ProviderOperation,
  context: Context,
): Promise<AskedContext | undefined> {
  const db = context.database.kysely
  const { params, query, asWritten = {}, renewalFrom, body, requestId, kept, author } = operation.asked
  const { account_id: accountId } = operation
  const row = resource === undefined ? noRow : await findResource(db, resource, params.id ?? '', accountId)
  if (row === undefined) return undefined
  const account = await findAccount(db, { id: accountId })
  const owner = resource && { kind: resource.kind, id: row.id }
  const documents = owner === undefined || kept.length === 0 ? [] : await readDocumentHandles(db, owner, kept)
  return {
    context,
    db,
    principal: callerBefore(accountId, account?.email, author),
    now: wholeSecond(context.clock.now()),
    requestId,
    host: '',
    web: nowhere,
    newId: operation.id,
    params,
    row,
    body,
    query,
    asWritten,
    renewalFrom,
    file: new Uint8Array(),
    provider: context.providers.named(operation.provider),
    documents: owner === undefined ? [] : documents.map((one) => documentHandle(context.vault, owner, one)),
    refuse(name, ...slots) {
      throw refusalIn(space, numberOf(refusals.local?.[name]), slots[0])
    },
  }
}

/** The account that asked, whose limits were minded then. */
const callerBefore = (accountId: string, email = '', author: Author = {}): AccountPrincipal => ({
  role: 'account',
  accountId,
  email,
  tokenId: author.token ?? '',
  ...(author.member !== undefined && { memberId: author.member }),
  scopes: [],
  ip: [],
  isLimited: false,
})

const LOOK_EVERY_MS = 100
const LOOKS = 300

/** Resolves when the provider has answered the same question about the subject, or took longer than anybody should wait. */
export async function answerCame(context: Context, subject: OperationSubject, operation: string): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    if (!(await isBeingAsked(context.database.kysely, subject, operation))) return
    await setTimeout(LOOK_EVERY_MS)
  }
}
