// Finding one's own mailboxes by state, words and expiry.
import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf } from '../../../testing/caller.ts'
import type { Caller } from '../../../testing/caller.ts'
import { companyRegistration, registration } from '../../../testing/fixtures.ts'
import { seedMailboxes } from '../../../testing/seed.ts'
import { startServer } from '../../../testing/world.ts'

const A_DAY_MS = 86_400_000

describe('GET /v1/pec', () => {
  const world = startServer()
  const find = async (caller: Caller, query = '') => {
    const reply = await caller.get(`/v1/pec${query}`)
    expect(reply.error, reply.text).toBeNull()
    return itemsOf(reply.data)
  }
  const namesOf = (items: object[]) => items.map((item) => String(memberOf(item, 'casella_pec')).split('@')[0])

  it('finds by the beginnings of words of address, holder and applicant, in any order and case', async () => {
    const customer = await world.customer()
    const make = async (body: Record<string, unknown>) => {
      const reply = await customer.post('/pec', body)
      expect(reply.error, reply.text).toBeNull()
    }
    await make(registration({ casella_pec: 'studio.bianchi@testcert.legalmail.it' }))
    await make(
      companyRegistration({
        casella_pec: 'zeta@testcert.legalmail.it',
        denominazione_titolare: "Officine dell'Adda Verdi_srl 100%",
      }),
    )
    const found = async (text: string) => namesOf(await find(customer, `?text=${encodeURIComponent(text)}`))
    expect(await found('bian')).toEqual(['studio.bianchi'])
    expect(await found('STUDIO.BIANCHI@testcert')).toEqual(['studio.bianchi'])
    expect(await found('adda officine')).toEqual(['zeta'])
    expect(await found('verdi')).toEqual(['zeta'])
    expect(await found('ross mar')).toEqual(['zeta', 'studio.bianchi'])
    for (const none of ['ianchi', 'bianchi verdi', '@@', "'''", 'x:*|!', '😀😀', customer.accountId])
      expect(await found(none), none).toEqual([])
    expect(await find(await world.customer(), '?text=bianchi')).toEqual([])
    expect(await find(customer, '?text=bianchi')).toMatchObject([
      { stato: 'registrata', holder: 'mario rossi', autorinnovo: false, data_scadenza: '', owner: customer.email },
    ])
    expect(world.logLines.join('')).not.toMatch(/bianchi|verdi/i)
  })

  it('finds by state and expiry, page after page, each mailbox once', async () => {
    const customer = await world.customer()
    const firstExpiry = new Date(world.context.clock.now().getTime() + 30 * A_DAY_MS)
    await seedMailboxes(world.context, { accountId: customer.accountId, count: 25, firstExpiry, spreadDays: 25 })
    const { id } = await world.given.registeredMailbox({}, customer)
    const each = async (query: string) => {
      const seen: object[] = []
      for (let next: unknown = ''; next !== null;) {
        const { data } = await customer.get(`/v1/pec?limit=7&${query}${next === '' ? '' : `&cursor=${String(next)}`}`)
        seen.push(...itemsOf(data))
        next = memberOf(data, 'next')
      }
      return seen
    }
    const newest = await each('')
    expect(newest.map((one) => memberOf(one, 'id'))).toEqual(
      itemsOf({ items: (await customer.get('/pec?limit=100')).data }).map((one) => memberOf(one, 'id')),
    )
    expect(await each('stato=registrata,documenti_errati')).toMatchObject([{ id }])
    expect(await each('stato=evasa')).toEqual(newest.slice(1))
    const byExpiry = await each('sort=expiry')
    expect(byExpiry).toEqual(newest.slice(1).toReversed())
    expect(await each('sort=expiry&stato=evasa,revocata&text=casella')).toEqual(byExpiry)
    const before = new Date(firstExpiry.getTime() + 5 * A_DAY_MS).toISOString().slice(0, 10)
    const soon = await each(`sort=expiry&expires_before=${before}`)
    expect(soon).toEqual(byExpiry.slice(0, soon.length))
    expect(soon.length).toBeGreaterThan(3)
    expect(soon.length).toBeLessThan(8)
  })

  it('finds what few of many have', async () => {
    const customer = await world.customer()
    const firstExpiry = new Date(world.context.clock.now().getTime() + 30 * A_DAY_MS)
    await world.given.registeredMailbox({ cognome_richiedente: 'Zappalà' }, customer)
    await seedMailboxes(world.context, { accountId: customer.accountId, count: 5_000, firstExpiry, spreadDays: 25 })
    expect(await find(customer, `?text=${encodeURIComponent('zappalà')}`)).toHaveLength(1)
    expect(await find(customer, '?text=casella77')).toHaveLength(11)
    expect(await find(customer, '?text=casella&limit=1000')).toHaveLength(1000)
  })

  it('is of one account, and for who may read mailboxes', async () => {
    await world.given.registeredMailbox()
    expect(await find(await world.customer())).toEqual([])
    const scope = (path: string) => ({ scopes: [`GET:${world.context.settings.SCOPE_HOST}${path}`] })
    expect(await find(await world.customer(scope('/pec')))).toEqual([])
    expect((await (await world.customer(scope('/dominio'))).get('/v1/pec')).error).toBe(126)
  })

  it.each([
    ['stato=', 110],
    ['stato=attiva', 110],
    ['stato=evasa,,revocata', 110],
    ['stato[]=evasa', 110],
    ['text=a', 110],
    ['text=a%00b', 110],
    [`text=${'a'.repeat(255)}`, 110],
    ['sort=oldest', 110],
    ['expires_before=31/12/2026&sort=expiry', 110],
    ['expires_before=2026-12-31', 110],
    ['limit=1001', 110],
    ['cursor=x', 160],
    [`cursor=${Buffer.from('7').toString('base64url')}&sort=expiry`, 160],
    [`cursor=${Buffer.from('2026-01-01T00:00:00.000Z 65a000000000000000000000').toString('base64url')}`, 160],
  ])('%s is refused with %d', async (query, number) => {
    expect((await (await world.customer()).get(`/v1/pec?${query}`)).error).toBe(number)
  })
})
