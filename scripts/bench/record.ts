// Runs each operation once in this process and writes down the statements it sends: what the floor has to send too.
import pg from 'pg'
import type { Answered, Call } from '../../server/src/pipeline/operation.ts'
import { routes } from '../../server/src/api/routes.ts'
import type { Context } from '../../server/src/context.ts'
import { success } from '../../server/src/http/envelope.ts'

export interface Statement {
  text: string
  values: unknown[]
}

export interface Recorded {
  statements: Statement[]
  /** What the server would send. */
  answer: string
}

let recording: Statement[] | undefined
const query = pg.Client.prototype.query

/** From now on, statements sent by this process are written down while an operation is being recorded. */
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
  const values = (given: unknown) => (Array.isArray(given) ? given : [])
  if (typeof first === 'string') return { text: first, values: values(second) }
  const text = typeof first === 'object' && first !== null ? Reflect.get(first, 'text') : ''
  return {
    text: String(text),
    values: values(typeof first === 'object' && first !== null ? Reflect.get(first, 'values') : []),
  }
}

/** Runs one call and gives its statements, those of authentication left out (they are cached). */
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

const textOf = (answered: Answered) => ('data' in answered ? success(answered.data, answered.message) : '')
