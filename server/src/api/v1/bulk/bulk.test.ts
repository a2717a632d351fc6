// A reseller brings a convention of hundreds in one file: checked first, then made, row by row, each as the call it is.
import { describe, expect, it } from 'vitest'
import { everyScope } from '../../../auth/scopes.ts'
import { itemsOf, memberOf } from '../../../testing/caller.ts'
import type { Body } from '../../../testing/caller.ts'
import { inProduction, productionRegistration, registration } from '../../../testing/fixtures.ts'
import { startServer } from '../../../testing/world.ts'
import type { Customer } from '../../../testing/world.ts'
import { unitOfWork } from '../../../unit-of-work.ts'
import { claimRows, endRows } from '../../../bulk/table.ts'

const UNKNOWN_ID = '65a000000000000000000000'
const REGISTER = '/v1/bulk?operation=registerMailbox'
const RENEW = '/v1/bulk?operation=renewMailbox'

type Row = Record<string, unknown>
const jsonLines = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).join('\n')
const quoted = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`
/** The rows as CSV, under the names of the first. */
function csv(rows: readonly Row[], delimiter = ','): string {
  const names = Object.keys(rows[0] ?? {})
  return [
    names.join(delimiter),
    ...rows.map((row) => names.map((name) => quoted(row[name] ?? '')).join(delimiter)),
  ].join('\r\n')
}

describe('a file of calls', () => {
  const world = startServer()
  const bring = async (customer: Customer, path: string, file: Body, headers = {}) => {
    const reply = await customer.post(path, file, { 'content-type': 'text/csv', ...headers })
    expect(reply.error, reply.text).toBeNull()
    return String(memberOf(reply.data, 'id'))
  }
  const read = async (customer: Customer, id: string) => (await customer.get(`/v1/bulk/${id}`)).data
  const rowsOf = async (customer: Customer, id: string, query = '') =>
    itemsOf((await customer.get(`/v1/bulk/${id}/rows${query}`)).data)
  const rowsAsKept = async (id: string) => {
    const found = await world.context.database.pool.query('select * from bulk_rows where bulk_id = $1', [id])
    return found.rows
  }

  it('has its rows in the log and the counts of the account, each once, with the id of the file', async () => {
    const customer = await world.customer()
    const id = await bring(customer, REGISTER, csv([registration(), registration({ tipo_casella: 'ORO' })]))
    await world.drain()
    const logged = itemsOf((await customer.get('/v1/requests')).data).filter((one) => memberOf(one, 'bulk') === id)
    const alike = { bulk: id, method: 'POST', path: '/pec', ip: '', scope: 'POST:test.pec.openapi.it/pec' }
    expect(logged).toHaveLength(2)
    expect(logged).toContainEqual(
      expect.objectContaining({ ...alike, id: `${id}-1`, status: 200, error: null, paid: '64.00' }),
    )
    expect(logged).toContainEqual(
      expect.objectContaining({ ...alike, id: `${id}-2`, status: 406, error: 225, paid: '0.00' }),
    )
    expect((await customer.byKey.get('/stats')).data).toMatchObject({ totalRequests: 2, walletAmount: 64 })
    expect((await customer.byKey.get('/stats/ips')).data).toEqual([])
  })

  it('registers every row, with its own answer, price, history and author', async () => {
    const customer = await world.customer()
    const before = Number(await customer.credit())
    const good = [registration({ autorinnovo: 'true', 'callback[url]': 'https://example.com/x' }), registration()]
    const id = await bring(customer, REGISTER, csv([...good, registration({ tipo_casella: 'ORO' })], ';'))
    expect(await read(customer, id)).toMatchObject({ state: 'running', rows: 3, waiting: 3, price: '0.00' })
    await world.drain()
    expect(await read(customer, id)).toMatchObject({
      operation: 'registerMailbox',
      dry_run: false,
      state: 'done',
      waiting: 0,
      succeeded: 2,
      refused: 1,
      price: '128.00',
    })
    expect(Number(await customer.credit())).toBe(before - 128)
    const rows = await rowsOf(customer, id)
    const single = await customer.post('/pec', registration({ tipo_casella: 'ORO' }))
    expect(rows).toMatchObject([
      { number: 1, state: 'succeeded', status: 200, error: null, message: '', price: '64.00', replayed: false },
      { number: 2, state: 'succeeded' },
      { number: 3, state: 'refused', status: single.status, error: 225, message: single.message, resource: null },
    ])
    const made = (await customer.get(`/pec/${String(memberOf(rows[0], 'resource'))}`)).data
    expect(made).toMatchObject({
      casella_pec: good[0]?.casella_pec,
      autorinnovo: true,
      callback: { url: 'https://example.com/x' },
    })
    const [event] = itemsOf((await customer.get(`/v1/pec/${String(memberOf(made, 'id'))}/history`)).data)
    expect(event).toMatchObject({ by: 'customer', author: { account: customer.accountId } })
    expect(await rowsOf(customer, id, '?state=refused')).toHaveLength(1)
  })

  it('answers the same for CSV with either separator, a byte order mark or none, and JSON lines', async () => {
    const customer = await world.customer({ creditCents: 1_000_000 })
    const row = () => registration({ indirizzo_titolare: 'Via "Verdi", 20; scala A\nint. 3' })
    const files = [csv([row()]), csv([row()], ';'), `\ufeff${csv([row()])}\r\n\r\n`, `\ufeff${jsonLines([row()])}\n\n`]
    for (const file of files) {
      const id = await bring(customer, REGISTER, file)
      await world.drain()
      const [made] = await rowsOf(customer, id)
      expect(made).toMatchObject({ number: 1, state: 'succeeded' })
      const mailbox = (await customer.get(`/pec/${String(memberOf(made, 'resource'))}`)).data
      expect(mailbox).toMatchObject({ indirizzo_titolare: 'Via "Verdi", 20; scala A\nint. 3' })
    }
  })

  it('checks without doing anything: prices, refusals, credit that does not suffice, an address that comes twice', async () => {
    const customer = await world.customer({ creditCents: 13_000 })
    const taken = await world.given.registeredMailbox()
    const twice = registration()
    const { casella_pec } = twice
    const file = jsonLines([
      twice,
      { ...registration(), casella_pec: String(casella_pec).toUpperCase() },
      registration({ casella_pec: taken.casella_pec }),
      registration({ cap_titolare: '' }),
      registration(),
      registration(),
    ])
    const tables = async () => {
      const found = await world.context.database.pool.query(
        'select (select count(*) from mailboxes) m, (select count(*) from ledger_entries) l, (select count(*) from kept_answers) k',
      )
      return found.rows
    }
    const before = await tables()
    const id = await bring(customer, `${REGISTER}&dry_run=true`, file)
    await world.drain()
    expect(await read(customer, id)).toMatchObject({
      dry_run: true,
      state: 'done',
      succeeded: 2,
      refused: 4,
      price: '128.00',
    })
    const rows = await rowsOf(customer, id)
    expect(rows.map((row) => memberOf(row, 'error'))).toEqual([null, 261, 261, 254, null, 262])
    expect(rows[5]).toMatchObject({ status: 402, message: expect.stringContaining('2.00'), price: '64.00' })
    expect(await tables()).toEqual(before)
    const real = await bring(customer, REGISTER, file)
    await world.drain()
    const made = await rowsOf(customer, real)
    expect(made.filter((row) => memberOf(row, 'state') === 'succeeded')).toHaveLength(2)
    expect(await customer.credit()).toBe('2.00')
  })

  it('makes nothing twice when the same file comes again, and tries what was refused', async () => {
    const customer = await world.customer({ creditCents: 10_000 })
    const file = csv([registration(), registration()])
    const first = await bring(customer, REGISTER, file)
    await world.drain()
    expect(await read(customer, first)).toMatchObject({ succeeded: 1, refused: 1, price: '64.00' })
    const operator = await world.operator()
    await operator.post(`/v1/operator/accounts/${customer.accountId}/credit`, { amount: '100.00', reason: 'prova' })
    const again = await bring(customer, REGISTER, file)
    await world.drain()
    expect(await read(customer, again)).toMatchObject({ succeeded: 2, refused: 0, price: '64.00' })
    const replayed = (await rowsOf(customer, again)).map((row) => memberOf(row, 'replayed'))
    expect(replayed.toSorted()).toEqual([false, true])
    expect(await customer.credit()).toBe('72.00')
    const key = { 'idempotency-key': 'lista' }
    expect(await bring(customer, REGISTER, file, key)).toBe(await bring(customer, REGISTER, file, key))
  })

  it('renews with years, the expiry believed in and a key of its own', async () => {
    const customer = await world.customer({ creditCents: 1_000_000 })
    const { id } = await world.given.workingMailbox({}, customer)
    const expiry = String(memberOf((await customer.get(`/pec/${id}`)).data, 'data_scadenza'))
    const file = csv([
      { key: 'marzo', id, anni: 2, renewal_from: expiry },
      { key: 'marzo', id, anni: 2, renewal_from: expiry },
      { key: 'aprile', id, anni: 1, renewal_from: expiry },
      { key: '', id: UNKNOWN_ID, anni: '', renewal_from: '' },
      { key: '', id: 'x', anni: '', renewal_from: '' },
      { key: '', id, anni: '11', renewal_from: '' },
    ])
    const credit = Number(await customer.credit())
    const bulk = await bring(customer, RENEW, file)
    await world.drain()
    const rows = await rowsOf(customer, bulk)
    const keyed = rows.slice(0, 2)
    expect(keyed.map((row) => memberOf(row, 'state'))).toEqual(['succeeded', 'succeeded'])
    expect(keyed.map((row) => memberOf(row, 'replayed')).toSorted()).toEqual([false, true])
    expect(rows[2]).toMatchObject({ key: 'aprile', state: 'refused', error: 128 })
    expect(rows.slice(3).map((row) => memberOf(row, 'error'))).toEqual([202, 201, 204])
    expect(Number(await customer.credit())).toBe(credit - 128)
    await bring(customer, RENEW, csv([{ key: 'marzo', id, anni: 2, renewal_from: expiry }]))
    await world.drain()
    expect(Number(await customer.credit())).toBe(credit - 128)
  })

  it('keeps nothing of what rows say once they ended, and nothing at all after thirty days', async () => {
    const customer = await world.customer()
    const id = await bring(customer, REGISTER, csv([registration({ nome_richiedente: 'Zenobia' })]))
    const waiting = await rowsAsKept(id)
    expect(JSON.stringify(waiting)).not.toMatch(/Zenobia|testcert/)
    expect(Buffer.from(String(waiting[0]?.members), 'base64').toString('latin1')).not.toMatch(/Zenobia|testcert/)
    await world.drain()
    expect((await rowsAsKept(id))[0]).toMatchObject({ members: null, state: 'succeeded' })
    await world.pass(29 * 86_400_000)
    expect(await read(customer, id)).toMatchObject({ state: 'done' })
    await world.pass(2 * 86_400_000)
    expect((await customer.get(`/v1/bulk/${id}`)).error).toBe(109)
    expect(await rowsAsKept(id)).toEqual([])
    expect(world.logLines.join('')).not.toContain('Zenobia')
  })

  it('stops when canceled, and says what was not made', async () => {
    const customer = await world.customer()
    const id = await bring(customer, REGISTER, csv([registration(), registration()]))
    const canceled = await customer.post(`/v1/bulk/${id}/cancel`)
    expect(canceled.data).toMatchObject({ state: 'canceled', canceled: 2, waiting: 0, ended_at: expect.any(String) })
    await world.drain()
    expect((await rowsOf(customer, id)).map((row) => memberOf(row, 'state'))).toEqual(['canceled', 'canceled'])
    expect((await rowsAsKept(id)).map(({ members }) => members)).toEqual([null, null])
    expect((await customer.get('/pec')).error).toBe(200)
  })

  it('finishes what was in hand when it is canceled, as it may have been made already', async () => {
    const customer = await world.customer()
    const id = await bring(customer, REGISTER, csv([registration(), registration()]))
    const { pool } = world.context.database
    await pool.query('update bulk_rows set tries = 1 where bulk_id = $1 and number = 1', [id])
    const canceled = await customer.post(`/v1/bulk/${id}/cancel`)
    expect(canceled.data).toMatchObject({ state: 'canceling', canceled: 1, waiting: 1, ended_at: null })
    await world.drain()
    expect(await read(customer, id)).toMatchObject({ state: 'canceled', succeeded: 1, canceled: 1 })
  })

  it('makes nothing more of what was in hand and not begun when it was canceled', async () => {
    const customer = await world.customer()
    const id = await bring(customer, REGISTER, csv([registration(), registration()]))
    const { context } = world
    const turn = { until: context.clock.now(), limit: 40, heldMs: 60_000 }
    const claimed = await unitOfWork(context, ({ db }) => claimRows(db, 'everybody', turn))
    expect(claimed?.bulk.id).toBe(id)
    expect((await customer.post(`/v1/bulk/${id}/cancel`)).data).toMatchObject({ state: 'canceling', waiting: 2 })
    const untouched = claimed?.rows ?? []
    await unitOfWork(context, ({ db, now }) => endRows(db, id, { ended: [], untouched, restMs: 0 }, now))
    expect(await read(customer, id)).toMatchObject({ state: 'canceled', succeeded: 0, canceled: 2, waiting: 0 })
    await world.drain()
    expect((await customer.get('/pec')).error).toBe(200)
  })

  it('makes the first of two rows with the same address', async () => {
    const customer = await world.customer()
    const [one, two] = [registration(), registration()]
    const file = csv([one, { ...two, casella_pec: one.casella_pec }, two])
    const id = await bring(customer, REGISTER, file)
    await world.drain()
    expect((await rowsOf(customer, id)).map((row) => memberOf(row, 'state'))).toEqual([
      'succeeded',
      'refused',
      'succeeded',
    ])
  })

  it('is by the token that handed it in: its limits hold, and without it nothing more is made', async () => {
    const customer = await world.customer()
    const id = await bring(customer, REGISTER, csv([registration(), registration()]))
    const { pool } = world.context.database
    await pool.query('update tokens set max_payments = 1, payments = 0 where account_id = $1', [customer.accountId])
    world.context.authenticator.forget()
    await world.drain()
    expect((await rowsOf(customer, id)).map((row) => memberOf(row, 'error')).toSorted()).toEqual([127, null])
    await pool.query('update tokens set max_payments = null where account_id = $1', [customer.accountId])
    const narrowed = await bring(customer, REGISTER, csv([registration()]))
    await pool.query("update tokens set scopes = '{}' where account_id = $1", [customer.accountId])
    await world.drain()
    const kept = await pool.query('select error from bulk_rows where bulk_id = $1', [narrowed])
    expect(kept.rows).toEqual([{ error: 126 }])
    await pool.query('update tokens set scopes = $2 where account_id = $1', [
      customer.accountId,
      everyScope(world.context.settings.SCOPE_HOST),
    ])
    world.context.authenticator.forget()
    const other = await bring(customer, REGISTER, csv([registration()]))
    await pool.query('update tokens set revoked_at = now() where account_id = $1', [customer.accountId])
    await world.drain()
    const found = await pool.query('select error, status from bulk_rows where bulk_id = $1', [other])
    expect(found.rows).toEqual([{ error: 125.22, status: 401 }])
  })

  it('is gone with a reset, and no snapshot brings it back', async () => {
    const customer = await world.customer()
    const id = await bring(customer, REGISTER, csv([registration()]))
    await customer.post('/v1/sandbox/reset')
    await world.drain()
    expect((await customer.get(`/v1/bulk/${id}`)).error).toBe(109)
    expect((await customer.get('/pec')).error).toBe(200)
  })

  it('is listed newest first, page by page, and is nobody else’s', async () => {
    const customer = await world.customer()
    const ids: string[] = []
    for (let n = 0; n < 3; n += 1) ids.unshift(await bring(customer, `${REGISTER}&dry_run=true`, csv([registration()])))
    await world.drain()
    const first = (await customer.get('/v1/bulk?limit=2')).data
    const second = (await customer.get(`/v1/bulk?limit=2&cursor=${String(memberOf(first, 'next'))}`)).data
    expect([...itemsOf(first), ...itemsOf(second)].map((one) => memberOf(one, 'id'))).toEqual(ids)
    const other = await world.customer()
    expect((await other.get('/v1/bulk')).data).toEqual({ items: [], next: null })
    for (const path of ['', '/rows']) expect((await other.get(`/v1/bulk/${ids[0]}${path}`)).error).toBe(109)
    expect((await other.post(`/v1/bulk/${ids[0]}/cancel`)).error).toBe(109)
  })

  const brought = async (file: Body, path = REGISTER) =>
    (await world.customer()).post(path, file, { 'content-type': 'text/csv' })
  const names = Object.keys(registration()).join(',')
  const unreadable: [string, Body, number, string][] = [
    ['bytes that are no UTF-8', Buffer.from([0x61, 0xff, 0x0a]), 161, 'line 1'],
    ['a quote that is not closed', `${names}\n"a`, 161, 'a quote is not closed'],
    ['a row with a column less', `${names}\na,b`, 161, 'line 2'],
    ['a quote within a value', `${names}\na"b,c`, 161, 'line 2'],
    ['a line that is no JSON', `{"casella_pec":"a"}\n{`, 161, 'line 2'],
    ['a JSON member named twice', `{"id":"a","id":"b"}`, 161, 'line 1'],
    ['a key with a line break', jsonLines([{ key: 'a\nb' }]), 161, 'its key'],
    ['a key that is a number', jsonLines([{ key: 7 }]), 161, 'its key'],
    ['a key with NUL', `key,email\n"a\0",x`, 161, 'its key'],
    ['a row of 70 kB', `email\n${'x'.repeat(70_000)}`, 161, 'too long'],
    ['a JSON line of 70 kB', jsonLines([{ email: 'x'.repeat(70_000) }]), 161, 'too long'],
    ['NUL bytes', new Uint8Array(5_000), 162, 'column 1'],
    ['a name of nobody’s', `casella_pec,autorinovo\na,b`, 162, 'column 2'],
    ['a name twice', `email,email\na,b`, 162, 'column 2'],
    ['no header', 'mario.rossi@legalmail.it,GOLD', 162, 'column 1'],
    ['nothing', '', 163, '10000'],
    ['a header alone', `${names}\n`, 163, '10000'],
    ['10,001 rows', `email\n${'a\n'.repeat(10_001)}`, 163, '10000'],
    ['10,001 lines', '{}\n'.repeat(10_001), 163, '10000'],
  ]
  it.each(unreadable)('refuses %s, and nothing of it is made', async (_, file, number, told) => {
    const customer = await world.customer()
    const reply = await customer.post(REGISTER, file, { 'content-type': 'text/csv' })
    expect({ error: reply.error, message: reply.message }).toEqual({
      error: number,
      message: expect.stringContaining(told),
    })
    expect((await customer.get('/v1/bulk')).data).toEqual({ items: [], next: null })
  })

  it('refuses every row of 10,000 empty ones by itself', async () => {
    const customer = await world.customer()
    const id = await bring(customer, REGISTER, '{}\n'.repeat(10_000))
    await customer.post(`/v1/bulk/${id}/cancel`)
    expect(await read(customer, id)).toMatchObject({ state: 'canceled', canceled: 10_000 })
  })

  world.refuses(161, 'a quote that is not closed', async () => brought(`${names}\n"a`))
  world.refuses(161, 'a member that would be forgotten', async () => brought('{"ani":2}'))
  it('is the same file however it was saved', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const before = Number(await customer.credit())
    for (const file of [`id;anni\n${id};1\n`, `\ufeffid;anni\r\n${id};1\r\n`, `id,anni\n${id},1`]) {
      const bulk = await bring(customer, RENEW, file)
      await world.drain()
      expect(await rowsOf(customer, bulk)).toMatchObject([{ state: 'succeeded' }])
    }
    expect(before - Number(await customer.credit())).toBe(64)
  })
  world.refuses(162, 'an unknown column', async () => brought('nome_e_cognome\nx'))
  world.refuses(163, 'no rows', async () => brought('{}\n'.repeat(10_001)))
  world.refuses(164, 'a sixth file under way', async () => {
    const customer = await world.customer()
    for (let n = 0; n < 5; n += 1) await bring(customer, REGISTER, '{}')
    return customer.post(REGISTER, '{}')
  })
  world.refuses(103, 'more than 8 MB', async () => brought('x'.repeat(8 * 1024 * 1024 + 1)))
  world.refuses(110, 'an operation no file makes', async () => brought('{}', '/v1/bulk?operation=checkDomain'))
  world.refuses(110, 'no operation', async () => brought('{}', '/v1/bulk'))
  world.refuses(110, 'a state of nobody’s', async () =>
    (await world.customer()).get(`/v1/bulk/${UNKNOWN_ID}/rows?state=x`),
  )
  world.refuses(160, 'a cursor of nobody’s', async () => (await world.customer()).get('/v1/bulk?cursor=x'))
  world.refuses(110, 'a limit of nothing', async () => (await world.customer()).get('/v1/bulk?limit=0'))
  world.refuses(160, 'a cursor of nobody’s among rows', async () => {
    const customer = await world.customer()
    return customer.get(`/v1/bulk/${await bring(customer, REGISTER, '{}')}/rows?cursor=x`)
  })
  world.refuses(109, 'no such file', async () => (await world.customer()).get(`/v1/bulk/${UNKNOWN_ID}`))
  world.refuses(109, 'rows of no such file', async () => (await world.customer()).get('/v1/bulk/x/rows'))
  world.refuses(109, 'cancelling none', async () => (await world.customer()).post(`/v1/bulk/${UNKNOWN_ID}/cancel`))
  world.refuses(115, 'cancelling what is over', async () => {
    const customer = await world.customer()
    const id = await bring(customer, REGISTER, '{}')
    await world.drain()
    return customer.post(`/v1/bulk/${id}/cancel`)
  })
})

describe('a file of calls in production', () => {
  const world = startServer({ ...inProduction(), LOOKUP_RATE_LIMIT: '2/min' })

  it('checks no more addresses than single look-ups could', async () => {
    const customer = await world.customer()
    const rows = [productionRegistration(), productionRegistration(), productionRegistration()]
    const reply = await customer.post(`${REGISTER}&dry_run=true`, jsonLines(rows))
    const id = String(memberOf(reply.data, 'id'))
    await world.drain()
    expect((await customer.get(`/v1/bulk/${id}`)).data).toMatchObject({ succeeded: 2, waiting: 1, state: 'running' })
    expect((await customer.post('/v1/quote', { operation: 'registerMailbox' })).error).toBe(105)
  })
})
