// A renewal that says from which expiry: one that comes after another is no second year.
import { describe, expect, it } from 'vitest'
import { memberOf } from '../../src/testing/caller.ts'
import type { Caller } from '../../src/testing/caller.ts'
import { startServer } from '../../src/testing/world.ts'

describe('Renewal-From', () => {
  const world = startServer()
  const expiryOf = async (caller: Caller, path: string) =>
    String(memberOf((await caller.get(path)).data, 'data_scadenza'))
  const from = (expiry: string) => ({ 'renewal-from': expiry })

  it('keeps Mario, who renews a minute after autorinnovo did, from a second year', async () => {
    const { customer, id } = await world.given.workingMailbox({ autorinnovo: true })
    const known = await expiryOf(customer, `/pec/${id}`)
    await world.pass(365 * 86_400_000)
    const renewed = await expiryOf(customer, `/pec/${id}`)
    expect(renewed).not.toBe(known)
    const credit = await customer.credit()
    const refused = await customer.get(`/pec/${id}/rinnovo`, from(known))
    expect([refused.error, refused.status]).toEqual([128, 406])
    expect(refused.message).toContain(renewed)
    expect(await customer.credit()).toBe(credit)
    expect(await expiryOf(customer, `/pec/${id}`)).toBe(renewed)
  })

  it('repeated, gets the first answer; with the new expiry it is another renewal', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const path = `/pec/${id}/rinnovo`
    const before = Number(await customer.credit())
    const known = await expiryOf(customer, `/pec/${id}`)
    const answers = await Promise.all([1, 2, 3].map(() => customer.get(path, from(known))))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(before - Number(await customer.credit())).toBe(64)
    expect((await customer.get(path, from(await expiryOf(customer, `/pec/${id}`)))).error).toBeNull()
    expect(before - Number(await customer.credit())).toBe(128)
    expect((await customer.get(path, { ...from(known), 'idempotency-key': 'nuova' })).error).toBe(128)
    expect(before - Number(await customer.credit())).toBe(128)
  })

  it('goes for domains too', async () => {
    const { customer, id } = await world.given.certifiedDomain()
    const known = await expiryOf(customer, `/dominio/${id}`)
    expect((await customer.get(`/dominio/${id}/rinnovo?anni=1`, from(known))).error).toBeNull()
    expect((await customer.get(`/dominio/${id}/rinnovo`, from(known))).error).toBe(128)
  })

  world.refuses(128, 'another expiry', async ({ given }) => {
    const { customer, id } = await given.workingMailbox()
    return customer.get(`/pec/${id}/rinnovo`, from('01/01/2020'))
  })
  it.each(['2027-01-01', '31/02/2027', '', '01/01/2027, 01/01/2028'])('110 · %s is no date', async (given) => {
    const { customer, id } = await world.given.workingMailbox()
    const reply = await customer.get(`/pec/${id}/rinnovo`, from(given))
    expect([reply.error, reply.message]).toEqual([110, 'Renewal-From not valid'])
  })
})
