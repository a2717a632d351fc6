// JSON lines on stdout. An error is logged with its type, code and location, but without its message when it comes from
// the database.
import { pino } from 'pino'
import type { DestinationStream, Logger } from 'pino'

export type Log = Logger

/** Opens the process's log; `to` is for tests. */
export function openLog(level: string, to?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError },
  }
  return pino(options, to ?? turnByTurn(pino.destination({ dest: 1, sync: false })))
}

type Destination = ReturnType<typeof pino.destination>

/** The lines of one turn of the event loop leave in one write: a write of its own took a tenth of a read's time. */
function turnByTurn(destination: Destination): DestinationStream {
  let lines = ''
  const pass = () => {
    if (lines !== '') destination.write(lines)
    lines = ''
  }
  process.once('exit', () => {
    if (lines === '') return
    pass()
    destination.flushSync()
  })
  return {
    write(line) {
      if (lines === '') setImmediate(pass)
      lines += line
    },
  }
}

/** What is logged of an error. PostgreSQL's messages quote values, so they are left out. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error ? error.code : undefined
  const fromDatabase = 'severity' in error
  const places = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    ...(fromDatabase ? databasePlace(error) : { message: error.message }),
    ...(error.cause instanceof Error && { cause: kindOf(error.cause) }),
    stack: places.slice(0, 12).map((line) => line.trim()),
  }
}

/** What lies behind an error, such as ENOSPC; its words may be anybody's. */
const kindOf = (cause: Error) => ({ type: cause.name, ...('code' in cause && { code: cause.code }) })

function databasePlace(error: Error): Record<string, unknown> {
  const place: Record<string, unknown> = {}
  for (const name of ['table', 'constraint', 'routine'] as const) {
    if (name in error) place[name] = Reflect.get(error, name)
  }
  return place
}
