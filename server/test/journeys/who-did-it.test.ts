// Every change records its author in history, ledger and events. Repeated calls under /v1 take effect once.
import { describe, expect, it } from 'vitest'
import { memberOf } from '../../src/testing/caller.ts'
import type { Caller } from '../../src/testing/caller.ts'
import { startServer } from '../../src/testing/world.ts'

describe('who did it', () => {
  const world = startServer()
  const rows = async (text: string, values: unknown[]) => (await world.context.database.pool.query(text, values)).rows
  const historyOf = (id: string) =>
    rows('select move, by_whom, author from history where subject_id = $1 order by sequence', [id])
  const principalOf = async ({ token }: Caller) => {
    const principal = await world.context.authenticator.principalOf(`Bearer ${token}`)
    if (principal === undefined || principal.role === 'key') throw new Error('the token is not known')
    return principal
  }

  it('is in the history: the account, the operator who decided, and nobody for automatic changes', async () => {
    const { customer, id } = await world.given.submittedMailbox()
    const operator = await world.operator()
    await operator.post(`/v1/operator/mailboxes/${id}/decision`, { decision: 'ACTIVATED' })
    await world.pass(500 * 86_400_000)
    const [mario, office] = [await principalOf(customer), await principalOf(operator)]
    const account = { account: customer.accountId, token: mario.tokenId }
    expect(await historyOf(id)).toEqual([
      { move: 'register', by_whom: 'customer', author: account },
      { move: 'submitDocuments', by_whom: 'customer', author: account },
      {
        move: 'accept',
        by_whom: 'operator',
        author: { operator: office.role === 'operator' ? office.operatorId : '', token: office.tokenId },
      },
      { move: 'expire', by_whom: 'clock', author: null },
      { move: 'close', by_whom: 'clock', author: null },
    ])
  })

  it('names the operator behind the token, by name', async () => {
    const operator = await principalOf(await world.operator())
    const id = operator.role === 'operator' ? operator.operatorId : ''
    expect(await rows('select name from operators where id = $1', [id])).toEqual([{ name: 'test' }])
  })

  it('is in the ledger: the account for a purchase, the operator for a credit, whoever cancelled for a refund', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const operator = await world.operator()
    await operator.post(`/v1/operator/accounts/${customer.accountId}/credit`, { amount: '10.00', reason: 'bonifico' })
    await operator.post(`/v1/operator/mailboxes/${id}/decision`, { decision: 'CALLED_OFF', reason: 'doppione' })
    const [mario, office] = [await principalOf(customer), await principalOf(operator)]
    const account = { account: customer.accountId, token: mario.tokenId }
    const person = { operator: office.role === 'operator' ? office.operatorId : '', token: office.tokenId }
    const entries = await rows('select kind, author from ledger_entries where account_id = $1 order by id', [
      customer.accountId,
    ])
    expect(entries).toEqual([
      { kind: 'top-up', author: null },
      { kind: 'hold', author: account },
      { kind: 'capture', author: account },
      { kind: 'top-up', author: person },
      { kind: 'refund', author: person },
    ])
  })

  it('is the same for a revoked domain and its mailboxes', async () => {
    const { customer, id, dominio } = await world.given.certifiedDomain({ numero_pec: 2 })
    const under = { casella_pec: `info@${dominio}`, tipo_casella: 'GOLD' }
    const working = await world.given.workingMailbox(under, customer)
    const fresh = await world.given.registeredMailbox({ ...under, casella_pec: `altra@${dominio}` }, customer)
    await customer.delete(`/dominio/${id}`)
    const account = { account: customer.accountId, token: (await principalOf(customer)).tokenId }
    const last = async (mailbox: string) => (await historyOf(mailbox)).at(-1)
    expect(await last(working.id)).toEqual({ move: 'revokeWithDomain', by_whom: 'customer', author: account })
    expect(await last(fresh.id)).toEqual({ move: 'cancel', by_whom: 'customer', author: account })
  })
})

describe('a call of our own repeated with the same key', () => {
  const world = startServer()
  const key = { 'idempotency-key': 'una-volta' }

  it('credits once', async () => {
    const customer = await world.customer({ creditCents: 0 })
    const operator = await world.operator()
    const path = `/v1/operator/accounts/${customer.accountId}/credit`
    const body = { amount: '10.00', reason: 'bonifico' }
    const first = await operator.post(path, body, key)
    const again = await operator.post(path, body, key)
    expect(again.text).toBe(first.text)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await customer.credit()).toBe('10.00')
    expect((await operator.post(path, { ...body, amount: '20.00' }, key)).error).toBe(106)
    // Keys of different operators are different.
    expect((await (await world.operator()).post(path, body, key)).error).toBeNull()
    expect(await customer.credit()).toBe('20.00')
  })

  it('opens one account, and shows its secrets to the caller', async () => {
    const operator = await world.operator()
    const open = () => operator.post('/v1/operator/accounts', { email: 'doppio@example.com', credit: '5.00' }, key)
    const first = await open()
    expect(first.error).toBeNull()
    expect((await open()).text).toBe(first.text)
    expect((await operator.post('/v1/operator/accounts', { email: 'doppio@example.com' })).error).toBe(114)
  })

  it('advances the clock once, and is refused while the first is running', async () => {
    const customer = await world.customer()
    const advance = () => customer.post('/v1/sandbox/clock', { advance: 'P1D' }, key)
    const before = world.context.clock.offsetMs()
    const both = await Promise.all([advance(), advance()])
    const errors = both.map(({ error }) => error)
    expect(errors).toContain(null)
    expect(errors.every((error) => error === null || error === 107)).toBe(true)
    const again = await advance()
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(Math.round((world.context.clock.offsetMs() - before) / 86_400_000)).toBe(1)
  })

  it('that was refused may be made again under the same key', async () => {
    const customer = await world.customer()
    const fresh = { 'idempotency-key': 'rifiutata' }
    expect((await customer.post('/v1/sandbox/clock', { now: '1999-01-01T00:00:00Z' }, fresh)).error).toBe(110)
    expect((await customer.post('/v1/sandbox/clock', { advance: 'PT1H' }, fresh)).error).toBeNull()
  })

  it('rotates a secret once', async () => {
    const customer = await world.customer()
    const rotate = async () => memberOf((await customer.post('/v1/signing-secret/rotate', {}, key)).data, 'secret')
    expect(await rotate()).toBe(await rotate())
    expect(memberOf((await customer.get('/v1/signing-secret')).data, 'secret')).toBe(await rotate())
  })

  it('that shows a secret keeps it sealed', async () => {
    const operator = await world.operator()
    const email = 'segreti@example.com'
    const opened = await operator.post('/v1/operator/accounts', { email }, { 'idempotency-key': 'sigillata' })
    const { rows } = await world.context.database.pool.query<{ answer: string }>(
      "select answer::text as answer from kept_answers where key in ('sigillata', 'una-volta')",
    )
    const secrets = ['apiKey', 'callbackSecret'].map((name) => String(memberOf(opened.data, name)))
    expect(rows.length).toBeGreaterThan(1)
    for (const { answer } of rows) expect(answer).not.toMatch(new RegExp(`whsec_|${secrets.join('|')}`))
  })
})
