import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { startServer } from '../testing/world.ts'
import { openDatabase } from './database.ts'
import { looksAway } from './outage.ts'
import { inTransaction } from './transaction.ts'

describe('a unit of work', () => {
  const world = startServer()
  const kysely = () => world.context.database.kysely

  it('undoes what the database cannot take back, last first, when the work fails', async () => {
    const undone: string[] = []
    const failing = inTransaction(kysely(), async ({ onRollback }) => {
      onRollback(async () => void undone.push('first'))
      onRollback(async () => void undone.push('second'))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(undone).toEqual(['second', 'first'])
  })

  it('undoes nothing when only the answer to the commit is lost, for the rows may stand', async () => {
    const undone: string[] = []
    await kysely().executeQuery(
      sql`create table lost (id int primary key deferrable initially deferred)`.compile(kysely()),
    )
    const losing = inTransaction(kysely(), async ({ db, onRollback }) => {
      onRollback(async () => void undone.push('documents'))
      // A deferred constraint: the statements succeed and the COMMIT itself does not.
      await sql`insert into lost values (1), (1)`.execute(db)
    })
    await expect(losing).rejects.toThrow()
    expect(undone).toEqual([])
  })

  it('whose connection is cut while nothing is asked fails, and nothing else does', async () => {
    const { pool } = world.context.database
    const cut = inTransaction(kysely(), async ({ db }) => {
      const found = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)
      await pool.query('select pg_terminate_backend($1)', [found.rows[0]?.pid])
      const isLeft = async () =>
        (await pool.query('select from pg_stat_activity where pid = $1', [found.rows[0]?.pid])).rows.length
      await expect.poll(isLeft).toBe(0)
      await sql`select 1`.execute(db)
    })
    await expect(cut).rejects.toThrow(/connection|ECONNRESET/i)
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  it('that gets no answer ends in time, and its connection goes on once the database does', async () => {
    const options = world.context.database.pool.options
    const { user, host, port, database: name } = options
    const connection = { user: String(user), host: String(host), port: Number(port), database: String(name) }
    const impatient = openDatabase(connection, { answersWithinMs: 200, poolSize: 1 })
    try {
      const silent = impatient.pool.query('select pg_sleep(1)').catch((error: unknown) => error)
      expect(looksAway(await silent)).toBe(true)
      const answers = () =>
        impatient.pool.query('select 1 as one').then(
          ({ rows }) => rows,
          () => [],
        )
      await expect.poll(answers, { timeout: 10_000 }).toEqual([{ one: 1 }])
    } finally {
      await impatient.kysely.destroy()
    }
  })
})
