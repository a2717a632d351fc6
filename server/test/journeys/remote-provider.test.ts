// A remote provider over an unreliable connection: state never goes backwards, nothing is bought twice, and there is a
// debit exactly where the provider executed the operation.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Capability } from '../../src/providers/port/capabilities.ts'
import { providersFrom } from '../../src/providers/routing.ts'
import { memberOf, noticesTo } from '../../src/testing/caller.ts'
import type { Reply } from '../../src/testing/caller.ts'
import { pdfText, registration } from '../../src/testing/fixtures.ts'
import { startReceiver } from '../../src/testing/receiver.ts'
import { remoteProvider } from '../../src/testing/remote-provider.ts'
import { startFakeConnector } from '../../src/providers/connector/fake-server.ts'
import type { Behaviour, FakeConnector } from '../../src/providers/connector/fake-server.ts'
import { startServer } from '../../src/testing/world.ts'
import type { Customer, GivenMailbox, World } from '../../src/testing/world.ts'

const A_DAY = 86_400_000
const TIMEOUT_MS = 500

const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'seconda', email_gestione_password: 'luca@example.com' }

interface OperationCase {
  what: Capability
  from: 'registeredMailbox' | 'workingMailbox'
  cents: number
  down: number
  call(customer: Customer, id: string): Promise<Reply>
  /** What the mailbox shows after the operation. */
  shows: object
}

const operations: Record<string, OperationCase> = {
  'PATCH attivazione': {
    what: 'mailboxes.submitDocuments',
    from: 'registeredMailbox',
    cents: 0,
    down: 271,
    call: async (customer, id) => customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() }),
    shows: { stato: 'in_evasione' },
  },
  'PATCH modifica': {
    what: 'mailboxes.resize',
    from: 'workingMailbox',
    cents: 500,
    down: 291,
    call: (customer, id) => customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' }),
    shows: { spazio_disco: 3072 },
  },
  'PATCH conservazione': {
    what: 'mailboxes.preserve',
    from: 'workingMailbox',
    cents: 900,
    down: 298,
    call: async (customer, id) => customer.patch(`/pec/${id}/conservazione`, { documenti: await pdfText() }),
    shows: { conservazione: true },
  },
  'GET rinnovo': {
    what: 'mailboxes.renew',
    from: 'workingMailbox',
    cents: 6400,
    down: 206,
    call: (customer, id) => customer.get(`/pec/${id}/rinnovo`),
    shows: { stato: 'evasa' },
  },
  'POST multiutenza': {
    what: 'mailboxes.addUser',
    from: 'workingMailbox',
    cents: 500,
    down: 389,
    call: (customer, id) => customer.post(`/pec/${id}/multiutenza`, user),
    shows: { multiutenza: [{ nome: 'luca' }] },
  },
  DELETE: {
    what: 'mailboxes.revoke',
    from: 'workingMailbox',
    cents: 0,
    down: 329,
    call: (customer, id) => customer.delete(`/pec/${id}`),
    shows: { stato: 'revocata' },
  },
}

// How the connection fails, and whether the provider executes the operation.
const faults: [string, Behaviour[], Behaviour[], boolean][] = [
  ['answers', ['answer'], [], true],
  ['answers twice', ['answer twice'], [], true],
  ['drops before executing', ['drop the connection before executing'], [], false],
  ['drops after executing', ['drop the connection after executing'], [], true],
  ['returns HTML', ['answer HTML'], [], false],
  ['returns HTML after executing', ['answer HTML after executing'], [], true],
  ['fails with 500', ['fail with 500'], [], false],
  ['fails with 500 after executing', ['fail with 500 after executing'], [], true],
  ['returns garbage after executing', ['answer garbage after executing'], [], true],
  ['is late', ['answer late'], [], false],
  ['refuses', ['refuse'], [], false],
  [
    'drops after executing, and again',
    ['drop the connection after executing'],
    ['drop the connection before executing'],
    true,
  ],
  ['is late, executes, and then stays silent', ['answer late'], ['fail with 500', 'answer HTML'], true],
  ['answers pending and executes', ['answer pending after executing'], [], true],
  ['answers pending and never executes', ['answer pending'], ['answer pending'], false],
]

/** A world whose only provider is the remote one. */
function remoteWorld(settings: Record<string, string> = {}): { world: World; provider: () => FakeConnector } {
  const world = startServer(settings)
  let running: FakeConnector | undefined
  const provider = () => {
    if (running === undefined) throw new Error('the provider is not running yet')
    return running
  }
  beforeAll(async () => {
    running = await startFakeConnector({ askAgainAt: () => new Date(world.context.clock.now().getTime() + 30_000) })
    world.context.providers = providersFrom([remoteProvider({ ...running, timeoutMs: TIMEOUT_MS })])
  })
  afterAll(() => running?.close())
  return { world, provider }
}

const cents = async (customer: Customer) => Math.round(Number(await customer.credit()) * 100)
const wallet = async (world: World, { accountId }: Customer) => {
  const found = await world.context.database.pool.query<{ balance: string; held: string }>(
    'select balance_cents::text as balance, held_cents::text as held from wallets where account_id = $1',
    [accountId],
  )
  return found.rows[0]
}
const pendingOperations = async (world: World) =>
  (await world.context.database.pool.query("select id from provider_operations where state = 'pending'")).rowCount

describe('an operation at a remote provider', () => {
  const { world, provider } = remoteWorld({ RENEWAL_GUARD_SECONDS: '0' })

  describe.each(Object.entries(operations))('%s', (_, operation) => {
    it.each(faults)('whose connection %s', async (_name, ask, query, executed) => {
      const mailbox = await world.given[operation.from]()
      const { customer, id, casella_pec } = mailbox
      const before = await cents(customer)
      const was = await customer.get(`/pec/${id}`)
      const { what } = operation
      const doneBefore = provider().done(what, casella_pec)
      provider().next('ask', ...ask)
      provider().next('query', ...query)

      const reply = await operation.call(customer, id)
      expect([null, operation.down]).toContain(reply.error)
      if (reply.error === null) expect(reply.data).toMatchObject(operation.shows)
      // Until the outcome is known, nothing is spent and the mailbox is unchanged.
      if (reply.error !== null) expect((await customer.get(`/pec/${id}`)).text).toBe(was.text)

      provider().release()
      await world.pass(120_000)
      await world.pass(120_000)
      expect(await pendingOperations(world)).toBe(0)
      expect(provider().done(what, casella_pec) - doneBefore).toBe(executed ? 1 : 0)
      expect(before - (await cents(customer))).toBe(executed ? operation.cents : 0)
      expect((await wallet(world, customer))?.held).toBe('0')
      const after = await customer.get(`/pec/${id}`)
      if (!executed) expect(after.text).toBe(was.text)
      else expect(after.text).not.toBe(was.text)
      expect(await documentsOf(world, id)).toBe(
        executed || operation.from === 'workingMailbox' ? await shown(after) : 0,
      )
    })
  })

  it('that registers a mailbox reserves the address until its outcome is known, then reports it by callback', async () => {
    const receiver = await startReceiver()
    try {
      const [customer, other] = [await world.customer(), await world.customer()]
      const casella_pec = 'in.sospeso@testcert.legalmail.it'
      const callback = { url: receiver.url, method: 'JSON' }
      provider().next('ask', 'drop the connection after executing')
      provider().next('query', 'fail with 500')
      expect((await customer.post('/pec', registration({ casella_pec, callback }))).error).toBe(263)
      expect((await other.post('/pec', registration({ casella_pec }))).error).toBe(261)
      expect(await customer.credit()).toBe('936.00')
      await world.pass(120_000)
      expect((await wallet(world, customer))?.balance).toBe('93600')
      const listed = await customer.get('/pec')
      expect(listed.data).toMatchObject([{ casella_pec, stato: 'registrata' }])
      expect(receiver.received.map((one) => one.body)).toEqual([expect.stringContaining(casella_pec)])
      expect(await other.credit()).toBe('1000.00')
      expect(await noticesTo(customer)).toMatchObject([
        { kind: 'order-completed', detail: { operation: 'registerMailbox' } },
      ])
    } finally {
      await receiver[Symbol.asyncDispose]()
    }
  })

  it('that fails to register a mailbox leaves the address free', async () => {
    const customer = await world.customer()
    const casella_pec = 'libera@testcert.legalmail.it'
    provider().next('ask', 'refuse', 'fail with 500')
    expect((await customer.post('/pec', registration({ casella_pec }))).error).toBe(261)
    expect((await customer.post('/pec', registration({ casella_pec }))).error).toBe(263)
    expect(await customer.credit()).toBe('1000.00')
    expect((await customer.post('/pec', registration({ casella_pec }))).error).toBeNull()
    expect(await customer.credit()).toBe('936.00')
  })

  it('locks the mailbox while it is pending', async () => {
    const { customer, id } = await world.given.workingMailbox()
    provider().next('ask', 'drop the connection after executing')
    provider().next('query', 'fail with 500')
    expect((await customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' })).error).toBe(291)
    expect((await customer.delete(`/pec/${id}`)).error).toBe(329)
    expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBe(206)
    await world.pass(4 * 3_600_000)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ spazio_disco: 3072, stato: 'evasa' })
    expect((await customer.delete(`/pec/${id}`)).error).toBeNull()
  })

  it('is undone and refunded when it can no longer be applied', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const before = await cents(customer)
    provider().next('ask', 'drop the connection after executing')
    provider().next('query', 'fail with 500')
    expect((await customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' })).error).toBe(291)
    await world.context.database.pool.query("update mailboxes set stato = 'chiusa' where id = $1", [id])
    await world.pass(120_000)
    expect(await pendingOperations(world)).toBe(0)
    expect(await cents(customer)).toBe(before)
    expect(await noticesTo(customer)).toMatchObject([{ kind: 'order-undone' }])
  })

  it('answers the same Idempotency-Key once its outcome is known, and 107 until then', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const before = await cents(customer)
    const headers = { 'idempotency-key': 'una-volta' }
    const path = `/pec/${id}/rinnovo`
    provider().next('ask', 'drop the connection after executing')
    provider().next('query', 'fail with 500')
    expect((await customer.get(path, headers)).error).toBe(206)
    expect((await customer.get(path, headers)).error).toBe(107)
    await world.pass(120_000)
    const again = await customer.get(path, headers)
    expect(again.error).toBeNull()
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(before - (await cents(customer))).toBe(6400)
  })
})

describe('renewals at a remote provider', () => {
  const { world, provider } = remoteWorld()

  it('made at the same time are one, and all get the same answer', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const before = await cents(customer)
    const answers = await Promise.all(Array.from({ length: 5 }, () => customer.get(`/pec/${id}/rinnovo`)))
    expect(answers.map((one) => one.error)).toEqual([null, null, null, null, null])
    expect(new Set(answers.map((one) => one.text)).size).toBe(1)
    expect(before - (await cents(customer))).toBe(6400)
  })

  it.each<[string, Behaviour[], Behaviour[]]>([
    ['answers', [], []],
    ['drops after executing', ['drop the connection after executing'], []],
    [
      'drops after executing and stays silent',
      ['drop the connection after executing'],
      ['fail with 500', 'answer HTML'],
    ],
    ['does nothing the first day', ['fail with 500'], []],
    ['refuses the first day', ['refuse'], []],
  ])('by the clock are paid once and executed once when the connection %s', async (_, ask, query) => {
    const mailbox = await world.given.workingMailbox({ autorinnovo: true })
    const { customer, casella_pec } = mailbox
    const before = await cents(customer)
    const expiry = await expiryOf(mailbox)
    provider().next('ask', ...ask)
    provider().next('query', ...query)
    await world.pass(367 * A_DAY)
    await world.pass(2 * A_DAY)
    await world.pass(2 * A_DAY)
    expect(await pendingOperations(world)).toBe(0)
    expect(provider().done('mailboxes.renew', casella_pec)).toBe(1)
    expect(before - (await cents(customer))).toBe(6400)
    expect(new Date(await expiryOf(mailbox)).getUTCFullYear() - new Date(expiry).getUTCFullYear()).toBe(1)
  })

  it('of an expired mailbox are made once there is credit, and tried daily while the provider refuses', async () => {
    const customer = await world.customer({ creditCents: 6400 })
    const { id, casella_pec } = await world.given.workingMailbox({ autorinnovo: true }, customer)
    await world.pass(367 * A_DAY)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'revocata' })
    const operator = await world.operator()
    await operator.post(`/v1/operator/accounts/${customer.accountId}/credit`, { amount: '64.00', reason: 'late' })
    provider().next('ask', 'refuse')
    await world.drain()
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'revocata' })
    expect(await cents(customer)).toBe(6400)
    await world.pass(A_DAY)
    expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'evasa' })
    expect(provider().done('mailboxes.renew', casella_pec)).toBe(1)
    expect(await cents(customer)).toBe(0)
  })
})

async function expiryOf({ customer, id }: GivenMailbox): Promise<number> {
  return Number(memberOf(memberOf((await customer.get(`/pec/${id}`)).data, 'timestamp'), 'scadenza')) * 1000
}

/** Number of documents stored for a mailbox. */
async function documentsOf(world: World, id: string): Promise<number> {
  return (await world.context.database.pool.query('select 1 from documents where owner_id = $1', [id])).rowCount ?? 0
}

/** Number of documents a mailbox shows. */
async function shown({ data }: Reply): Promise<number> {
  const names = typeof data === 'object' && data !== null ? Object.entries(data) : []
  return names.flatMap(([name, value]) => (name.startsWith('documenti_') && Array.isArray(value) ? value : [])).length
}
