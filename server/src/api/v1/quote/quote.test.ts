import { describe, expect, it } from 'vitest'
import { memberOf } from '../../../testing/caller.ts'
import type { Body, Caller } from '../../../testing/caller.ts'
import { communication, domainOrder, registration } from '../../../testing/fixtures.ts'
import { startServer } from '../../../testing/world.ts'

describe('/v1/quote', () => {
  const world = startServer()
  const quote = async (caller: Caller, body: Record<string, unknown>) => {
    const reply = await caller.post('/v1/quote', body)
    expect(reply.error, reply.text).toBeNull()
    return Object(reply.data)
  }
  const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'x', email_gestione_password: 'luca@example.com' }

  it('says the price of a mailbox by its type alone, and all of it with the whole body', async () => {
    const customer = await world.customer({ creditCents: 10_000 })
    const alone = await quote(customer, { operation: 'registerMailbox', tipo_casella: 'standard' })
    expect(alone).toMatchObject({ price: '11.00', credit: '100.00', credit_after: null, refused: { status: 428 } })
    const whole = await quote(customer, { operation: 'registerMailbox', ...registration({ tipo_casella: 'STANDARD' }) })
    expect(whole).toMatchObject({ price: '11.00', credit_after: '89.00', refused: null })
    expect(whole.changes).toMatchObject({ stato: { from: null, to: 'registrata' } })
    expect((await customer.get('/pec')).error).toBe(200)
    expect(await customer.credit()).toBe('100.00')
  })

  it('quotes every paid call about a mailbox as it then costs and changes', async () => {
    const { customer, id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD' })
    const calls: [string, object, (path: string) => Promise<{ error: number | null | undefined }>][] = [
      [
        'resizeMailbox',
        { spazio_disco: '+1024' },
        (path) => customer.patch(`${path}/modifica`, { spazio_disco: '+1024' }),
      ],
      ['addMailboxUser', user, (path) => customer.post(`${path}/multiutenza`, user)],
      [
        'upgradeMailbox',
        { tipo_casella: 'GOLD' },
        (path) => customer.patch(`${path}/trasformazione`, { tipo_casella: 'GOLD' }),
      ],
      ['renewMailbox', { anni: 2 }, (path) => customer.get(`${path}/rinnovo?anni=2`)],
    ]
    for (const [operation, body, make] of calls) {
      const quoted = await quote(customer, { operation, id, ...body })
      expect(quoted.refused).toBeNull()
      expect(Object.keys(quoted.changes).length).toBeGreaterThan(0)
      const before = Object((await customer.get(`/pec/${id}`)).data)
      expect((await make(`/pec/${id}`)).error).toBeNull()
      expect([operation, await customer.credit()]).toEqual([operation, quoted.credit_after])
      const after = Object((await customer.get(`/pec/${id}`)).data)
      for (const [name, change] of Object.entries(quoted.changes).filter(([name]) => name !== 'multiutenza'))
        expect([name, { from: before[name], to: after[name] }]).toEqual([name, change])
    }
    const preserved = await quote(customer, { operation: 'preserveMailbox', id, spazio_conservazione: 1024 })
    expect(preserved).toMatchObject({ price: '18.00', refused: null, changes: { conservazione: { to: true } } })
  })

  it('quotes domains, requests to the register and checks of a domain, without their answer', async () => {
    const customer = await world.customer()
    const domain = await quote(customer, { operation: 'orderCertifiedDomain', ...domainOrder({ anni: 2 }) })
    expect(domain).toMatchObject({ refused: null, changes: { stato: { to: 'registrato' } } })
    const request = await quote(customer, { operation: 'createRegistryRequest', ...communication() })
    expect(request).toMatchObject({ price: '15.70', refused: null })
    for (const dominio of ['legalmail.it', 'nobody.example'])
      expect(await quote(customer, { operation: 'checkDomain', dominio })).toMatchObject({
        price: '0.05',
        refused: null,
      })
    const { id, customer: owner } = await world.given.certifiedDomain()
    const renewal = await quote(owner, { operation: 'renewCertifiedDomain', id })
    expect(renewal.refused).toBeNull()
    await owner.get(`/dominio/${id}/rinnovo`)
    expect(await owner.credit()).toBe(renewal.credit_after)
  })

  it('says what a call would be refused with: credit, state, a wrong id, another expiry, another’s mailbox', async () => {
    const poor = await world.customer({ creditCents: 1_100 })
    const { id } = await world.given.workingMailbox({ tipo_casella: 'STANDARD' }, poor)
    const refusedWith = async (body: Record<string, unknown>, caller: Caller = poor) =>
      Number(memberOf(memberOf(await quote(caller, body), 'refused'), 'number'))
    const renewal = { operation: 'renewMailbox', id }
    expect(await refusedWith(renewal)).toBe(205)
    expect(await refusedWith({ ...renewal, renewal_from: '01/01/2020' })).toBe(128)
    expect(await refusedWith({ ...renewal, anni: 11 })).toBe(204)
    expect(await refusedWith({ ...renewal, anni: { toString: 1 } })).toBe(204)
    expect(await refusedWith({ ...renewal, id: 'x' })).toBe(201)
    expect(await refusedWith({ ...renewal, id: { toString: 1 } })).toBe(201)
    expect(await refusedWith(renewal, await world.customer())).toBe(202)
    const fresh = await world.given.registeredMailbox()
    expect(await refusedWith({ operation: 'renewMailbox', id: fresh.id }, fresh.customer)).toBe(203)
    const taken = registration({ casella_pec: fresh.casella_pec })
    expect(await refusedWith({ operation: 'registerMailbox', ...taken }, fresh.customer)).toBe(261)
    expect(await poor.credit()).toBe('0.00')
  })

  it.each<[string, Body]>([
    ['nothing', {}],
    ['a call that costs nothing', { operation: 'readMailbox' }],
    ['no name', { operation: ['renewMailbox'] }],
    ['a name of objects', { operation: '__proto__' }],
  ])('110 · %s', async (_, body) => {
    expect((await (await world.customer()).post('/v1/quote', body)).error).toBe(110)
  })
})
