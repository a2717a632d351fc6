import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { startServer } from '../testing/world.ts'
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
})
