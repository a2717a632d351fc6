// Our own calls under /v1: the same envelope, English names, refusals 100 to 116.
import type { TSchema } from 'typebox'
import type { Caller, Customer, Operator } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import type { RefusalNumber } from '../errors/catalogue.ts'
import { refusal } from '../errors/refusal.ts'
import { readBody } from '../pipeline/body.ts'
import { readTable } from '../pipeline/fields.ts'
import type { Table, Values } from '../pipeline/fields.ts'
import type { Answered, Call } from '../pipeline/operation.ts'

/** Who may call: an account's token, an operator's, or either. */
export type Audience = 'customer' | 'operator' | 'anyone'
type CallerOf<W extends Audience> = W extends 'customer' ? Customer : W extends 'operator' ? Operator : Caller

interface OwnStory<W extends Audience, B extends Table, Q extends Table> {
  context: Context
  caller: CallerOf<W>
  params: Readonly<Record<string, string>>
  body: Values<B>
  query: Values<Q>
  /** The body as it came, where the call takes a file. */
  file: Uint8Array
  requestId: string
}

/** A call whose whole body is a file: what it may be, and how large. */
export interface FileBody {
  types: readonly string[]
  mostBytes: number
}

interface OwnDeclaration<W extends Audience, B extends Table, Q extends Table> {
  route: `${'GET' | 'POST' | 'DELETE'} /v1/${string}`
  summary: string
  audience: W
  sandboxOnly?: boolean
  body?: B
  file?: FileBody
  query?: Q
  /** Numbers it refuses with beside those of every call of our own. */
  refuses?: readonly RefusalNumber[]
  answers: TSchema | 'a file'
  run(story: OwnStory<W, B, Q>): Promise<Answered>
}

/** A call of our own as http and the contract document see it. */
export interface OwnRoute {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  summary: string
  audience: Audience
  sandboxOnly: boolean
  body: Table
  file: FileBody | undefined
  query: Table
  refuses: readonly RefusalNumber[]
  answers: TSchema | 'a file'
  /** Who is calling, if they may. Refuses 125.22 and 126. */
  admit(authorization: string | undefined, context: Context): Promise<Caller>
  run(call: Call, context: Context): Promise<Answered>
}

/** Declares a call of our own. Refused: 100 body, 125.22 token, 126 not for this caller, 110 field. */
export function ownRoute<
  const W extends Audience,
  B extends Table = Record<never, never>,
  Q extends Table = Record<never, never>,
>(declared: OwnDeclaration<W, B, Q>): OwnRoute {
  const [method, path] = split(declared.route)
  const { summary, audience, answers, file, sandboxOnly = false } = declared
  const admit = async (authorization: string | undefined, context: Context) => {
    const caller = await context.authenticator.callerOf(authorization)
    if (caller === undefined) throw refusal(125.22)
    if (!isFor(declared.audience, caller)) throw refusal(126)
    return caller
  }
  return {
    method,
    path,
    summary,
    audience,
    sandboxOnly,
    answers,
    body: declared.body ?? {},
    file,
    query: declared.query ?? {},
    refuses: declared.refuses ?? [],
    admit,
    async run(call, context) {
      const members = file === undefined ? await readBody(call, context, false) : {}
      const caller = await admit(call.authorization, context)
      const body = readTable(declared.body ?? {}, members, context.strictness) as Values<B>
      const query = readTable(declared.query ?? {}, call.query, context.strictness) as Values<Q>
      const { params, requestId, body: bytes = new Uint8Array() } = call
      return declared.run({ context, caller, params, body, query, file: bytes, requestId })
    },
  }
}

function isFor<W extends Audience>(audience: W, caller: Caller): caller is CallerOf<W> {
  return audience === 'anyone' || caller.role === audience
}

function split(route: string): [OwnRoute['method'], string] {
  const [method, path = ''] = route.split(' ')
  if (method === 'GET' || method === 'POST' || method === 'DELETE') return [method, path]
  throw new TypeError(`no such method: ${route}`)
}
