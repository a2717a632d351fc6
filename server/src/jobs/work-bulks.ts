// Makes the calls of files that were handed in, file by file in turn, some rows at a time (docs/decisions/0035-bulk.md).
import { bulkCalls } from '../api/routes.ts'
import { foreseeRow, makeRow, makingOf, subjectOfRow, takenBefore } from '../bulk/make-row.ts'
import type { Made, Making } from '../bulk/make-row.ts'
import { claimRows, endRows, namedBefore, nextBulk } from '../bulk/table.ts'
import type { BulkRow, EndedRow, RowInHand, WorkedRows } from '../bulk/table.ts'
import type { Context } from '../context.ts'
import { monotonicMs } from '../model/clock.ts'
import { giveOut } from '../store/rate-windows.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { Job } from './job.ts'

const ROWS_A_TURN = 40
const AT_ONCE = 4
/** Longer than a turn; who dies over it leaves its rows to others after this. */
const HELD_FOR_MS = 60_000
const BEGIN_NONE_AFTER_MS = 20_000

export const workBulks: Job = {
  name: 'work-bulks',
  repairs: 'files of calls with rows still to be made',
  movesCredit: true,
  nextDue: (context) => nextBulk(context.database.kysely, context.whose()),

  async run(context, until) {
    const claimed = await unitOfWork(context, (unit) =>
      claimRows(unit.db, context.whose(), { until, limit: ROWS_A_TURN, heldMs: HELD_FOR_MS }),
    )
    if (claimed === undefined) return 0
    const { bulk, rows } = claimed
    for (const { tries } of rows) if (tries > 1) context.metrics.recovered('row taken over')
    const worked = await workOff(context, bulk, rows)
    await unitOfWork(context, (unit) => endRows(unit.db, bulk.id, worked, unit.now))
    return worked.ended.length
  },
}

async function workOff(context: Context, bulk: BulkRow, rows: readonly RowInHand[]): Promise<WorkedRows> {
  const operation = bulkCalls.find(({ name }) => name === bulk.operation)
  if (operation === undefined) throw new Error(`no call makes the rows of ${bulk.operation}`)
  const making = await makingOf(context, operation, bulk)
  return bulk.dry_run ? checkRows(making, rows) : makeRows(making, rows)
}

/** Begins the rows in their order, some at once; those about the same thing one after the other. */
async function makeRows(making: Making, rows: readonly RowInHand[]): Promise<WorkedRows> {
  const beganAt = monotonicMs()
  const left = [...rows]
  const ended: EndedRow[] = []
  const notBegun: RowInHand[] = []
  const underWay = new Map<string, Promise<Made>>()
  const inTurn = (row: RowInHand): Promise<Made> => {
    const subject = subjectOfRow(making, row)
    const before = underWay.get(subject)
    const made = before === undefined ? makeRow(making, row) : before.then(() => makeRow(making, row))
    underWay.set(subject, made)
    return made
  }
  const one = async () => {
    while (monotonicMs() - beganAt < BEGIN_NONE_AFTER_MS) {
      const row = left.shift()
      if (row === undefined) return
      const made = await inTurn(row)
      if (made === 'not begun') notBegun.push(row)
      else if (made !== 'not yet') ended.push(made)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, one))
  return { ended, untouched: [...notBegun, ...left], restMs: 0 }
}

/** One after the other, as an earlier row takes credit and names from a later one. */
async function checkRows(making: Making, rows: readonly RowInHand[]): Promise<WorkedRows> {
  const { context, bulk } = making
  const { granted, restMs } = await takeLookups(context, bulk, rows.length)
  const named = await namedBefore(context.database.kysely, bulk.id, rows)
  const ended: EndedRow[] = []
  let spokenForCents = bulk.price_cents
  for (const row of rows.slice(0, granted)) {
    const name = row.same_as ?? row.number
    const end = named.has(name) ? takenBefore(making, row) : await foreseeRow(making, row, spokenForCents)
    if (typeof end === 'string') continue
    ended.push(end)
    if (end.state !== 'succeeded') continue
    spokenForCents += end.price_cents ?? 0
    named.add(name)
  }
  return { ended, untouched: rows.slice(granted), restMs }
}

/** A row that is checked tells what a quote does, and counts like one. */
async function takeLookups({ settings, database }: Context, { account_id }: BulkRow, rows: number) {
  const limit = settings.LOOKUP_RATE_LIMIT
  if (limit === 'off') return { granted: rows, restMs: 0 }
  const budget = { budget: `lookups ${account_id}`, windowSeconds: limit.windowSeconds, requests: rows }
  const { given, endsInMs } = await giveOut(database.kysely, budget)
  const granted = Math.min(rows, Math.max(0, limit.requests - (given - rows)))
  return { granted, restMs: granted < rows ? endsInMs : 0 }
}
