// A snapshot kept and brought back: everything the account had, its credit and its ledger included.
import { describe, expect, it } from 'vitest'
import { unbalancedWallets } from '../../../../ledger/ledger.ts'
import { unmatchedDebits } from '../../../../ledger/debits.ts'
import { memberOf } from '../../../../testing/caller.ts'
import { pdfText, registration } from '../../../../testing/fixtures.ts'
import { startServer } from '../../../../testing/world.ts'
import type { Customer } from '../../../../testing/world.ts'

const UNKNOWN_ID = '65a000000000000000000000'

describe('snapshots of a sandbox account', () => {
  const world = startServer()
  const keep = async (customer: Customer) => {
    const reply = await customer.post('/v1/sandbox/snapshots')
    expect(reply.error, reply.text).toBeNull()
    return String(memberOf(reply.data, 'id'))
  }
  const restore = (customer: Customer, id: string) => customer.post(`/v1/sandbox/snapshots/${id}/restore`)
  const booksAreRight = async () => {
    expect(await unbalancedWallets(world.context.database.kysely)).toEqual([])
    expect(await unmatchedDebits(world.context.database.kysely)).toEqual([])
  }

  it('bring back mailboxes, domains, requests, documents, events and credit, after changes and after a reset', async () => {
    const customer = await world.customer()
    const domain = await world.given.certifiedDomain({}, customer)
    const under = await world.given.workingMailbox(
      { casella_pec: `info@${domain.dominio}`, autorinnovo: true },
      customer,
    )
    const request = await world.given.request({}, customer)
    await customer.post(`/v1/sandbox/comunica_pec/${request.id}/scenario`, { scenario: 'code-obtained' })
    await customer.patch(`/comunica_pec/${request.id}`, { documenti: await pdfText() })
    await customer.post(`/v1/sandbox/pec/${under.id}/scenario`, { scenario: 'about-to-expire' })
    const everything = async () => {
      const paths = ['/pec', `/pec/${under.id}`, '/dominio', `/dominio/${domain.id}`, `/comunica_pec/${request.id}`]
      const texts = [...paths, '/v1/events', `/v1/pec/${under.id}/esito`].map(
        async (path) => (await customer.get(path)).text,
      )
      return [...(await Promise.all(texts)), await customer.credit()]
    }
    const before = await everything()
    const id = await keep(customer)
    await customer.get(`/pec/${under.id}/rinnovo`)
    await customer.post('/pec', registration())
    await customer.post(`/v1/sandbox/dominio/${domain.id}/scenario`, { scenario: 'expired' })
    expect(await everything()).not.toEqual(before)
    expect((await restore(customer, id)).data).toMatchObject({ id, mailboxes: 1, domains: 1, requests: 1 })
    expect(await everything()).toEqual(before)
    await booksAreRight()
    await customer.post('/v1/sandbox/reset')
    expect((await customer.get('/pec')).error).toBe(200)
    expect((await restore(customer, id)).error).toBeNull()
    expect(await everything()).toEqual(before)
    await booksAreRight()
    const { rows } = await world.context.database.pool.query<{ key: string }>(
      'select object_key as key from documents where owner_id = any($1)',
      [[under.id, request.id]],
    )
    expect(rows.length).toBeGreaterThan(1)
    for (const { key } of rows) expect(await world.context.objects.get(key)).toBeDefined()
  })

  it('let the same be paid, and refunded, each time anew', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const working = await world.given.workingMailbox({ autorinnovo: true }, customer)
    const snapshot = await keep(customer)
    const credit = Number(await customer.credit())
    for (let time = 0; time < 3; time += 1) {
      await customer.post(`/v1/sandbox/pec/${id}/scenario`, { scenario: 'cancelled-by-provider' })
      expect(Number(await customer.credit())).toBe(credit + 64)
      await customer.post(`/v1/sandbox/pec/${working.id}/scenario`, { scenario: 'renewed-automatically' })
      expect(Number(await customer.credit())).toBe(credit)
      await booksAreRight()
      await restore(customer, snapshot)
      expect(Number(await customer.credit())).toBe(credit)
      await booksAreRight()
    }
  })

  it('work on where they were brought back, and of another account change nothing', async () => {
    const other = await world.given.workingMailbox()
    const { customer, id } = await world.given.submittedMailbox()
    const snapshot = await keep(customer)
    await world.pass(10_000)
    await restore(customer, snapshot)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'in_evasione' })
    await world.pass(10_000)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'evasa' })
    expect((await other.customer.get(`/pec/${other.id}`)).data).toMatchObject({ stato: 'evasa' })
  })

  it('are listed newest first, ten at most, and each belongs to its account', async () => {
    const { customer } = await world.given.submittedMailbox()
    const ids: string[] = []
    for (let n = 0; n < 12; n += 1) ids.unshift(await keep(customer))
    const { data } = await customer.get('/v1/sandbox/snapshots')
    expect(Array.isArray(data) && data.map((one) => memberOf(one, 'id'))).toEqual(ids.slice(0, 10))
    expect((await restore(customer, ids[11] ?? '')).error).toBe(109)
    expect((await (await world.customer()).get('/v1/sandbox/snapshots')).data).toEqual([])
  })

  it('of thousands of mailboxes come back', async () => {
    const { customer, id } = await world.given.workingMailbox({}, await world.customer({ creditCents: 100_000_000 }))
    const columns = await world.context.database.pool.query<{ name: string }>(
      `select column_name as name from information_schema.columns where table_name = 'mailboxes'
       and column_name not in ('id', 'casella_pec', 'place', 'uid')`,
    )
    const list = columns.rows.map(({ name }) => `"${name}"`).join(', ')
    await world.context.database.pool.query(
      `insert into mailboxes (id, casella_pec, uid, ${list})
       select lpad(to_hex(n), 24, '0'), 'n' || n || '@testcert.legalmail.it', 'X' || n, ${list}
       from mailboxes, generate_series(1, 3000) n where id = $1`,
      [id],
    )
    const snapshot = await keep(customer)
    await customer.post('/v1/sandbox/reset')
    expect((await restore(customer, snapshot)).data).toMatchObject({ mailboxes: 3001 })
    expect(memberOf((await customer.get(`/pec/${id}`)).data, 'stato')).toBe('evasa')
    await world.context.database.pool.query(`delete from mailboxes where id like '0000%'`)
  })

  world.refuses(109, 'no such snapshot', async () => restore(await world.customer(), UNKNOWN_ID))
  world.refuses(109, "another account's", async () =>
    restore(await world.customer(), await keep(await world.customer())),
  )
  world.refuses(183, 'whose address somebody else has by now', async () => {
    const { customer, casella_pec } = await world.given.registeredMailbox()
    const id = await keep(customer)
    await customer.post('/v1/sandbox/reset')
    await world.given.registeredMailbox({ casella_pec })
    const reply = await restore(customer, id)
    expect((await customer.get('/pec')).error).toBe(200)
    return reply
  })
  world.refuses(182, 'while an operation at a provider is under way', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    await world.context.database.pool.query(
      `insert into provider_operations
         (id, account_id, operation, subject_kind, subject_id, provider, state, asked, created_at, ask_again_at)
       values ($1, $2, 'x', 'mailbox', $1, 'sandbox', 'pending', '{}', now(), now() + interval '99 years')`,
      [id, customer.accountId],
    )
    return customer.post('/v1/sandbox/snapshots')
  })
})
