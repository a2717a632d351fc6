import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { allows } from '../model/lifecycle.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import type { MailboxActivity, MailboxMove, MailboxState } from '../model/mailbox.lifecycle.ts'
import { startServer } from '../testing/world.ts'
import { moveMailboxes } from '../mailboxes/bulk-move.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import type { MailboxRow } from '../mailboxes/table.ts'
import { moveResource } from './move.ts'
import { findResource } from './resource.ts'
import { inTransaction } from './transaction.ts'

const keys = <K extends string>(record: Readonly<Record<K, unknown>>) =>
  Object.keys(record).filter((key): key is K => Object.hasOwn(record, key))
const states = keys(mailboxLifecycle.states)
const moves = keys(mailboxLifecycle.moves)
const everything: (MailboxMove | MailboxActivity)[] = [...moves, ...keys(mailboxLifecycle.while)]
const pairs = states.flatMap((state) => everything.map((move) => [state, move] as const))
const now = new Date('2026-03-01T10:00:00Z')
const by = { whom: 'operator', now, reason: 'test' } as const

const isMove = (move: MailboxMove | MailboxActivity): move is MailboxMove => move in mailboxLifecycle.moves
const targetOf = (state: MailboxState, move: MailboxMove | MailboxActivity) =>
  isMove(move) ? mailboxLifecycle.moves[move].to : state

describe('moving a mailbox', () => {
  const world = startServer()
  let mailbox: { id: string; accountId: string }

  beforeAll(async () => {
    const { id, customer } = await world.given.registeredMailbox()
    mailbox = { id, accountId: customer.accountId }
  })

  const kysely = () => world.context.database.kysely
  const read = async (): Promise<MailboxRow> => {
    const row = await findResource(kysely(), mailboxes, mailbox.id, mailbox.accountId)
    if (row === undefined) throw new Error('the mailbox is gone')
    return row
  }
  const putIn = async (state: MailboxState) => {
    await sql`update mailboxes set stato = ${state}, version = version + 1 where id = ${mailbox.id}`.execute(kysely())
    return read()
  }
  const history = async () => {
    const found = await sql<Record<string, unknown>>`
      select sequence, move, from_state, to_state, by_whom, reason from history
      where subject_id = ${mailbox.id} order by sequence`.execute(kysely())
    return found.rows
  }
  const move = (subject: MailboxRow, what: MailboxMove | MailboxActivity, changes = {}) =>
    inTransaction(kysely(), ({ db }) => moveResource(db, mailboxes, subject, what, changes, by))

  it.each(pairs)('in %s: %s', async (state, what) => {
    const before = await putIn(state)
    const past = await history()
    const moved = await move(before, what, { spazio_disco: before.spazio_disco + 1 })
    if (allows(mailboxLifecycle, state, what)) {
      const stato = targetOf(state, what)
      expect(moved).toMatchObject({ stato, version: before.version + 1, spazio_disco: before.spazio_disco + 1 })
      expect(moved).toEqual(await read())
      const row = { sequence: before.version + 1, move: what, from_state: state, to_state: stato }
      expect(await history()).toEqual([...past, { ...row, by_whom: 'operator', reason: 'test' }])
    } else {
      expect(moved).toBeUndefined()
      expect(await read()).toEqual(before)
      expect(await history()).toEqual(past)
    }
  })

  it.each(states.flatMap((state) => moves.map((what) => [state, what] as const)))(
    'in bulk, in %s: %s',
    async (state, what) => {
      const before = await putIn(state)
      const past = await history()
      const step = { mailbox: before, at: now, renew_at: null, remind_at: null }
      const moved = await inTransaction(kysely(), ({ db }) => moveMailboxes(db, what, { whom: 'clock' }, [step]))
      const arrives = allows(mailboxLifecycle, state, what)
      expect(moved.map((row) => row.stato)).toEqual(arrives ? [targetOf(state, what)] : [])
      expect((await history()).length).toBe(past.length + (arrives ? 1 : 0))
      if (!arrives) expect(await read()).toEqual(before)
    },
  )

  it('lets one of two win, and tells the other', async () => {
    const before = await putIn('evasa')
    const past = await history()
    const both = await Promise.all([move(before, 'revoke'), move(before, 'renew'), move(before, 'addUser')])
    expect(both.filter((row) => row !== undefined)).toHaveLength(1)
    expect((await history()).length).toBe(past.length + 1)
    expect((await read()).version).toBe(before.version + 1)
  })

  it('never rewrites its history', async () => {
    const rewrite = sql`update history set move = 'x' where subject_id = ${mailbox.id}`.execute(kysely())
    await expect(rewrite).rejects.toMatchObject({ code: '42501' })
  })
})
