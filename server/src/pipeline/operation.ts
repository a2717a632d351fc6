// What a call is: a declaration that reads like its page in the contract. declare.ts turns it into an operation; run-read.ts,
// run-write.ts, run-remote.ts and run-act.ts run it.
import type { TSchema } from 'typebox'
import type { AccountPrincipal, OperatorPrincipal, Principal } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import type { SlotValue } from '../errors/refusal.ts'
import type { AnyNumber, SlotsOf, Space } from '../errors/spaces.ts'
import type { OperationSubject, ProviderOperation } from '../provider-operations/table.ts'
import type { Ended } from '../provider-operations/run.ts'
import type { Answer, Ask, DocumentHandle } from '../providers/port/answer.ts'
import type { Capability, Provider } from '../providers/port/capabilities.ts'
import type { NewOrder } from '../providers/routing.ts'
import type { Reader } from '../store/database.ts'
import type { Resource, ResourceRow } from '../store/resource.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { FieldRules, Values } from './fields.ts'

/** Who may call: an account's token, an operator's, or either. */
export type Audience = 'account' | 'operator' | 'either'
export type PrincipalFor<W extends Audience> = W extends 'account'
  ? AccountPrincipal
  : W extends 'operator'
    ? OperatorPrincipal
    : Principal

/** A renewal as the guard knows it: what is renewed and for how long, as written, on which version of it. */
export interface Renewal {
  accountId: string
  key: string
  version: number
}

/** The number for a state that does not allow the call; per state where the contract tells them apart. */
export type WrongState = AnyNumber | { otherwise: AnyNumber; [state: string]: AnyNumber }

/** Numbers the pipeline itself refuses with, and local names for those the call refuses with. */
export interface StepRefusals {
  wrongId?: AnyNumber
  unknown?: AnyNumber
  wrongKind?: AnyNumber
  wrongState?: WrongState
  doneBefore?: AnyNumber
  noCredit?: AnyNumber
  providerDown?: AnyNumber
  providerRefused?: AnyNumber
}
export type LocalRefusals = Readonly<Record<string, AnyNumber>>

type SlotsArgument<N extends AnyNumber> = [SlotsOf<N>] extends [never] ? [] : [Readonly<Record<SlotsOf<N>, SlotValue>>]

/** What every step of a call may look at. */
export interface OperationContext<
  W extends Audience,
  Row extends ResourceRow,
  B extends FieldRules,
  Q extends FieldRules,
  L extends LocalRefusals,
> {
  context: Context
  db: Reader
  principal: PrincipalFor<W>
  /** The product's time, to the second. */
  now: Date
  requestId: string
  /** The id of what this call creates, should it create something, and our reference of what a provider is asked. */
  newId: string
  params: Readonly<Record<string, string>>
  /** The resource its `{id}` names. */
  row: Row
  body: Values<B>
  query: Values<Q>
  /** The query as it came, where two writings of one thing are two requests. */
  asWritten: Readonly<Record<string, unknown>>
  /** The body as it came, where the call takes a file. */
  file: Uint8Array
  /** The provider of the resource, or the one that takes what is ordered. */
  provider: Provider
  /** Refuses with the number of a local name. */
  refuse<K extends keyof L>(name: K, ...slots: SlotsArgument<L[K]>): never
}

/** What a call answers: data for the envelope, or a file. Status 200 unless said. */
export type Answered =
  | { data: unknown; message?: string; replayed?: boolean }
  /** Data that is JSON already. */
  | { written: string }
  /** `handedIn`: a stranger's file, to be saved and not to be shown. */
  | { file: Uint8Array; contentType: 'application/pdf' | 'application/pkcs7-mime'; name: string; handedIn?: true }
  | { nothing: true }

/** What a call costs; the cause is unique for the account, so the same cause never pays twice. */
export interface Charge {
  amountCents: number
  cause: string
}

/** A call whose whole body is a file: what it may be, and how large. */
export interface FileBody {
  types: readonly string[]
  mostBytes: number
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

interface Common<
  W extends Audience,
  Row extends ResourceRow,
  Step extends string,
  B extends FieldRules,
  Q extends FieldRules,
  L extends LocalRefusals,
> {
  /** Method and path. What is under /v1 is our own, everything else the contract's. */
  route: `${Method} /${string}`
  /** The operationId: what it does, in the words the code uses. */
  name: string
  tag: string
  summary: string
  /** An account's token unless said otherwise. */
  access?: W
  /** Only there in a sandbox. */
  sandboxOnly?: boolean
  resource?: Resource<Row, Step>
  /** The move it makes, or the activity it is, and so the states that allow it. */
  move?: NoInfer<Step>
  /** Whether this kind of resource has the service at all. */
  offeredTo?(row: NoInfer<Row>): boolean
  /** Whether what it would do is there already; told before the body is looked at. */
  doneBefore?(row: NoInfer<Row>): boolean
  body?: B
  query?: Q
  file?: FileBody
  /** True where the body carries documents: larger, and read off the event loop. */
  uploads?: boolean
  refusals: StepRefusals & { local?: L }
  /** What is ordered, or would be, where the call is about something new: decides which provider is asked. */
  orders?(op: OperationContext<W, Row, B, Q, L>): NewOrder
  /** What it means that the answer is 204 without a body, where it may be. */
  emptyWhen?: string
  /** True where the answer shows a secret: kept for a repeated request, it is sealed. */
  showsSecret?: boolean
  answers: TSchema | 'application/pdf' | 'a file'
}

export interface ReadDeclaration<
  W extends Audience,
  Row extends ResourceRow,
  Step extends string,
  B extends FieldRules,
  Q extends FieldRules,
  L extends LocalRefusals,
> extends Common<W, Row, Step, B, Q, L> {
  read(op: OperationContext<W, Row, B, Q, L>): Promise<Answered>
}

/** A call that changes something in transactions of its own; a repeated one is answered as the first. */
export interface ActDeclaration<
  W extends Audience,
  Row extends ResourceRow,
  Step extends string,
  B extends FieldRules,
  Q extends FieldRules,
  L extends LocalRefusals,
> extends Common<W, Row, Step, B, Q, L> {
  act(op: OperationContext<W, Row, B, Q, L>): Promise<Answered>
}

/** What a provider is asked with: our reference, the documents of the call, where its news go. */
export interface Asking {
  ask: Ask
  documents: readonly DocumentHandle[]
}

export interface WriteDeclaration<
  W extends Audience,
  Row extends ResourceRow,
  Step extends string,
  B extends FieldRules,
  Q extends FieldRules,
  L extends LocalRefusals,
  A,
  X,
> extends Common<W, Row, Step, B, Q, L> {
  /** Looks at what takes long, before any transaction; undefined for later steps where the call was not to be made then. */
  examine?(op: OperationContext<W, Row, B, Q, L>): Promise<X>
  check?(op: OperationContext<W, Row, B, Q, L> & { examined: X | undefined }): Promise<void> | void
  /** An answer that costs and changes nothing; undefined = it takes the steps of money and effect. */
  free?(op: OperationContext<W, Row, B, Q, L>): Promise<Answered | undefined>
  /**
   * Takes hold of what the effect counts on, before money moves, so that everybody locks in the same order; `ordered`:
   * once more, after a remote provider's yes.
   */
  reserve?(op: OperationContext<W, Row, B, Q, L> & { unit: UnitOfWork; ordered: boolean }): Promise<void>
  price?(op: OperationContext<W, Row, B, Q, L>): Charge
  /** What the provider must be able to do; without it the answer is `providerDown`, and nothing is charged. */
  capability?: Capability
  /** Keeps the documents that came with the call. */
  keep?(
    op: OperationContext<W, Row, B, Q, L> & { unit: UnitOfWork; examined: X | undefined },
  ): Promise<DocumentHandle[]>
  /** Asks the provider; undefined for one that lacks the capability. */
  ask?(op: OperationContext<W, Row, B, Q, L> & Asking): Promise<Answer<A>> | undefined
  /** What stands for the resource of an operation at a remote provider while there is none yet. */
  claims?(op: OperationContext<W, Row, B, Q, L>): OperationSubject
  /** For renewals: what the guard against repeated ones goes by. */
  renewal?(op: OperationContext<W, Row, B, Q, L>): Renewal
  /** The effect. It may come after the call is over, so it goes by what `op` says and not by the call's documents. */
  apply(
    op: OperationContext<W, Row, B, Q, L> & {
      asked: A
      /** Names of the documents kept. */
      kept: string[]
      unit: UnitOfWork
      examined: X | undefined
    },
  ): Promise<Answered>
  /** What is kept of a call that was refused, after its own transaction has ended. */
  keepRefused?(op: { context: Context; params: Readonly<Record<string, string>>; examined: X }): Promise<void>
}

// Inside the pipeline a declaration has lost its own types: what it was declared with is what it is called with.
export type AnyContext = OperationContext<Audience, ResourceRow, FieldRules, FieldRules, LocalRefusals>
export type AnyCommon = Common<Audience, ResourceRow, string, FieldRules, FieldRules, LocalRefusals>
export type AnyRead = ReadDeclaration<Audience, ResourceRow, string, FieldRules, FieldRules, LocalRefusals>
export type AnyAct = ActDeclaration<Audience, ResourceRow, string, FieldRules, FieldRules, LocalRefusals>
export type AnyWrite = WriteDeclaration<
  Audience,
  ResourceRow,
  string,
  FieldRules,
  FieldRules,
  LocalRefusals,
  unknown,
  unknown
>

/** What a call asks of whoever makes it. */
export interface AccessRule {
  method: Method
  space: Space
  access: Audience
  /** Last part of the scope an account's token needs; undefined: any token. */
  scope: string | undefined
}

/** A declaration with what follows from its route. */
export type Declared<D> = D & AccessRule & { path: string }

/** What http hands over. The Authorization header is read by the pipeline, after the body. */
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

/** A call as the route table, the OpenAPI document, the client and the tests see it. */
export interface Operation {
  route: string
  method: Method
  /** Path with `{parameters}`. */
  path: string
  name: string
  tag: string
  summary: string
  space: Space
  access: Audience
  /** Last part of the scope an account's token needs; undefined: any token. */
  scope: string | undefined
  sandboxOnly: boolean
  /** Kind of what its `{id}` names, and the move or activity it is. */
  resource: string | undefined
  move: string | undefined
  body: FieldRules
  file: FileBody | undefined
  query: FieldRules
  uploads: boolean
  /** True when it changes anything. */
  writes: boolean
  /** Every number it can refuse with, beside the platform's. */
  refusals: readonly { name: string; number: AnyNumber }[]
  answers: TSchema | 'application/pdf' | 'a file'
  emptyWhen?: string | undefined
  /** Who is calling, if they may. Refuses 125.22 and 126. */
  admit(authorization: string | undefined, context: Context): Promise<Principal>
  run(call: Call, context: Context): Promise<Answered>
  /** Finds out what became of a pending operation of this call at a provider, and ends it. */
  finish?(operation: ProviderOperation, context: Context): Promise<Ended<Answered>>
}
