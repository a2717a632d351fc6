// Reads of one turn of the event loop, answered from one statement. It starts after the last of them was asked for, so each
// sees everything committed before it: nothing is kept from one statement to the next.
import type pg from 'pg'
import type { Resource, ResourceRow } from './resource.ts'

/** Finds resources by id, many at once. */
export interface GatheredReads {
  /** The resource of that id, if any; the account's only where one is named. */
  find(resource: Resource, id: string, accountId?: string): Promise<ResourceRow | undefined>
}

const MOST_IDS = 500
// A statement by ids takes a millisecond; one that has met a stalled connection must not hold up the others.
const WAITED_FOR_MS = 100

/** Makes the gathering reads of a process. */
export function gatheredReads(pool: Pick<pg.Pool, 'query'>): GatheredReads {
  const byTable = new Map<string, Gathering>()
  return {
    async find(resource, id, accountId) {
      let gathering = byTable.get(resource.table)
      if (gathering === undefined) byTable.set(resource.table, (gathering = new Gathering(pool, resource)))
      const row = await gathering.find(id)
      return accountId === undefined || row?.account_id === accountId ? row : undefined
    },
  }
}

interface Waiting {
  found(row: ResourceRow | undefined): void
  failed(error: unknown): void
}

class Gathering {
  private readonly text: string
  private readonly pool: Pick<pg.Pool, 'query'>
  private waiting = new Map<string, Waiting[]>()
  private isCalled = false
  private isAsking = false

  constructor(pool: Pick<pg.Pool, 'query'>, { table, columns }: Resource) {
    this.pool = pool
    this.text = `select ${columns} from ${table} where id = any($1::text[])`
  }

  find(id: string): Promise<ResourceRow | undefined> {
    return new Promise((found, failed) => {
      const others = this.waiting.get(id)
      if (others === undefined) this.waiting.set(id, [{ found, failed }])
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

  private async ask(asked: Map<string, Waiting[]>): Promise<void> {
    try {
      const { rows } = await this.pool.query<ResourceRow>(this.text, [[...asked.keys()]])
      const byId = new Map(rows.map((row) => [row.id, row]))
      for (const [id, those] of asked) for (const { found } of those) found(byId.get(id))
    } catch (error) {
      for (const those of asked.values()) for (const { failed } of those) failed(error)
    }
  }

  private take(): Map<string, Waiting[]> {
    const all = this.waiting
    if (all.size <= MOST_IDS) {
      this.waiting = new Map()
      return all
    }
    const each = [...all]
    this.waiting = new Map(each.slice(MOST_IDS))
    return new Map(each.slice(0, MOST_IDS))
  }
}
