// What a call is: a declaration that reads like its page in the contract. declare.ts turns it into an operation; run-read.ts,
// run-write.ts, run-remote.ts and run-act.ts run it.
import type { TObject, TSchema } from 'typebox'
import type { Presented, SessionGiven, SessionKind } from '../auth/credentials.ts'
import type { AccountPrincipal, Anybody, KeyPrincipal, OperatorPrincipal, Principal } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import type { UploadedDocument } from '../documents/uploads.ts'
import type { Refusal, SlotValue } from '../errors/refusal.ts'
import type { AnyNumber, SlotsOf, Space } from '../errors/spaces.ts'
import type { Prices } from '../ledger/prices.ts'
import type { AccountPermission, OperatorPermission, Permissions } from '../model/roles.ts'
import type { OperationSubject, ProviderOperation } from '../provider-operations/table.ts'
import type { Ended } from '../provider-operations/run.ts'
import type { Answer, Ask, DocumentHandle } from '../providers/port/answer.ts'
import type { Capability, Provider } from '../providers/port/capabilities.ts'
import type { NewOrder } from '../providers/routing.ts'
import type { Reader } from '../store/database.ts'
import type { Resource, ResourceRow } from '../store/resource.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { FieldRules, Values } from './fields.ts'

/** Who may call: an account's token, an operator's, either, an account by its e-mail and API key, or anybody at all. */
export type Audience = 'account' | 'operator' | 'either' | 'key' | 'anybody'
export type PrincipalFor<W extends Audience> = W extends 'account'
  ? AccountPrincipal
  : W extends 'operator'
    ? OperatorPrincipal
    : W extends 'key'
      ? KeyPrincipal
      : W extends 'anybody'
        ? Anybody
        : AccountPrincipal | OperatorPrincipal

/** What a call under /v1 takes of the role of whoever makes it. */
export type PermissionFor<W extends Audience> = W extends 'account'
  ? AccountPermission
  : W extends 'operator'
    ? OperatorPermission
    : W extends 'either'
      ? Required<Permissions>
      : never

/** A renewal as the guard knows it: what is renewed and for how long, as written, on which version of it. */
export interface Renewal {
  accountId: string
  key: string
  version: number
  /** The expiry before it, dd/mm/yyyy. */
  expiry: string
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
  /** The host name it was called by. */
  host: string
  web: Web
  /** The id of what this call creates, should it create something, and our reference of what a provider is asked. */
  newId: string
  params: Readonly<Record<string, string>>
  /** The resource its `{id}` names. */
  row: Row
  body: Values<B>
  query: Values<Q>
  /** The query as it came, where two writings of one thing are two requests. */
  asWritten: Readonly<Record<string, unknown>>
  /** The header Renewal-From: the expiry the caller believes in. */
  renewalFrom: string | undefined
  /** The body as it came, where the call takes a file. */
  file: Uint8Array
  /** The provider of the resource, or the one that takes what is ordered. */
  provider: Provider
  /** Refuses with the number of a local name. */
  refuse<K extends keyof L>(name: K, ...slots: SlotsArgument<L[K]>): never
}

/** The types of files that calls answer. */
export type FileType = 'application/pdf' | 'application/pkcs7-mime' | 'image/png' | 'text/calendar; charset=utf-8'

/** A call that answers a file: a form, a calendar, lines of JSON, an archive, a picture of ours, or one somebody handed in. */
export type FileAnswer =
  'application/pdf' | 'text/calendar' | 'application/x-ndjson' | 'application/x-tar' | 'image/png' | 'a file'

/** What a call answers: data for the envelope, or a file. Status 200 unless said. */
export type Answered =
  /** `root`: members beside those of the envelope. */
  | { data: unknown; message?: string; replayed?: boolean; root?: Record<string, unknown>; cookie?: SessionCookie }
  /** Data that is JSON already. */
  | { written: string }
  /** `handedIn`: a stranger's file, to be saved and not to be shown. */
  | { file: Uint8Array; contentType: FileType; name: string; handedIn?: true }
  /** What may be larger than memory, sent as it is read. */
  | {
      parts: AsyncIterable<string | Uint8Array>
      contentType: 'application/x-ndjson' | 'application/x-tar'
      name: string
    }
  | { nothing: true }

/** The cookie of a session: its secret and how long the browser keeps it; without a secret it is to go. */
export interface SessionCookie {
  as: SessionKind
  secret?: string
  maxAgeSeconds?: number
}

/** What a call costs; the cause is unique for the account, so the same cause never pays twice. */
export interface Charge {
  amountCents: number
  cause: string
}

/** Members of a resource that change: before, null where there is none yet, and after. */
export type Changes = Readonly<Record<string, readonly [from: Shown, to: Shown]>>
type Shown = string | number | boolean | null

/** What a call would do; `refused`: what it would be refused with. */
export interface Quoted {
  /** undefined where too little was given to know it. */
  priceCents: number | undefined
  availableCents: number
  changes: Changes
  refused: Refusal | undefined
}

/**
 * Foresees a call from the members it would be made with; nothing is written, and no provider asked. `spokenForCents`:
 * what of the credit other calls would have taken before.
 */
export type Quote = (
  asked: { members: Readonly<Record<string, unknown>>; requestId: string; spokenForCents?: number },
  context: Context,
  principal: AccountPrincipal,
) => Promise<Quoted>

/** A call whose whole body is a file: what it may be, and how large. */
export interface FileBody {
  types: readonly string[]
  mostBytes: number
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

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
  /** What the role of a member or operator must allow; every call under /v1 says it, the contract's follow from what they do. */
  permission?: PermissionFor<NoInfer<W>>
  /**
   * True where it makes people or tokens: what it gives would outlast the limits of a limited token, which therefore may
   * not make it, and whoever does is looked at once more in its transaction.
   */
  isGrant?: boolean
  /** Whether it is for whoever still has to set up a second factor, too. */
  isForSignIn?: true
  /** Whether a refresh token may stand for the key. */
  takesRefreshToken?: boolean
  /** Last part of the scope an account's token needs, where the path does not name it. */
  scope?: string | undefined
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
  /** True where asking often enough would tell what exists. */
  isLookup?: boolean
  refusals: StepRefusals & { local?: L }
  /** What is ordered, or would be, where the call is about something new: decides which provider is asked. */
  orders?(op: OperationContext<W, Row, B, Q, L>): NewOrder
  /** What it means that the answer is 204 without a body, where it may be. */
  emptyWhen?: string
  /** True where a member the body does not know is refused (110): forgotten, it would let somebody have more than was asked for. */
  hasClosedBody?: true
  /** True where a repeated request is none: its key is ignored, as what is kept by it would tell of passwords. */
  isUnrepeatable?: true
  /** True where the answer shows a secret: kept for a repeated request, it is sealed. */
  showsSecret?: boolean
  answers: TSchema | FileAnswer
  /** Members of the answer beside those of the envelope, where it has any. */
  root?: TObject
  /** True where the members of the data stand in the envelope's place for it. */
  isUnwrapped?: boolean
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
  /** Everything else that only reads; within the transaction once more. */
  check?(op: OperationContext<W, Row, B, Q, L> & { examined: X | undefined }): Promise<void> | void
  /** An answer that costs and changes nothing; undefined = it takes the steps of money and effect. */
  free?(op: OperationContext<W, Row, B, Q, L>): Promise<Answered | undefined>
  /**
   * Takes hold of what the effect counts on, before money moves, so that everybody locks in the same order; `ordered`:
   * once more, after a remote provider's yes.
   */
  reserve?(op: OperationContext<W, Row, B, Q, L> & { unit: UnitOfWork; ordered: boolean }): Promise<void>
  /** `prices`: those of the account at this moment. */
  price?(op: OperationContext<W, Row, B, Q, L> & { prices: Prices }): Charge
  /** Names of the members of the body that decide the price, for a quote that has no others. */
  pricedBy?: readonly string[]
  /** What it changes beside the state, for a quote. */
  changes?(op: OperationContext<W, Row, B, Q, L>): Changes
  /** What the provider must be able to do; without it the answer is `providerDown`, and nothing is charged. */
  capability?: Capability
  /** Which documents of the call are kept; they are stored before the transaction whose rows name them. */
  keep?(op: OperationContext<W, Row, B, Q, L>): { purpose: string; documents: readonly UploadedDocument[] }
  /** Notes what was found in them, in the unit that keeps them. */
  noteKept?(op: OperationContext<W, Row, B, Q, L> & { unit: UnitOfWork; examined: X | undefined }): Promise<void>
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
  takesRefreshToken?: boolean
  /** Last part of the scope an account's token needs; undefined: a full token, with every scope there is. */
  scope: string | undefined
  /** What the role of a member or operator must allow. */
  permissions: Permissions
  isGrant?: boolean
  isForSignIn?: true
}

/** Whoever makes a call, before that is known: what they show, and the address it came from. */
export interface Caller extends Presented {
  ip: string
}

/** How a browser came: from where, whether from our own pages, and with which session. */
export interface Web {
  ip: string
  /** The session its cookie is of, whether the call asks for one or not. */
  session?: SessionGiven | undefined
  /** False where a browser says that a page of somebody else makes it ask. */
  isOwnPage: boolean
  /** Scheme and host it was called by. */
  origin: string
  /** The host without its port. */
  host: string
}

/** A declaration with what follows from its route. */
export type Declared<D> = D & AccessRule & { path: string }

/** What a call tells beside its answer. */
export interface CallNotes {
  /** What was paid for it. */
  paidCents: number
}

/** What http hands over. The Authorization header is read by the pipeline, after the body. */
export interface Call extends Caller {
  host: string
  params: Readonly<Record<string, string>>
  query: Readonly<Record<string, unknown>>
  body: Uint8Array | undefined
  contentType: string | undefined
  requestId: string
  idempotencyKey: string | undefined
  web?: Web
  /** Filled by the call, for the log of requests. */
  noted?: CallNotes
  /** The header Renewal-From: the expiry the caller believes in. */
  renewalFrom?: string | undefined
  /** The browser only guesses that somebody may want this (Sec-Purpose, Purpose). */
  prefetch: boolean
  /** The refusal it is to be answered with, by number; only in a sandbox. */
  askedRefusal?: string
  /** Who makes it, where a job does so for somebody who was admitted before. */
  admitted?: AccountPrincipal
}

/** How a call comes that no browser makes. */
export const nowhere: Web = { ip: '', isOwnPage: false, origin: '', host: '' }

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
  /** Whether a refresh token may stand for the key. */
  takesRefreshToken: boolean
  /** Last part of the scope an account's token needs; undefined: a full token, with every scope there is. */
  scope: string | undefined
  /** What the role of a member or operator must allow. */
  permissions: Permissions
  sandboxOnly: boolean
  /** Kind of what its `{id}` names, and the move or activity it is. */
  resource: string | undefined
  move: string | undefined
  body: FieldRules
  file: FileBody | undefined
  query: FieldRules
  uploads: boolean
  /** What an account may do less often than other calls. */
  budget: 'lookups' | 'uploads' | undefined
  /** True when it changes anything. */
  writes: boolean
  /** True when it is a renewal, which the guard minds. */
  renews: boolean
  /** Whether it may be repeated under an Idempotency-Key. */
  repeatable: boolean
  /** Every number it can refuse with, beside the platform's. */
  refusals: readonly { name: string; number: AnyNumber }[]
  answers: TSchema | FileAnswer
  root: TObject | undefined
  isUnwrapped: boolean
  emptyWhen?: string | undefined
  /** Who is calling, if they may. Refuses 125.22, 126 and 127; a platform call 130 and 140 for the first of them. */
  admit(caller: Caller, context: Context): Promise<Principal>
  run(call: Call, context: Context): Promise<Answered>
  /** What it would do, where it costs something. */
  quote?: Quote
  /** Finds out what became of a pending operation of this call at a provider, and ends it. */
  finish?(operation: ProviderOperation, context: Context): Promise<Ended<Answered>>
}
