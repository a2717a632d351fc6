// Random lives of mailboxes, move by move in any order and from readings old and new, against what the lifecycle says.
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { allows } from '../model/lifecycle.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import type { MailboxActivity, MailboxMove, MailboxState } from '../model/mailbox.lifecycle.ts'
import { propertySeed } from '../testing/property-seed.ts'
import { startServer } from '../testing/world.ts'
import { moveResource } from '../store/move.ts'
import { findResource } from '../store/resource.ts'
import { moveMailboxes } from './bulk-move.ts'
import { mailboxes } from './resource.ts'
import type { MailboxRow } from './table.ts'
import { inTransaction } from '../store/transaction.ts'

const MAILBOXES = 4
const RUNS = 100
const STEPS = 100
const seed = propertySeed('lives of mailboxes')
const startsAt = new Date('2026-03-01T10:00:00Z').getTime()

const keys = <K extends string>(record: Readonly<Record<K, unknown>>) =>
  Object.keys(record).filter((key): key is K => Object.hasOwn(record, key))
const moves = keys(mailboxLifecycle.moves)
const everything: readonly (MailboxMove | MailboxActivity)[] = [...moves, ...keys(mailboxLifecycle.while)]
const targetOf = (state: MailboxState, what: MailboxMove | MailboxActivity) =>
  Object.hasOwn(mailboxLifecycle.moves, what) ? mailboxLifecycle.moves[what as MailboxMove].to : state

type Step =
  /** `age`: how many readings of that mailbox ago it was read. */
  | { do: 'one'; of: number; what: MailboxMove | MailboxActivity; age: number }
  | { do: 'many'; of: number[]; what: MailboxMove; age: number }
  | { do: 'rebirth'; of: number }

const of = fc.nat(MAILBOXES - 1)
const age = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('one'), of, what: fc.constantFrom(...everything), age }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('many'),
      of: fc.uniqueArray(of, { minLength: 1 }),
      what: fc.constantFrom(...moves),
      age,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rebirth'), of }) },
)

/** What a mailbox should be, and every reading of it so far. */
interface Life {
  state: MailboxState
  version: number
  past: { move: string; from: string | null; to: string }[]
  readings: MailboxRow[]
}

const world = startServer()

it('is what the lifecycle says after any moves, in any order, from any reading', { timeout: 180_000 }, async () => {
  const customer = await world.customer({ creditCents: 900_000_00 })
  let steps = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: STEPS, maxLength: STEPS }), async (list) => {
      const { kysely } = world.context.database
      const lives: Life[] = []
      for (let n = 0; n < MAILBOXES; n += 1) lives.push(await born())
      await inTransaction(kysely, async ({ db }) => {
        for (const [n, one] of list.entries()) {
          const at = new Date(startsAt + n * 1_000)
          const chosen = (one.do === 'many' ? one.of : [one.of])
            .map((index) => lives[index])
            .filter((life) => life !== undefined)
          const read = (life: Life) => life.readings.at(-1 - ('age' in one ? one.age : 0)) ?? life.readings[0]
          const subjects = chosen.map(read).filter((row) => row !== undefined)
          if (one.do === 'rebirth') {
            // Most lives end soon: one that has ended starts again, so that there is something to move.
            for (const life of chosen) await reborn(db, life)
          } else if (one.do === 'one') {
            const [subject] = subjects
            if (subject === undefined) throw new Error('no mailbox was read')
            const moved = await moveResource(db, mailboxes, subject, one.what, {}, { whom: 'operator', now: at })
            follow(chosen, subjects, one.what, moved === undefined ? [] : [moved])
          } else {
            const asked = subjects.map((mailbox) => ({ mailbox, at, renew_at: null, remind_at: null }))
            follow(chosen, subjects, one.what, await moveMailboxes(db, one.what, { whom: 'clock' }, asked))
          }
          steps += 1
        }
      })
      for (const life of lives) await check(life)
    }),
    { seed, numRuns: RUNS },
  )
  expect(steps).toBeGreaterThanOrEqual(10_000)

  async function born(): Promise<Life> {
    const { id } = await world.given.registeredMailbox({ tipo_casella: 'STANDARD' }, customer)
    const row = await findResource(world.context.database.kysely, mailboxes, id, customer.accountId)
    if (row === undefined) throw new Error('the mailbox is not there')
    return {
      state: 'registrata',
      version: 1,
      past: [{ move: 'register', from: null, to: 'registrata' }],
      readings: [row],
    }
  }

  async function check({ state, version, past, readings }: Life): Promise<void> {
    const { kysely } = world.context.database
    const id = readings[0]?.id ?? ''
    expect(await findResource(kysely, mailboxes, id, customer.accountId)).toMatchObject({ stato: state, version })
    const history = await sql<{ move: string; from: string | null; to: string }>`
      select move, from_state as "from", to_state as "to" from history where subject_id = ${id} order by sequence`.execute(
      kysely,
    )
    expect(history.rows).toEqual(past)
  }
})

/** Moves the lives as the lifecycle has it, and holds the rows that came back against them. */
function follow(lives: Life[], subjects: MailboxRow[], what: MailboxMove | MailboxActivity, moved: MailboxRow[]): void {
  const rows = new Map(moved.map((row) => [row.id, row]))
  for (const [n, life] of lives.entries()) {
    const subject = subjects[n]
    if (subject === undefined) throw new Error('no mailbox was read')
    const row = rows.get(subject.id)
    // A reading that something happened after moves nothing.
    const goes = subject.version === life.version && allows(mailboxLifecycle, life.state, what)
    expect(row !== undefined, `${what} from ${life.state}`).toBe(goes)
    if (row === undefined) continue
    const to = targetOf(life.state, what)
    life.past.push({ move: what, from: life.state, to })
    life.state = to
    life.version += 1
    life.readings.push(row)
    expect(row).toMatchObject({ stato: life.state, version: life.version })
  }
  expect(rows.size).toBe(moved.length)
}

async function reborn(db: Parameters<typeof moveResource>[0], life: Life): Promise<void> {
  const last = life.readings.at(-1)
  if (last === undefined || !['chiusa', 'registrazione_annullata'].includes(life.state)) return
  const from = life.state
  await sql`update mailboxes set stato = 'registrata', version = version + 1 where id = ${last.id}`.execute(db)
  await sql`
    insert into history (subject_kind, subject_id, sequence, move, from_state, to_state, by_whom, at)
    values ('mailbox', ${last.id}, ${life.version + 1}, 'rebirth', ${from}, 'registrata', 'operator', now())`.execute(
    db,
  )
  life.past.push({ move: 'rebirth', from, to: 'registrata' })
  life.state = 'registrata'
  life.version += 1
  life.readings.push({ ...last, stato: 'registrata', version: life.version })
}
