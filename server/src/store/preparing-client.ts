// A connection that prepares each statement with values once: parsing and planning cost half of a read by id.
import pg from 'pg'

// Statements are texts of ours, so there are few; past this many, the rest go unprepared.
const MOST_STATEMENTS = 500
const names = new Map<string, string>()

/** A `pg` client that gives every parameterised statement a name, the same for the same text. */
export class PreparingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config)
    this.query = new Proxy(this.query, {
      apply: (query, self, args: unknown[]) => Reflect.apply(query, self, prepared(args)),
    })
  }
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
