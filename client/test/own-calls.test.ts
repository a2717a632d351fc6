// Our own calls under /v1, through the generated client: customers, operators, the sandbox's clock.
import { describe, expect, it } from 'vitest'
import { pdf } from '../../server/src/testing/fixtures.ts'
import { startReceiver } from '../../server/src/testing/receiver.ts'
import { startServer } from '../../server/src/testing/world.ts'
import { ceralacca } from '../src/index.ts'
import type { Result } from '../src/index.ts'

const domains = (count: number) =>
  Buffer.from(Array.from({ length: count }, (_, at) => `dominio${at}.example.it`).join('\n'))

/** The data of a success; fails the test on a refusal. */
function given<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.number} ${result.message}`)
  return result.data
}

describe('the calls under /v1', () => {
  const world = startServer()
  const clientOf = ({ token }: { token: string }) => ceralacca({ baseUrl: world.baseUrl, token })
  const operator = async () => clientOf(await world.operator())

  it('show a customer their callbacks, which may be sent again', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await world.given.workingMailbox({ callback: { url: receiver.url } })
    const client = clientOf(customer)
    const {
      items: [delivery],
    } = given(await client.listDeliveries({ limit: 1 }))
    expect(delivery).toMatchObject({ subject: id, state: 'delivered', nextAttemptAt: null })
    const delivered = given(await client.readDelivery({ id: String(delivery?.id) }))
    expect(delivered.history).toMatchObject([{ attempt: 1, status: 200, startedAt: expect.any(String) }])
    expect(given(await client.retryDelivery({ id: delivered.id })).state).toBe('due')
    await world.drain()
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([delivered.id, delivered.id])
    expect(await client.readDelivery({ id: 'msg_0' })).toMatchObject({ ok: false, number: 109, status: 404 })
  })

  it('give a customer secret, events, findings, and an empty account', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const client = clientOf(customer)
    const { secret } = given(await client.rotateSigningSecret())
    expect(given(await client.readSigningSecret())).toEqual({ secret })
    expect(given(await client.listEvents({ after: 0 }))).toMatchObject({
      items: [{ number: 1 }, { number: 2 }, { number: 3 }],
    })
    expect(given(await client.readApplicantChecks({ id }))).toMatchObject({ id, warnings: 0 })
    expect(given(await client.resetSandbox())).toMatchObject({ mailboxes: 1 })
    expect(await client.listMailboxes()).toMatchObject({ ok: false, number: 200 })
  })

  it('move the clock of the sandbox', async () => {
    const client = clientOf(await world.customer())
    const before = given(await client.readClock())
    const { now, ran } = given(await client.advanceClock({ advance: 'P1D' }))
    expect(Date.parse(now) - Date.parse(before.now)).toBeGreaterThanOrEqual(86_400_000)
    expect(Object.values(ran).every(Number.isInteger)).toBe(true)
    expect(await client.advanceClock({})).toMatchObject({ ok: false, number: 110 })
  })

  it('credit an account once under one idempotency key, by an operator only', async () => {
    const client = await operator()
    const account = given(await client.openAccount({ email: 'nuovo@example.com', credit: '10.00' }))
    const credit = { id: account.id, amount: '5.50', reason: 'bank transfer' }
    const once = await client.creditAccount(credit, { idempotencyKey: 'transfer 7' })
    const twice = await client.creditAccount(credit, { idempotencyKey: 'transfer 7' })
    expect([once, twice]).toMatchObject([
      { data: { credit: '15.50' }, replayed: false },
      { data: { credit: '15.50' }, replayed: true },
    ])
    expect(given(await client.creditAccount(credit, { idempotencyKey: 'transfer 8' })).credit).toBe('21.00')
    const another = await client.creditAccount({ ...credit, amount: '6.00' }, { idempotencyKey: 'transfer 8' })
    expect(another).toMatchObject({ ok: false, number: 106 })
    const customer = clientOf(await world.customer())
    expect(await customer.creditAccount(credit)).toMatchObject({ ok: false, number: 126, status: 403 })
  })

  it('let an operator see, download and decide', async () => {
    const { customer, id } = await world.given.registeredMailbox({ casella_pec: 'lenta.decisa@testcert.legalmail.it' })
    const file = await pdf('as it was handed in')
    await clientOf(customer).activateMailbox({ id, documenti: Buffer.from(file).toString('base64') })
    const client = await operator()
    const [document] = given(await client.listMailboxDocuments({ id })).documents
    expect(document).toMatchObject({ purpose: 'attivazione', size_bytes: file.length, pages: 1 })
    const { name, submission } = { name: '', submission: 0, ...document }
    expect(given(await client.downloadDocument({ owner: id, name, submission }))).toEqual(file)
    expect(await client.downloadDocument({ owner: id, name: '../x' })).toMatchObject({ ok: false, number: 109 })
    const decided = given(await client.decideMailbox({ id, decision: 'SENT_BACK', reason: 'not legible' }))
    expect(decided).toEqual({ id, stato: 'documenti_errati' })
  })

  it('take a file as it is, with yes or no beside it', async () => {
    const client = await operator()
    expect(given(await client.readIndexFreshness())).toMatchObject({ as_of: null, imported_at: null, domains: 0 })
    const imported = given(await client.importIndex({ file: domains(10), contentType: 'text/plain' }))
    expect(imported).toMatchObject({ source: 'list', signer: null, domains: 10 })
    const shrunk = { file: domains(5) }
    expect(await client.importIndex(shrunk)).toMatchObject({ ok: false, number: 116 })
    expect(await client.importIndex({ ...shrunk, force: false })).toMatchObject({ ok: false, number: 116 })
    expect(given(await client.importIndex({ ...shrunk, force: true }))).toMatchObject({ removed: 5, kept: 5 })
    expect(given(await client.readIndexFreshness())).toMatchObject({ imported_at: expect.any(String), domains: 5 })
  })
})
