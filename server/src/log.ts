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
  // Written asynchronously: one blocking write per request took a seventh of a read's time.
  return pino(options, to ?? pino.destination({ dest: 1, sync: false }))
}

/** What is logged of an error. PostgreSQL's messages quote values, so they are left out. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const code = 'code' in error ? error.code : undefined
  const fromDatabase = 'severity' in error
  const places = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return {
    type: error.name,
    ...(code === undefined ? {} : { code }),
    ...(fromDatabase ? databasePlace(error) : { message: error.message }),
    stack: places.slice(0, 12).map((line) => line.trim()),
  }
}

function databasePlace(error: Error): Record<string, unknown> {
  const place: Record<string, unknown> = {}
  for (const name of ['table', 'constraint', 'routine'] as const) {
    if (name in error) place[name] = Reflect.get(error, name)
  }
  return place
}
