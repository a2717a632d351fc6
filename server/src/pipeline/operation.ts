// What an operation is: a declaration that reads like its page in the contract. ladder.ts runs it.
import type { TSchema } from 'typebox'
import type { Customer } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import type { RefusalNumber, SlotsOf } from '../errors/catalogue.ts'
import type { SlotValue } from '../errors/refusal.ts'
import type { Answer, Provider } from '../providers/port.ts'
import type { Ended } from '../provider-operations/run.ts'
import type { Reader } from '../store/database.ts'
import type { OrderRow, OrderSubject } from '../provider-operations/table.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { Table, Values } from './fields.ts'

/** A renewal as the guard knows it: what is renewed and for how long, on which version of it. */
export interface Renewal {
  accountId: string
  key: string
  version: number
}

/** What an `{id}` can name: how it is found, and the lifecycle its state belongs to. */
export interface SubjectKind<S, What extends string> {
  name: string
  load(db: Reader, id: string, accountId: string, lock: 'lock' | 'plain'): Promise<S | undefined>
  stateOf(subject: S): string
  /** The states in which a move may start or an activity may be done. */
  statesFor(what: What): readonly string[]
  providerOf(subject: S, context: Context): Provider
}

/** The number for a state that does not allow the operation; per state where the contract tells them apart. */
export type WrongState = RefusalNumber | { otherwise: RefusalNumber; [state: string]: RefusalNumber }

/** Numbers the ladder itself refuses with, and local names for those the operation refuses with. */
export interface LadderRefusals {
  wrongId?: RefusalNumber
  unknown?: RefusalNumber
  wrongKind?: RefusalNumber
  wrongState?: WrongState
  doneBefore?: RefusalNumber
  noCredit?: RefusalNumber
  providerDown?: RefusalNumber
  providerRefused?: RefusalNumber
}
export type LocalRefusals = Readonly<Record<string, RefusalNumber>>

type SlotsArgument<N extends RefusalNumber> = [SlotsOf<N>] extends [never]
  ? []
  : [Readonly<Record<SlotsOf<N>, SlotValue>>]
export type RefuseLocal<L extends LocalRefusals> = <K extends keyof L>(name: K, ...slots: SlotsArgument<L[K]>) => never

/** What every rung of an operation may look at. */
export interface Story<S, B extends Table, Q extends Table, L extends LocalRefusals> {
  context: Context
  db: Reader
  caller: Customer
  /** The product's time, to the second. */
  now: Date
  requestId: string
  /** The id of what this call creates, should it create something, and our reference of what a provider is asked. */
  newId: string
  params: Readonly<Record<string, string>>
  subject: S
  body: Values<B>
  query: Values<Q>
  provider: Provider
  refuse: RefuseLocal<L>
}

/** What a call answers: data for the envelope, or a file. Status 200 unless said. */
export type Answered =
  | { data: unknown; message?: string; replayed?: boolean }
  /** `handedIn`: a stranger's file, to be saved and not to be shown. */
  | { file: Uint8Array; contentType: 'application/pdf' | 'application/pkcs7-mime'; name: string; handedIn?: true }
  | { nothing: true }

/** What an operation costs; the cause is unique for the account, so the same cause never pays twice. */
export interface Charge {
  amountCents: number
  cause: string
}

interface Common<S, What extends string, B extends Table, Q extends Table, L extends LocalRefusals> {
  /** Method and path as in the contract. */
  route: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`
  name: string
  tag: string
  summary: string
  subject?: SubjectKind<S, What>
  /** The move it makes, or the activity it is, and so the states that allow it. */
  move?: NoInfer<What>
  /** Whether this kind of subject has the service at all. */
  offeredTo?(subject: NoInfer<S>): boolean
  /** Whether what it would do is there already; told before the body is looked at. */
  doneBefore?(subject: NoInfer<S>): boolean
  body?: B
  query?: Q
  /** True where the body carries documents: larger, and read off the event loop. */
  uploads?: boolean
  refusals: LadderRefusals & { local?: L }
  /** What it means that the answer is 204 without a body, where it may be. */
  emptyWhen?: string
  answers: TSchema | 'application/pdf'
  check?(story: Story<S, B, Q, L>): Promise<void> | void
}

export interface ReadDeclaration<
  S,
  What extends string,
  B extends Table,
  Q extends Table,
  L extends LocalRefusals,
> extends Common<S, What, B, Q, L> {
  read(story: Story<S, B, Q, L>): Promise<Answered>
}

export interface WriteDeclaration<
  S,
  What extends string,
  B extends Table,
  Q extends Table,
  L extends LocalRefusals,
  A,
> extends Common<S, What, B, Q, L> {
  /** An answer that costs and changes nothing; undefined = it takes the rungs of money and effect. */
  free?(story: Story<S, B, Q, L>): Promise<Answered | undefined>
  /**
   * Takes hold of what the effect counts on, before money moves, so that everybody locks in the same order; `ordered`:
   * once more, after a remote provider's yes.
   */
  reserve?(story: Story<S, B, Q, L> & { unit: UnitOfWork; ordered: boolean }): Promise<void>
  /** Looks at what takes long, before any transaction; `check` tells what was found. It may not be called at all. */
  examine?(story: Story<S, B, Q, L>): Promise<void>
  price?(story: Story<S, B, Q, L>): Charge
  ask?(story: Story<S, B, Q, L>): Promise<Answer<A>>
  /** What stands for the subject of an order at a remote provider while there is none yet. */
  claims?(story: Story<S, B, Q, L>): OrderSubject
  /** Keeps the documents that came with the call; gives their names. */
  keep?(story: Story<S, B, Q, L> & { unit: UnitOfWork }): Promise<string[]>
  /** For renewals: what the guard against repeated ones goes by. */
  renewal?(story: Story<S, B, Q, L>): Renewal
  /** The effect. It may come after the call is over, so it goes by what the story says and not by the call's documents. */
  apply(story: Story<S, B, Q, L> & { asked: A; kept: string[]; unit: UnitOfWork }): Promise<Answered>
}

/** What http hands over. The Authorization header is read by the ladder, after the body. */
export interface Call {
  authorization: string | undefined
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, unknown>>
  body: Uint8Array | undefined
  contentType: string | undefined
  requestId: string
  idempotencyKey: string | undefined
  /** The browser only guesses that somebody may want this (Sec-Purpose, Purpose). */
  prefetch: boolean
}

/** An operation as the route table, the contract document and the tests see it. */
export interface Operation {
  route: string
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Path with `{parameters}` as in the contract. */
  path: string
  name: string
  tag: string
  summary: string
  /** What its `{id}` names, and the move or activity it is. */
  subject: string | undefined
  move: string | undefined
  body: Table
  query: Table
  uploads: boolean
  /** True when it changes anything. */
  writes: boolean
  /** Every number it can refuse with, beside the platform's. */
  refusals: readonly { name: string; number: RefusalNumber }[]
  answers: TSchema | 'application/pdf'
  emptyWhen?: string | undefined
  run(call: Call, context: Context): Promise<Answered>
  /** Finds out what became of an open order of this operation, and ends it. */
  finish?(order: OrderRow, context: Context): Promise<Ended<Answered>>
}
