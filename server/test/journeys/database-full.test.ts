// A database that is there and cannot do it for now: callers are told to come back, and nothing is half done.
import { expect, it } from 'vitest'
import { registration } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'

const world = startServer()

it.each([
  ['its disk is full', '53100'],
  ['it has no memory left', '53200'],
  ['it is too slow', '57014'],
  ['it is read only during a failover', '25006'],
])('%s: 503 with Retry-After, nothing charged, and all is well afterwards', async (_, code) => {
  const { pool } = world.context.database
  const customer = await world.customer()
  await pool.query(`create function cannot() returns trigger language plpgsql as
    $$ begin raise exception 'not now' using errcode = '${code}'; end $$`)
  await pool.query('create trigger cannot before insert on mailboxes execute function cannot()')
  try {
    const before = world.logLines.length
    for (let times = 0; times < 3; times += 1) {
      const reply = await customer.post('/pec', registration())
      expect([reply.status, reply.error, reply.headers.get('retry-after')]).toEqual([503, 111, '1'])
    }
    // What lasts is told once; whether it only takes reads for now is looked at first.
    const told = () =>
      world.logLines.slice(before).filter((line) => line.includes('"level":50') && line.includes(code)).length
    await expect.poll(told).toBe(code.startsWith('53') ? 1 : 3)
  } finally {
    await pool.query('drop trigger cannot on mailboxes')
    await pool.query('drop function cannot')
  }
  expect(await customer.credit()).toBe('1000.00')
  expect((await customer.post('/pec', registration())).error).toBeNull()
})
