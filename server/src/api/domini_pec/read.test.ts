import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { providerDomains } from '../../model/provider-domains.ts'
import { importIndex } from '../../pec-index/import.ts'
import { inProduction } from '../../testing/fixtures.ts'
import { rfcIndex } from '../../testing/pec-index.ts'
import { startServer } from '../../testing/world.ts'
import type { Customer, World } from '../../testing/world.ts'

const DAY_MS = 86_400_000

async function haveIndex(world: World, list = rfcIndex): Promise<void> {
  const madeAt = world.context.clock.now()
  expect(await importIndex(world.context, Buffer.from(list), { madeAt, forced: true })).toMatchObject({
    is: 'imported',
  })
}

/** A domain of ours, ordered by somebody, as the database has it. */
async function haveDomain(world: World, dominio: string, stato: string, certif: string): Promise<void> {
  const { accountId } = await world.customer()
  const id = String(Math.random()).slice(2).padEnd(24, '0').slice(0, 24)
  await sql`
    insert into certified_domains (id, account_id, provider, stato, dominio, fornitore, tipo_dominio, stato_fornitore,
      dns, config, certif, anni, numero_pec, id_ordine, registrazione, ultima_modifica, scadenza)
    values (${id}, ${accountId}, 'sandbox', ${stato}, ${dominio}, 'infocert', 'esterno', 'OK', 'OK', 'OK', ${certif},
      1, 1, 'abcdef', now(), now(), now() + interval '1 year')`.execute(world.context.database.kysely)
}

async function told(customer: Customer, dominio: string) {
  const { status, text } = await customer.get(`/domini_pec/${dominio}`)
  return { status, text, credit: await customer.credit() }
}

const found = (dominio: string) => `{"data":[],"success":true,"message":"${dominio} found!","error":null}`

describe('GET /domini_pec/{dominio}', () => {
  const world = startServer()
  beforeAll(() => haveIndex(world))

  it.each([
    ['pec.gestoreprova.test', 'pec.gestoreprova.test'],
    ['PEC.CLIENTE.test', 'pec.cliente.test'],
    ['pec.cliente.test.', 'pec.cliente.test'],
    ['pec-citt%C3%A0.test', 'xn--pec-citt-6ya.test'],
    ['XN--PEC-citt-6ya.test', 'xn--pec-citt-6ya.test'],
    ['secondario.gestoreprova.test', 'secondario.gestoreprova.test'],
    ['legalmail.it', 'legalmail.it'],
    ['testcert.legalmail.it', 'testcert.legalmail.it'],
    ['pec.it', 'pec.it'],
  ])('200 · %s is certified, and paid for', async (asked, dominio) => {
    const customer = await world.customer({ creditCents: 100 })
    expect(await told(customer, asked)).toEqual({ status: 200, text: found(dominio), credit: '0.95' })
  })

  it.each([
    'cliente.test',
    'x.pec.cliente.test',
    'example.com',
    'xlegalmail.it',
    'x.legalmail.it',
    'test.pecmassiva.com',
  ])('204 · %s is not, and costs nothing', async (asked) => {
    const customer = await world.customer({ creditCents: 100 })
    expect(await told(customer, asked)).toEqual({ status: 204, text: '', credit: '1.00' })
  })

  it('200 · a domain of our own, only while it is evaso and certified', async () => {
    const customer = await world.customer({ creditCents: 100 })
    await haveDomain(world, 'nostro.test', 'evaso', 'OK')
    await haveDomain(world, 'in-corso.test', 'registrato', 'OK')
    await haveDomain(world, 'senza.test', 'evaso', 'KO')
    await haveDomain(world, 'revocato.test', 'revocato', 'OK')
    expect(await told(customer, 'nostro.test')).toMatchObject({ status: 200, credit: '0.95' })
    for (const dominio of ['in-corso.test', 'senza.test', 'revocato.test'])
      expect(await told(customer, dominio)).toMatchObject({ status: 204, credit: '0.95' })
  })

  it('is charged under its own cause, each time it is asked', async () => {
    const customer = await world.customer({ creditCents: 100 })
    for (let n = 0; n < 3; n += 1) await customer.get('/domini_pec/legalmail.it')
    const { rows } = await sql<{ cause: string }>`
      select cause from ledger_entries where account_id = ${customer.accountId} and kind = 'capture'`.execute(
      world.context.database.kysely,
    )
    expect(new Set(rows.map(({ cause }) => cause)).size).toBe(3)
    for (const { cause } of rows) expect(cause).toMatch(/^domini_pec legalmail\.it \w+$/)
  })

  it('under one Idempotency-Key is paid once, and a no stays a no', async () => {
    const customer = await world.customer({ creditCents: 100 })
    const key = { 'idempotency-key': 'once' }
    const [first, again] = [
      await customer.get('/domini_pec/legalmail.it', key),
      await customer.get('/domini_pec/legalmail.it', key),
    ]
    expect([first.text, again.text]).toEqual([found('legalmail.it'), found('legalmail.it')])
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await customer.credit()).toBe('0.95')
    const other = { 'idempotency-key': 'other' }
    for (let n = 0; n < 2; n += 1) expect((await customer.get('/domini_pec/example.com', other)).status).toBe(204)
    expect(await customer.credit()).toBe('0.95')
  })

  it('at the same instant never spends more than there is', async () => {
    const customer = await world.customer({ creditCents: 25 })
    const answers = await Promise.all(Array.from({ length: 20 }, () => customer.get('/domini_pec/legalmail.it')))
    expect(answers.filter((one) => one.error === null)).toHaveLength(5)
    expect(answers.filter((one) => one.error === 403)).toHaveLength(15)
    expect(await customer.credit()).toBe('0.00')
  })

  it('never runs for a prefetch', async () => {
    const customer = await world.customer({ creditCents: 100 })
    expect((await customer.get('/domini_pec/legalmail.it', { 'sec-purpose': 'prefetch' })).error).toBe(112)
    expect(await customer.credit()).toBe('1.00')
  })

  world.refuses(402, 'the simulated failure', async ({ customer }) =>
    (await customer()).get('/domini_pec/guasto.legalmail.it'),
  )
  const poor = (world: World) => world.customer({ creditCents: 4 })
  world.refuses(400, 'no domain', async ({ customer }) => (await customer()).get('/domini_pec/'))
  world.refuses(400, 'no domain and no slash', async ({ customer }) => (await customer()).get('/domini_pec'))
  world.refuses(400, 'a blank domain', async ({ customer }) => (await customer()).get('/domini_pec/%20'))
  world.refuses(400, 'no domain, whatever the credit', async (house) => (await poor(house)).get('/domini_pec/'))
  world.refuses(401, 'an address', async ({ customer }) => (await customer()).get('/domini_pec/a@legalmail.it'))
  world.refuses(401, 'one label', async ({ customer }) => (await customer()).get('/domini_pec/legalmail'))
  world.refuses(401, 'an IP address', async ({ customer }) => (await customer()).get('/domini_pec/127.0.0.1'))
  world.refuses(401, 'SQL', async ({ customer }) => (await customer()).get("/domini_pec/'%20or%201=1--"))
  world.refuses(401, 'an escape that does not decode', async ({ customer }) =>
    (await customer()).get('/domini_pec/a%b.it'),
  )
  world.refuses(401, 'a domain without end', async ({ customer }) =>
    (await customer()).get(`/domini_pec/${'a.'.repeat(4_000)}it`),
  )
  world.refuses(401, 'no domain, whatever the credit', async (house) => (await poor(house)).get('/domini_pec/x'))
  world.refuses(403, 'a certified domain, unpaid', async (house) => (await poor(house)).get('/domini_pec/legalmail.it'))
  world.refuses(403, 'another domain: a no is not to be had for nothing', async (house) =>
    (await poor(house)).get('/domini_pec/example.com'),
  )
  world.refuses(125.22, 'nobody', async ({ stranger }) => stranger().get('/domini_pec/x'))
  world.refuses(126, 'a token for something else', async ({ customer }) =>
    (await customer({ scopes: ['GET:test.pec.openapi.it/pec'] })).get('/domini_pec/legalmail.it'),
  )
  world.refuses(102, 'a method it does not have', async ({ customer }) =>
    (await customer()).post('/domini_pec/legalmail.it', {}),
  )
})

describe('GET /domini_pec/{dominio} in a sandbox without an index', () => {
  const world = startServer()

  it.each([...providerDomains])('knows %s, which is a provider’s', async (dominio) => {
    const customer = await world.customer({ creditCents: 100 })
    expect(await told(customer, dominio)).toEqual({ status: 200, text: found(dominio), credit: '0.95' })
    expect(await told(customer, `x.${dominio}`)).toMatchObject({ status: 204, credit: '0.95' })
  })

  it('knows the shared domains, and says no to the rest', async () => {
    const customer = await world.customer({ creditCents: 100 })
    expect(await told(customer, 'domiciliodigitale.com')).toMatchObject({ status: 200, credit: '0.95' })
    expect(await told(customer, 'pec.cliente.test')).toMatchObject({ status: 204, credit: '0.95' })
  })
})

describe('GET /domini_pec/{dominio} in production', () => {
  const world = startServer(inProduction())

  world.refuses(402, 'without an index, what is found nowhere', async ({ customer }) =>
    (await customer()).get('/domini_pec/pec.cliente.test'),
  )
  world.refuses(402, 'a domain of the sandbox', async ({ customer }) =>
    (await customer()).get('/domini_pec/testcert.legalmail.it'),
  )
  world.refuses(403, 'before it says that it does not know', async ({ customer }) =>
    (await customer({ creditCents: 0 })).get('/domini_pec/pec.cliente.test'),
  )

  it('says yes and no by its index, and no longer no when that is old', async () => {
    await haveDomain(world, 'nostro.test', 'evaso', 'OK')
    const customer = await world.customer({ creditCents: 100 })
    expect(await told(customer, 'legalmail.it')).toMatchObject({ status: 200, credit: '0.95' })
    expect(await told(customer, 'nostro.test')).toMatchObject({ status: 200, credit: '0.90' })
    expect(await told(customer, 'PEC.it')).toMatchObject({ status: 200, credit: '0.85' })
    await haveIndex(world)
    expect(await told(customer, 'pec.cliente.test')).toMatchObject({ status: 200, credit: '0.80' })
    expect(await told(customer, 'example.com')).toMatchObject({ status: 204, credit: '0.80' })
    await world.pass(31 * DAY_MS)
    expect((await customer.get('/domini_pec/example.com')).error).toBe(402)
    expect(await told(customer, 'pec.cliente.test')).toMatchObject({ status: 200, credit: '0.75' })
    await haveIndex(world)
    expect(await told(customer, 'example.com')).toMatchObject({ status: 204, credit: '0.75' })
  })
})
