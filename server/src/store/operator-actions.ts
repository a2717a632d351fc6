// What operators did or saw, call by call. Append-only, and chained by the database (model/audit-chain.ts).
import { sql } from 'kysely'
import type { HashedAction } from '../model/audit-chain.ts'
import type { Reader } from './database.ts'

export interface OperatorAction {
  operatorId: string
  tokenId: string
  /** The call's name, such as `downloadDocument`. */
  operation: string
  /** What its path names; null for a call about nothing in particular. */
  subject: string | null
  requestId: string
}

export interface ListedAction {
  number: number
  at: Date
  operator_id: string
  /** Their name, or else e-mail, or else id. */
  operator: string
  token_id: string
  operation: string
  subject: string | null
  request_id: string
}

/** Which calls are looked for; all of them where nothing is said. */
export interface ActionSearch {
  operatorId?: string | undefined
  operation?: string | undefined
  subject?: string | undefined
  since?: Date | undefined
  /** Not this moment itself. */
  until?: Date | undefined
  /** The last one of the page before. */
  after?: { at: Date; place: number } | undefined
  limit: number
}

/** Notes a call about to be run. */
export async function noteOperatorAction(db: Reader, action: OperatorAction, now: Date): Promise<void> {
  const { operatorId, tokenId, operation, subject, requestId } = action
  await sql`
    insert into operator_actions (operator_id, token_id, operation, subject, request_id, at)
    values (${operatorId}, ${tokenId}, ${operation}, ${subject}, ${requestId}, ${now})`.execute(db)
}

/** The calls of a search, newest first. */
export async function listOperatorActions(db: Reader, search: ActionSearch): Promise<ListedAction[]> {
  const { operatorId, operation, subject, since, until, after, limit } = search
  const wanted = [
    operatorId !== undefined && sql`a.operator_id = ${operatorId}`,
    operation !== undefined && sql`a.operation = ${operation}`,
    subject !== undefined && sql`a.subject = ${subject}`,
    since !== undefined && sql`a.at >= ${since}`,
    until !== undefined && sql`a.at < ${until}`,
    after !== undefined && sql`(a.at, a.number) < (${after.at}, ${after.place})`,
  ].filter((one) => one !== false)
  const found = await sql<ListedAction>`
    select a.number, a.at, a.operator_id, coalesce(nullif(o.name, ''), o.email, o.id) as operator,
      a.token_id, a.operation, a.subject, a.request_id
    from operator_actions a join operators o on o.id = a.operator_id
    where ${wanted.length === 0 ? sql`true` : sql.join(wanted, sql` and `)}
    order by a.at desc, a.number desc limit ${limit}`.execute(db)
  return found.rows
}

const SLICE = 5_000

/** The rows of the chain in its order, those with a number above `after`; read in slices, as there may be many. */
export async function* eachAction(db: Reader, after = 0): AsyncGenerator<HashedAction> {
  for (let last = after; ;) {
    const slice = await readChain(db, last, SLICE)
    yield* slice
    last = slice.at(-1)?.number ?? last
    if (slice.length < SLICE) return
  }
}

/** A slice of the chain, in its order: rows with a number above `after`. */
export async function readChain(db: Reader, after: number, limit: number): Promise<HashedAction[]> {
  const found = await sql<HashedAction>`
    select number, operator_id, token_id, operation, subject, request_id,
      ((extract(epoch from at) * 1000000)::bigint)::text as at_us, hash
    from operator_actions where number > ${after} order by number limit ${limit}`.execute(db)
  return found.rows
}

/** Number and hash of the last row as the chain keeps them. */
export async function readAuditHead(db: Reader): Promise<{ number: number; hash: Buffer }> {
  const found = await sql<{ number: number; hash: Buffer }>`select number, hash from audit_head`.execute(db)
  return found.rows[0] ?? { number: 0, hash: Buffer.alloc(0) }
}
