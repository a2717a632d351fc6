// PgBouncer between the server and PostgreSQL: what works, and what is refused at the start with a plain line.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { memberOf } from '../../src/testing/caller.ts'
import { pdfText, registration } from '../../src/testing/fixtures.ts'
import { startPgBouncer } from '../../src/testing/lane/pgbouncer.ts'
import { serverAt } from '../../src/testing/lane/server-at.ts'
import { copyTemplate } from '../../src/testing/postgres.ts'
import { startReceiver } from '../../src/testing/receiver.ts'

const ignoring = 'ignore_startup_parameters = statement_timeout,idle_in_transaction_session_timeout'
let copy: Awaited<ReturnType<typeof copyTemplate>>
let direct: string

beforeAll(async () => {
  copy = await copyTemplate(inject('superuser'), inject('owner'))
  const lane = inject('lane')
  direct = `${lane?.database.before}${copy.connection.database}${lane?.database.after}`
})
afterAll(() => copy.drop())

describe('in transaction mode', () => {
  it('is refused where nobody told of it', async () => {
    await using strict = await startPgBouncer(copy.connection, ['pool_mode = transaction'])
    await expect(serverAt({ DATABASE_URL: strict.url })).rejects.toThrow(
      'DATABASE_URL: leads to a pooler; set DATABASE_DIRECT_URL to PostgreSQL itself, or let the pooler ignore our limits',
    )
    await using lenient = await startPgBouncer(copy.connection, ['pool_mode = transaction', ignoring])
    await expect(serverAt({ DATABASE_URL: lenient.url })).rejects.toThrow(
      'DATABASE_URL: leads to a pooler in transaction mode; set DATABASE_DIRECT_URL to PostgreSQL itself, or use session mode',
    )
    const { database } = inject('superuser')
    const elsewhere = direct.replace(copy.connection.database, database)
    await expect(serverAt({ DATABASE_URL: lenient.url, DATABASE_DIRECT_URL: elsewhere })).rejects.toThrow(
      'DATABASE_DIRECT_URL: leads to another database than DATABASE_URL',
    )
  })

  it('serves with a direct address: statements, locks, wake-ups, clock, callbacks', async () => {
    await using pooler = await startPgBouncer(copy.connection, ['pool_mode = transaction', 'default_pool_size = 3'])
    await using receiver = await startReceiver()
    const settings = { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: direct, DATABASE_POOL_SIZE: '20' }
    await using server = await serverAt(settings)
    expect(server.logLines.filter((line) => line.includes('statement_timeout'))).toHaveLength(1)
    const { customer, context } = server
    const made = await Promise.all(
      Array.from({ length: 40 }, () => customer.post('/pec', registration({ callback: { url: receiver.url } }))),
    )
    expect(made.map(({ error }) => error).filter((error) => error !== null && error !== 261)).toEqual([])
    // The same key at once: the lock is one of the transaction.
    const keyed = await Promise.all(
      Array.from({ length: 10 }, () => customer.post('/pec', registration(), { 'idempotency-key': 'once' })),
    )
    const ids = new Set(keyed.flatMap(({ error, data }) => (error === null ? [memberOf(data, 'id')] : [])))
    expect(ids.size).toBe(1)
    const [id] = ids
    const next = receiver.next()
    const withCallback = await customer.post('/pec', registration({ callback: { url: receiver.url } }))
    const called = String(memberOf(withCallback.data, 'id'))
    for (const one of [id, called])
      expect((await customer.patch(`/pec/${one}/attivazione`, { documenti: await pdfText() })).error).toBeNull()
    expect((await customer.post('/v1/sandbox/clock', { advance: 'PT10S' })).error).toBeNull()
    expect(receiver.resourceOf(await next)).toMatchObject({ id: called, stato: 'evasa' })
    // Nothing of ours is left on a session that somebody else is given next.
    const left = await context.database.pool.query(
      "select (select count(*) from pg_prepared_statements where name like 'c%')::int as statements, (select count(*) from pg_listening_channels())::int as channels",
    )
    expect(left.rows).toEqual([{ statements: 0, channels: 0 }])
    expect(server.logLines.filter((line) => /"level":(50|60)/.test(line))).toEqual([])
  })
})

it('in session mode serves as if it were not there', async () => {
  const empty = await copyTemplate(inject('superuser'), inject('owner'))
  try {
    await using pooler = await startPgBouncer(empty.connection, ['pool_mode = session', ignoring])
    await using server = await serverAt({ DATABASE_URL: pooler.url })
    expect((await server.customer.post('/pec', registration())).error).toBeNull()
    expect((await server.customer.post('/v1/sandbox/clock', { advance: 'P1D' })).error).toBeNull()
  } finally {
    await empty.drop()
  }
})
