import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { memberOf } from '../testing/caller.ts'
import { communication } from '../testing/fixtures.ts'
import { startReceiver } from '../testing/receiver.ts'
import { startServer } from '../testing/world.ts'
import { followRequests } from './follow-requests.ts'

describe('following requests to the Business Register', () => {
  const world = startServer({ SANDBOX_PROVIDER_DELAY_MS: '60000' })
  const run = () => followRequests.run(world.context, new Date(0))
  const later = (ms: number) => {
    const { clock } = world.context
    clock.setOffsetMs(clock.offsetMs() + ms)
  }
  const asked = async (changes: Record<string, unknown> = {}) => {
    const customer = await world.customer()
    const { data } = await customer.post('/comunica_pec', communication(changes))
    return { customer, id: String(memberOf(data, 'id')) }
  }

  it('moves what is due once; run again, it changes nothing', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await asked({ callback: { url: receiver.url } })
    expect(await run()).toBe(0)
    later(60_000)
    expect(await run()).toBe(1)
    const after = await customer.get(`/comunica_pec/${id}`)
    expect(after.data).toMatchObject({ stato: 'in_attesa_di_documenti' })
    later(5_000)
    expect([await run(), await run()]).toEqual([0, 0])
    expect((await customer.get(`/comunica_pec/${id}`)).text).toBe(after.text)
    await world.drain()
    expect(receiver.received).toHaveLength(1)
  })

  it('issues one power of attorney, however many runs find the request and however many download it at once', async () => {
    const { customer, id } = await asked()
    later(60_000)
    const moved = await Promise.all([run(), run(), run(), run()])
    expect(moved.reduce((sum, one) => sum + one)).toBe(1)
    const download = () => customer.get(`/comunica_pec/${id}/procura_registro_imprese`)
    const downloads = await Promise.all([download(), download(), download(), download()])
    expect(downloads.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(new Set(downloads.map(({ text }) => text)).size).toBe(1)
    const { rows } = await world.context.database.pool.query<{ count: number }>(
      'select count(*)::int as count from documents where owner_id = $1',
      [id],
    )
    expect(rows[0]?.count).toBe(1)
  })

  it('issues none when a reset takes the request away meanwhile: it is refused as unknown, and nothing is left', async () => {
    const { customer, id } = await asked()
    later(60_000)
    await run()
    const { pool } = world.context.database
    const count = async (query: string, values: unknown[] = []) =>
      (await pool.query<{ count: number }>(`select count(*)::int as count from ${query}`, values)).rows[0]?.count ?? 0
    const waiting = "pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    const somebody = await pool.connect()
    try {
      await somebody.query('begin')
      await somebody.query('select from registry_requests where id = $1 for update', [id])
      const reset = customer.post('/v1/sandbox/reset')
      while ((await count(waiting)) < 1) await nextTurn()
      const downloads = [0, 1].map(() => customer.get(`/comunica_pec/${id}/procura_registro_imprese`))
      while ((await count(waiting)) < 3) await nextTurn()
      await somebody.query('commit')
      expect((await reset).error).toBeNull()
      expect((await Promise.all(downloads)).map(({ error }) => error)).toEqual([334, 334])
    } finally {
      somebody.release()
    }
    expect(await count('documents where owner_id = $1', [id])).toBe(0)
  })

  it('asks again when the provider needs longer, and knows when it is next due', async () => {
    const { customer, id } = await asked({ casella_pec: 'lenta@pec.example.it' })
    const due = await followRequests.nextDue(world.context)
    const made = Number(memberOf((await customer.get(`/comunica_pec/${id}`)).data, 'timestamp'))
    expect(due?.getTime()).toBe((made + 600) * 1000)
    later(600_000)
    expect(await run()).toBe(1)
    expect(await followRequests.nextDue(world.context)).toBeUndefined()
  })
})
