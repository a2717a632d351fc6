// Reads of one turn of the event loop, answered from one statement. It starts after the last of them was asked for, so each
// sees everything committed before it: nothing is kept from one statement to the next.
import type pg from 'pg'
import type { Resource, ResourceRow } from './resource.ts'

/** Finds resources by id, many at once. */
export interface GatheredReads {
  /** The resource of that id, if any; the account's only where one is named. */
  find(resource: Resource, id: string, accountId?: string): Promise<ResourceRow | undefined>
}

const MOST_KEYS = 500
// A statement by ids takes a millisecond; one that has met a stalled connection must not hold up the others.
const WAITED_FOR_MS = 100

/** Makes the gathering reads of a process. */
export function gatheredReads(pool: Pick<pg.Pool, 'query'>): GatheredReads {
  const byTable = new Map<string, Gathered<ResourceRow>>()
  return {
    async find(resource, id, accountId) {
      let gathering = byTable.get(resource.table)
      if (gathering === undefined) byTable.set(resource.table, (gathering = gather(rowsOf(pool, resource))))
      const row = await gathering(id)
      return accountId === undefined || row?.account_id === accountId ? row : undefined
    },
  }
}

function rowsOf(pool: Pick<pg.Pool, 'query'>, { table, columns }: Resource): Select<ResourceRow> {
  const text = `select ${columns} from ${table} where id = any($1::text[])`
  return async (ids) => {
    const { rows } = await pool.query<ResourceRow>(text, [ids])
    return new Map(rows.map((row) => [row.id, row]))
  }
}

/** Finds rows by their keys, in one statement. */
export type Select<Row> = (keys: string[]) => Promise<ReadonlyMap<string, Row>>
/** Finds the row of one key. */
export type Gathered<Row> = (key: string) => Promise<Row | undefined>

/** Finds single rows by a statement for many: one statement at a time, for all that was asked for before it starts. */
export function gather<Row>(select: Select<Row>): Gathered<Row> {
  const gathering = new Gathering(select)
  return (key) => gathering.find(key)
}

interface Waiting<Row> {
  found(row: Row | undefined): void
  failed(error: unknown): void
}

class Gathering<Row> {
  private readonly select: Select<Row>
  private waiting = new Map<string, Waiting<Row>[]>()
  private isCalled = false
  private isAsking = false

  constructor(select: Select<Row>) {
    this.select = select
  }

  find(key: string): Promise<Row | undefined> {
    return new Promise((found, failed) => {
      const others = this.waiting.get(key)
      if (others === undefined) this.waiting.set(key, [{ found, failed }])
      else others.push({ found, failed })
      this.callTurn()
    })
  }

  /** While a statement runs the next one gathers, which costs a wait of one statement and saves most of them. */
  private callTurn(): void {
    if (this.isCalled || this.isAsking || this.waiting.size === 0) return
    this.isCalled = true
    setImmediate(() => {
      this.isCalled = false
      this.isAsking = true
      let isOver = false
      const over = () => {
        if (isOver) return
        isOver = true
        clearTimeout(tooLong)
        this.isAsking = false
        this.callTurn()
      }
      const tooLong = setTimeout(over, WAITED_FOR_MS)
      void this.ask(this.take()).finally(over)
    })
  }

  private async ask(asked: Map<string, Waiting<Row>[]>): Promise<void> {
    try {
      const byKey = await this.select([...asked.keys()])
      for (const [key, those] of asked) for (const { found } of those) found(byKey.get(key))
    } catch (error) {
      for (const those of asked.values()) for (const { failed } of those) failed(error)
    }
  }

  private take(): Map<string, Waiting<Row>[]> {
    const all = this.waiting
    if (all.size <= MOST_KEYS) {
      this.waiting = new Map()
      return all
    }
    const each = [...all]
    this.waiting = new Map(each.slice(MOST_KEYS))
    return new Map(each.slice(0, MOST_KEYS))
  }
}
