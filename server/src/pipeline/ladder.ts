// Runs every operation through the same rungs, in one order (contract 1.12). The first refusal is the answer.
import { covers, neededScope } from '../auth/scopes.ts'
import type { Caller, Customer } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import { Refusal, refusal } from '../errors/refusal.ts'
import { spend } from '../ledger/ledger.ts'
import { isResourceId, newResourceId } from '../model/resource-id.ts'
import { carryOut } from '../provider-operations/run.ts'
import type { Answer } from '../providers/port.ts'
import type { Reader } from '../store/database.ts'
import { isKeyAtWork } from '../provider-operations/table.ts'
import { LostRace, unitOfWork, wholeSecond } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { readBody } from './body.ts'
import { readTable } from './fields.ts'
import { answerCame, answerOf, busyNumber, errandOf, finishOrder, isRemote, placeAsked } from './run-remote.ts'
import { answeredBefore, keyOf, rememberAnswer, rememberRenewal, renewedJustNow } from './idempotency.ts'
import type { Repeatable } from './idempotency.ts'
import { noCredit, numberFor, numberOf, providerFailure } from './step-numbers.ts'
import type { Row, Table, Values } from './fields.ts'
import type {
  Answered,
  Call,
  LadderRefusals,
  LocalRefusals,
  Operation,
  ReadDeclaration,
  Story,
  WriteDeclaration,
  WrongState,
} from './operation.ts'

type Declaration<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A> =
  ReadDeclaration<S, What, B, Q, L> | WriteDeclaration<S, What, B, Q, L, A>

/** An operation that changes nothing. */
export function reads<
  S = undefined,
  What extends string = never,
  B extends Table = Record<never, Row<never>>,
  Q extends Table = Record<never, Row<never>>,
  const L extends LocalRefusals = Record<never, never>,
>(declared: ReadDeclaration<S, What, B, Q, L>): Operation {
  return described(declared, (call, context) => runRead(declared, call, context))
}

/** An operation that changes something: one unit of work from the subject's lock to the commit. */
export function writes<
  S = undefined,
  What extends string = never,
  B extends Table = Record<never, Row<never>>,
  Q extends Table = Record<never, Row<never>>,
  const L extends LocalRefusals = Record<never, never>,
  A = undefined,
>(declared: WriteDeclaration<S, What, B, Q, L, A>): Operation {
  const operation = described(declared, (call, context) => runWrite(declared, call, context))
  if (declared.ask === undefined) return operation
  return { ...operation, finish: (order, context) => finishOrder(declared, order, context) }
}

interface Opening {
  caller: Customer
  members: Readonly<Record<string, unknown>>
}

/** Rungs 1 to 3: the body can be read, the caller is known and may. */
async function open(declared: { route: string; uploads?: boolean }, call: Call, context: Context): Promise<Opening> {
  const members = await readBody(call, context, declared.uploads === true)
  const caller = await authorised(declared.route, call.authorization, context)
  return { caller, members }
}

/** The customer a call comes from, if its token covers the operation; refuses 125.22 or 126 (contract 1.7). */
export async function authorised(
  route: string,
  authorization: string | undefined,
  context: Context,
): Promise<Customer> {
  const caller = await context.authenticator.callerOf(authorization)
  if (caller === undefined) throw refusal(125.22)
  const [method = '', path = ''] = route.split(' ')
  const needed = neededScope(method, context.settings.SCOPE_HOST, path.split('/')[1] ?? '')
  if (!isCustomer(caller) || !covers(caller.scopes, needed)) throw refusal(126)
  return caller
}

const isCustomer = (caller: Caller): caller is Customer => caller.role === 'customer'

async function runRead<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals>(
  declared: ReadDeclaration<S, What, B, Q, L>,
  call: Call,
  context: Context,
): Promise<Answered> {
  const opening = await open(declared, call, context)
  const story = await tell(declared, call, context, opening, context.database.kysely, 'plain')
  await declared.check?.(story)
  return declared.read(story)
}

async function runWrite<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  declared: WriteDeclaration<S, What, B, Q, L, A>,
  call: Call,
  context: Context,
): Promise<Answered> {
  if (call.prefetch) throw refusal(112)
  const keyed = await keyOf(declared.route, call)
  const opening = await open(declared, call, context)
  context.passed?.('request read')
  const repeatable = keyed && { accountId: opening.caller.accountId, ...keyed }
  await examineFirst(declared, call, context, opening)
  try {
    const answered = await attempt(declared, { call, context, opening, repeatable })
    context.passed?.('answer ready')
    return answered
  } catch (error) {
    if (error instanceof LostRace) throw refusal(numberOf(declared.refusals.wrongState))
    throw error
  }
}

/** What takes long is looked at while nothing is locked; whether the call may be made is told by its rungs, later. */
async function examineFirst<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  declared: WriteDeclaration<S, What, B, Q, L, A>,
  call: Call,
  context: Context,
  opening: Opening,
): Promise<void> {
  if (declared.examine === undefined) return
  const story = await tell(declared, call, context, opening, context.database.kysely, 'plain').catch(
    (error: unknown) => {
      if (error instanceof Refusal) return undefined
      throw error
    },
  )
  if (story !== undefined) await declared.examine(story)
}

interface Attempt {
  call: Call
  context: Context
  opening: Opening
  repeatable: Repeatable | undefined
}

/** One unit of work where the provider answers in process; an order, a question and a second unit where it does not. */
async function attempt<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  declared: WriteDeclaration<S, What, B, Q, L, A>,
  { call, context, opening, repeatable }: Attempt,
  secondTime = false,
): Promise<Answered> {
  const early = await checkBefore(declared, { call, context, opening, repeatable })
  if (early !== undefined && 'answered' in early) return early.answered
  const step = await unitOfWork(context, async (unit) => {
    const before = repeatable && (await answeredBefore(unit, repeatable))
    if (before !== undefined) return { is: 'answered', answered: before } as const
    const story =
      early === undefined
        ? await tell(declared, call, context, opening, unit.db, 'lock', unit.now)
        : { ...early.story, db: unit.db, now: unit.now }
    unit.passed('subject locked')
    const renewal = repeatable === undefined ? declared.renewal?.(story) : undefined
    const again = renewal && (await renewedJustNow(unit, renewal, context.settings.RENEWAL_GUARD_SECONDS))
    if (again !== undefined) return { is: 'answered', answered: again } as const
    if (early === undefined) {
      await declared.check?.(story)
      const answered = await declared.free?.(story)
      if (answered !== undefined) return { is: 'answered', answered } as const
    }
    unit.passed('request checked')
    if (isRemote(declared, story)) return placeAsked(declared, story, unit, repeatable)
    const answered = await commit(declared, story, unit)
    if (renewal !== undefined) await rememberRenewal(unit, renewal, answered)
    if (repeatable !== undefined) await rememberAnswer(unit, repeatable, answered)
    unit.passed('answer kept')
    return { is: 'answered', answered } as const
  })
  if (step.is === 'answered') return step.answered
  if (step.is === 'placed') {
    context.passed?.('order committed')
    return answerOf(await carryOut(context, step.order, errandOf(declared, step.story, step.order), 'ask'), declared)
  }
  // The same renewal may be under way: its end decides what this one is answered.
  if (declared.renewal === undefined || secondTime) throw refusal(busyNumber(declared))
  await answerCame(context, step.subject, declared.name)
  return attempt(declared, { call, context, opening, repeatable }, true)
}

/** What creates something needs no lock while it is checked, and a remote provider is not asked within a transaction. */
async function checkBefore<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  declared: WriteDeclaration<S, What, B, Q, L, A>,
  { call, context, opening, repeatable }: Attempt,
): Promise<{ answered: Answered } | { story: Story<S, B, Q, L> } | undefined> {
  if (declared.subject !== undefined) return undefined
  if (repeatable !== undefined) {
    if (context.providers.forNewMailboxes.manifest.inProcess) return undefined
    const answered = await unitOfWork(context, (unit) => answeredBefore(unit, repeatable))
    if (answered !== undefined) return { answered }
    if (await isKeyAtWork(context.database.kysely, repeatable.accountId, repeatable.key)) throw refusal(107)
  }
  const story = await tell(declared, call, context, opening, context.database.kysely, 'plain')
  await declared.check?.(story)
  const answered = await declared.free?.(story)
  return answered === undefined ? { story } : { answered }
}

/** Rungs 5 to 10: the subject, its kind and state, the body and query. */
async function tell<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  declared: Declaration<S, What, B, Q, L, A>,
  call: Call,
  context: Context,
  opening: Opening,
  db: Reader,
  lock: 'lock' | 'plain',
  now = wholeSecond(context.clock.now()),
): Promise<Story<S, B, Q, L>> {
  const subject = await findSubject(declared, call, opening.caller, db, lock)
  const body = readTable(declared.body ?? {}, opening.members, context.strictness) as Values<B>
  const query = readTable(declared.query ?? {}, call.query, context.strictness) as Values<Q>
  const { local } = declared.refusals
  return {
    context,
    db,
    caller: opening.caller,
    now,
    requestId: call.requestId,
    newId: newResourceId(now),
    params: call.params,
    subject,
    body,
    query,
    provider: declared.subject?.providerOf(subject, context) ?? context.providers.forNewMailboxes,
    refuse(name, ...slots) {
      throw refusal(numberOf(local?.[name]), slots[0])
    },
  }
}

async function findSubject<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  { subject: kind, refusals, offeredTo, move, doneBefore }: Declaration<S, What, B, Q, L, A>,
  call: Call,
  caller: Customer,
  db: Reader,
  lock: 'lock' | 'plain',
): Promise<S> {
  if (kind === undefined) return undefined as S
  const id = call.params.id ?? ''
  if (!isResourceId(id)) throw refusal(numberOf(refusals.wrongId))
  const subject = await kind.load(db, id, caller.accountId, lock)
  if (subject === undefined) throw refusal(numberOf(refusals.unknown))
  if (offeredTo !== undefined && !offeredTo(subject)) throw refusal(numberOf(refusals.wrongKind))
  const state = kind.stateOf(subject)
  if (move !== undefined && !kind.statesFor(move).includes(state)) throw refusal(numberFor(refusals.wrongState, state))
  if (doneBefore?.(subject) === true) throw refusal(numberOf(refusals.doneBefore))
  return subject
}

/** Rungs 12 to 14: money, provider, effect; all in the unit's transaction, as the provider answers in process. */
async function commit<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  declared: WriteDeclaration<S, What, B, Q, L, A>,
  story: Story<S, B, Q, L>,
  unit: UnitOfWork,
): Promise<Answered> {
  await declared.reserve?.({ ...story, unit, ordered: false })
  const charge = declared.price?.(story)
  if (charge !== undefined) {
    const { accountId } = story.caller
    const spent = await spend(unit.db, { accountId, ...charge }, unit.now)
    if (spent.is === 'insufficient') throw noCredit(declared.refusals, charge, spent.availableCents)
  }
  unit.passed('credit held')
  const asked = declared.ask === undefined ? (undefined as A) : answered(await declared.ask(story), declared.refusals)
  unit.passed('provider answered')
  const kept = (await declared.keep?.({ ...story, unit })) ?? []
  unit.passed('documents kept')
  const done = await declared.apply({ ...story, asked, kept, unit })
  unit.passed('effect applied')
  return done
}

function answered<A>(answer: Answer<A>, refusals: LadderRefusals): A {
  if (answer.is === 'done') return answer.value
  throw providerFailure(refusals, answer.is === 'refused' ? 'refused' : 'down')
}

function described<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals, A>(
  declared: Declaration<S, What, B, Q, L, A>,
  run: Operation['run'],
): Operation {
  const [method, path] = splitRoute(declared.route)
  const body: Table = declared.body ?? {}
  const query: Table = declared.query ?? {}
  return {
    route: declared.route,
    method,
    path,
    name: declared.name,
    tag: declared.tag,
    summary: declared.summary,
    subject: declared.subject?.name,
    move: declared.move,
    body,
    query,
    uploads: declared.uploads === true,
    emptyWhen: declared.emptyWhen,
    writes: 'apply' in declared,
    refusals: [...ladderNumbers(declared.refusals), ...tableNumbers(query), ...tableNumbers(body)],
    answers: declared.answers,
    run,
  }
}

/** Method and path of a route as declared. */
export function splitRoute(route: string): [Operation['method'], string] {
  const [method, path = ''] = route.split(' ')
  if (method === 'GET' || method === 'POST' || method === 'PATCH' || method === 'DELETE') return [method, path]
  throw new TypeError(`no such method: ${route}`)
}

function ladderNumbers({ local, ...rungs }: LadderRefusals & { local?: LocalRefusals }) {
  const named = Object.entries<WrongState>({ ...rungs, ...local })
  return named.flatMap(([name, number]) =>
    typeof number === 'object'
      ? Object.entries(number).map(([state, one]) => ({ name: `${name} ${state}`, number: one }))
      : [{ name, number }],
  )
}

function tableNumbers(table: Table) {
  return Object.entries(table).flatMap(([name, row]) => [
    ...(row.missing === undefined ? [] : [{ name: `${name} missing`, number: row.missing }]),
    ...(row.invalid === undefined ? [] : [{ name: `${name} not valid`, number: row.invalid }]),
    ...(row.form.refuses ?? []).map((number) => ({ name: `${name} ${number}`, number })),
  ])
}
