// Watches the order in which every transaction of every test takes its locks: whoever waits for a row may hold none that
// comes later in the order, or two of them could wait for each other for ever.
import pg from 'pg'
import { afterAll, expect } from 'vitest'

/** The order in which everybody locks (ARCHITECTURE, "What always holds"). */
const order = [
  ['members', 'operators'],
  ['certified_domains'],
  ['mailboxes', 'registry_requests'],
  ['provider_operations', 'tasks'],
  ['credits'],
  ['wallets'],
  ['accounts'],
  ['list_lengths'],
  ['silenced_callbacks', 'callback_deliveries'],
]
const rankOf = new Map(order.flatMap((tables, rank) => tables.map((table) => [table, rank] as const)))

/** A row joins its account's list as it is added, by a trigger. */
const listed = ['certified_domains', 'mailboxes', 'registry_requests']

interface Lock {
  table: string
  /** Whose wallet, where it is one. */
  row: string | undefined
  waits: boolean
}

/** What a transaction holds, and what was out of order in it. */
interface Held {
  locks: Lock[]
  problems: string[]
}

const problems = new Set<string>()
const transactions = new WeakMap<object, Held>()

const query: unknown = Reflect.get(pg.Client.prototype, 'query')
Reflect.set(pg.Client.prototype, 'query', function watched(this: object, ...args: unknown[]): unknown {
  note(this, textOf(args), valuesOf(args))
  return typeof query === 'function' ? Reflect.apply(query, this, args) : undefined
})

afterAll(() => {
  Reflect.set(pg.Client.prototype, 'query', query)
  expect([...problems], 'locks out of order').toEqual([])
})

function note(client: object, text: string, values: readonly unknown[]): void {
  const statement = text.trimStart().toLowerCase()
  if (statement.startsWith('begin')) return void transactions.set(client, { locks: [], problems: [] })
  // A migration runs before anybody else is let in.
  if (/\b(alter|create) table\b/.test(statement)) return void transactions.delete(client)
  const held = transactions.get(client)
  if (held === undefined) return
  if (statement.startsWith('rollback to')) return void (held.locks = [])
  if (statement.startsWith('commit') || statement.startsWith('rollback')) {
    for (const problem of held.problems) problems.add(problem)
    return void transactions.delete(client)
  }
  for (const lock of locksOf(statement, values)) {
    const problem = lock.waits ? outOfOrder(held.locks, lock) : undefined
    if (problem !== undefined) held.problems.push(`${problem}: ${statement.replaceAll(/\s+/g, ' ').slice(0, 200)}`)
    held.locks.push(lock)
  }
}

/** A table in which the transaction holds rows already is taken to be locked in the rows that are written again. */
function outOfOrder(held: readonly Lock[], { table, row }: Lock): string | undefined {
  const rank = rankOf.get(table) ?? 0
  const later = held.find((one) => (rankOf.get(one.table) ?? 0) > rank)
  const isHeld = held.some(
    (one) => one.table === table && (row === undefined || one.row === undefined || one.row === row),
  )
  if (isHeld) return undefined
  if (later !== undefined) return `${table} after ${later.table}`
  const before = held.find((one) => one.table === table && one.row !== undefined && row !== undefined && one.row > row)
  return before && `${table} of one account after that of a later one`
}

const CHANGED = /\b(?:update|delete from) "?(\w+)"?/g
const ADDED = /\binsert into "?(\w+)"?/g

function* locksOf(statement: string, values: readonly unknown[]): Iterable<Lock> {
  const row = accountIn(statement, values)
  for (const { index, 1: skips } of statement.matchAll(/for update(?: of \w+)?( skip locked)?/g)) {
    const table = selectedFrom(statement.slice(0, index))
    if (rankOf.has(table)) yield { table, row: undefined, waits: skips === undefined }
  }
  for (const [, table = ''] of statement.matchAll(CHANGED))
    if (rankOf.has(table)) yield { table, row: table === 'wallets' ? row : undefined, waits: true }
  for (const [, table = ''] of statement.matchAll(ADDED))
    if (listed.includes(table)) yield { table: 'list_lengths', row: undefined, waits: true }
}

/** The table of the select that ends here: the last `from` that is in no brackets of its own. */
function selectedFrom(before: string): string {
  let depth = 0
  for (let at = before.length - 1; at >= 0; at -= 1) {
    if (before[at] === ')') depth += 1
    if (before[at] === '(') depth -= 1
    if (depth < 0) return ''
    const found = depth === 0 ? /^from "?(\w+)/.exec(before.slice(at, at + 80)) : null
    if (found?.[1] !== undefined) return found[1]
  }
  return ''
}

/** The account a statement names as its first value after the amount, where it changes one wallet. */
function accountIn(statement: string, values: readonly unknown[]): string | undefined {
  const named = /update wallets.*?where account_id = \$(\d+)/s.exec(statement)
  return named === null ? undefined : String(values[Number(named[1]) - 1])
}

function textOf([query]: readonly unknown[]): string {
  return typeof query === 'string' ? query : String(Object(query).text ?? '')
}

function valuesOf([query, values]: readonly unknown[]): readonly unknown[] {
  if (Array.isArray(values)) return values
  const own: unknown = Object(query).values
  return Array.isArray(own) ? own : []
}
