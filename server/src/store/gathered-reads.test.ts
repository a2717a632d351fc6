import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { mailboxes } from '../mailboxes/resource.ts'
import { memberOf } from '../testing/caller.ts'
import { startServer } from '../testing/world.ts'
import { gatheredReads } from './gathered-reads.ts'

describe('many reads at once', () => {
  const world = startServer()

  it('are each answered with their own mailbox, and nobody with another account’s', async () => {
    const [mine, theirs] = [await world.customer(), await world.customer()]
    const made = []
    for (let n = 0; n < 5; n += 1) made.push((await world.given.registeredMailbox({}, mine)).id)
    const { id: foreign } = await world.given.registeredMailbox({}, theirs)
    const asked = [...made, foreign, 'f'.repeat(24), ...made]
    const replies = await Promise.all(asked.map((id) => mine.get(`/pec/${id}`)))
    const seen = replies.map(({ data, error }) => (error === null ? memberOf(data, 'id') : error))
    expect(seen).toEqual([...made, 202, 202, ...made])
  })

  it('see what was committed before they were asked, though one is under way', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const reads = Array.from({ length: 20 }, () => customer.get(`/pec/${id}`))
    expect((await customer.delete(`/pec/${id}`)).error).toBeNull()
    expect(memberOf((await customer.get(`/pec/${id}`)).data, 'stato')).toBe('revocata')
    const states = (await Promise.all(reads)).map(({ data }) => memberOf(data, 'stato'))
    for (const state of states) expect(['evasa', 'revocata']).toContain(state)
  })

  it('take one statement for those of one turn, or a few when they are very many', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const pool = new CountedPool(world.context.database.pool.options)
    const reads = gatheredReads(pool)
    const ids = [...Array.from({ length: 1_200 }, (_, n) => n.toString(16).padStart(24, '0')), id]
    const found = await Promise.all(ids.map((one) => reads.find(mailboxes, one, customer.accountId)))
    expect(found.filter((row) => row !== undefined)).toMatchObject([{ id }])
    expect(pool.statements).toBe(3)
    await pool.end()
    // Its statement fails for all of them, and the next ones are asked anew.
    const asked = [id, 'f'.repeat(24)].map((one) => reads.find(mailboxes, one))
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    await expect(reads.find(mailboxes, id)).rejects.toThrow()
    expect(pool.statements).toBe(5)
  })
})

class CountedPool extends pg.Pool {
  statements = 0

  constructor(options: pg.PoolConfig) {
    super(options)
    this.query = new Proxy(this.query, {
      apply: (query, self, args: unknown[]) => {
        this.statements += 1
        return Reflect.apply(query, self, args)
      },
    })
  }
}
