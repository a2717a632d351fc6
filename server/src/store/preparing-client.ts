// A connection that prepares each statement with values once: parsing and planning cost half of a read by id. And it reads
// the clock with a BEGIN, for whoever wants to know, unless one of its pool has just done so.
import pg from 'pg'
import { monotonicMs } from '../model/clock.ts'
import { BEGIN_WITH_CLOCK, readingFrom } from './product-clock.ts'
import type { ProductClockReading } from './product-clock.ts'

// Statements are texts of ours, so there are few; past this many, the rest go unprepared.
const MOST_STATEMENTS = 500
const names = new Map<string, string>()

/** Hears the clock of every transaction; nobody listens until a database has its tables. */
export interface ClockListener {
  hear?: (reading: ProductClockReading) => void
  /** When the last reading was asked for. */
  askedAtMs?: number
}

// A reading costs a transaction a sixth of its time; nothing drifts within this.
const FRESH_FOR_MS = 100

type Query = (...args: unknown[]) => unknown

/**
 * The class of a pool's connections: every parameterised statement gets a name, the same for the same text. `unprepared`:
 * none has, because the next transaction may be on another session, which does not know it.
 */
export function preparingClient(listener: ClockListener, how: 'prepared' | 'unprepared'): typeof pg.Client {
  return class PreparingClient extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config)
      this.query = new Proxy(this.query, {
        apply(query, self, args: unknown[]) {
          const ask: Query = (...given) => Reflect.apply(query, self, given)
          if (isBegin(args) && wantsClock(listener)) return begin(ask, listener)
          return ask(...(how === 'prepared' ? prepared(args) : args))
        },
      })
    }
  }
}

/** As Kysely opens a transaction. */
const isBegin = ([text, values, ...rest]: unknown[]) => text === 'begin' && Array.isArray(values) && rest.length === 0

const wantsClock = ({ hear, askedAtMs = -Infinity }: ClockListener) =>
  hear !== undefined && monotonicMs() - askedAtMs > FRESH_FOR_MS

async function begin(ask: Query, listener: ClockListener): Promise<unknown> {
  const askedAtMs = monotonicMs()
  listener.askedAtMs = askedAtMs
  const [begun, clock] = Object(await ask(BEGIN_WITH_CLOCK))
  listener.hear?.(readingFrom(clock.rows[0], askedAtMs))
  return begun
}

function prepared(args: unknown[]): unknown[] {
  const [text, values, ...rest] = args
  if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0) return args
  const name = nameOf(text)
  return name === undefined ? args : [{ name, text, values }, ...rest]
}

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= MOST_STATEMENTS) return known
  const name = `c${names.size}`
  names.set(text, name)
  return name
}
