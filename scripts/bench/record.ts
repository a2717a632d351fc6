// Runs each operation once in this process and records the SQL statements it sends, for the baseline to repeat.
import pg from 'pg'
import type { Answered, Call } from '../../server/src/pipeline/operation.ts'
import { routes } from '../../server/src/api/routes.ts'
import type { Context } from '../../server/src/context.ts'
import { success, successOf } from '../../server/src/http/envelope.ts'

export interface Statement {
  text: string
  values: unknown[]
}

export interface Recorded {
  statements: Statement[]
  /** The body the server would send. */
  answer: string
}

let recording: Statement[] | undefined
const query = pg.Client.prototype.query

/** Starts recording the statements that this process sends during `record`. */
export function watchStatements(): void {
  pg.Client.prototype.query = new Proxy(query, {
    apply(target, self, args: unknown[]) {
      const [first, second] = args
      if (recording !== undefined) recording.push(statementOf(first, second))
      return Reflect.apply(target, self, args)
    },
  })
}

function statementOf(first: unknown, second: unknown): Statement {
  const values = (input: unknown) => (Array.isArray(input) ? input : [])
  if (typeof first === 'string') return { text: first, values: values(second) }
  const text = typeof first === 'object' && first !== null ? Reflect.get(first, 'text') : ''
  return {
    text: String(text),
    values: values(typeof first === 'object' && first !== null ? Reflect.get(first, 'values') : []),
  }
}

/** Runs one call and returns its statements, except those of authentication, which are cached. */
export async function record(context: Context, route: string, call: Partial<Call>): Promise<Recorded> {
  const operation = routes.find((one) => one.route === route)
  if (operation === undefined) throw new Error(`no such operation: ${route}`)
  await context.authenticator.principalOf(call.authorization)
  recording = []
  const answered = await operation.run(
    {
      authorization: undefined,
      params: {},
      query: {},
      body: undefined,
      contentType: 'application/json',
      requestId: 'bench',
      ip: '127.0.0.1',
      host: 'localhost',
      idempotencyKey: undefined,
      prefetch: false,
      ...call,
    },
    context,
  )
  const statements = recording
  recording = undefined
  return { statements, answer: textOf(answered) }
}

function textOf(answered: Answered): string {
  if ('written' in answered) return successOf(answered.written)
  return 'data' in answered ? success(answered.data, answered.message) : ''
}
