// Finding one's own by the beginning of an address or a name.
import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf } from '../../../testing/caller.ts'
import type { Caller } from '../../../testing/caller.ts'
import { companyRegistration, registration } from '../../../testing/fixtures.ts'
import { seedMailboxes } from '../../../testing/seed.ts'
import { startServer } from '../../../testing/world.ts'

describe('search', () => {
  const world = startServer()
  const find = async (caller: Caller, q: string) => {
    const reply = await caller.get(`/v1/search?q=${encodeURIComponent(q)}`)
    expect(reply.error, reply.text).toBeNull()
    expect(memberOf(reply.data, 'more')).toBe(false)
    return itemsOf(reply.data)
  }

  it('finds mailboxes, domains and requests by how their address, name or holder begins, in any case', async () => {
    const customer = await world.customer()
    const make = async (body: Record<string, unknown>) => {
      const reply = await customer.post('/pec', body)
      expect(reply.error, reply.text).toBeNull()
      return String(memberOf(reply.data, 'id'))
    }
    const [address, company] = ['studio.bianchi@testcert.legalmail.it', 'zeta@testcert.legalmail.it']
    const person = await make(registration({ casella_pec: address }))
    const firm = await make(
      companyRegistration({ casella_pec: company, denominazione_titolare: 'Studio 100% Verdi_srl' }),
    )
    const domain = await world.given.orderedDomain({ dominio: 'studio-bianchi.it' }, customer)
    const request = await world.given.request(
      { casella_pec: 'posta@studio-bianchi.it', ragione_sociale: 'Studio Bianchi SpA' },
      customer,
    )
    const mailbox = { kind: 'mailbox', id: person, name: address, holder: 'mario rossi', stato: 'registrata' }
    const ofFirm = { kind: 'mailbox', id: firm, name: company, holder: 'Studio 100% Verdi_srl', stato: 'registrata' }
    const ofDomain = {
      kind: 'certified-domain',
      id: domain.id,
      name: domain.dominio,
      holder: null,
      stato: 'registrato',
    }
    const ofRequest = {
      kind: 'registry-request',
      id: request.id,
      name: 'posta@studio-bianchi.it',
      holder: 'Studio Bianchi SpA',
      stato: 'codice_in_richiesta',
    }
    expect(await find(customer, 'studio')).toEqual([mailbox, ofFirm, ofDomain, ofRequest])
    expect(await find(customer, ' STUDIO ')).toEqual([mailbox, ofFirm, ofDomain, ofRequest])
    expect(await find(customer, 'studio.bianchi@')).toEqual([mailbox])
    expect(await find(customer, 'studio-')).toEqual([ofDomain])
    expect(await find(customer, 'posta@')).toEqual([ofRequest])
    // The applicant of a firm's mailbox is not its holder.
    expect(await find(customer, 'Ross')).toEqual([mailbox])
    expect(await find(customer, 'studio 100% verdi_s')).toEqual([ofFirm])
    for (const none of ['bianchi', 'st%', 'stud__', '%%', "st'", 'st\\', '😀😀', 'studio bianchi spa e altri'])
      expect(await find(customer, none), none).toEqual([])
    expect(world.logLines.join('')).not.toMatch(/bianchi|verdi/i)
    const logged = JSON.stringify((await customer.get('/v1/requests')).data)
    expect(logged).toContain('/v1/search')
    expect(logged).not.toMatch(/bianchi|verdi/i)
  })

  it('shows twenty of a kind, by name, and says that there are more', async () => {
    const customer = await world.customer()
    const firstExpiry = world.context.clock.now()
    await seedMailboxes(world.context, { accountId: customer.accountId, count: 30, firstExpiry, spreadDays: 10 })
    const { data } = await customer.get('/v1/search?q=casella')
    const names = itemsOf(data).map((item) => String(memberOf(item, 'name')))
    expect(names).toHaveLength(20)
    expect(names).toEqual(names.toSorted())
    expect(memberOf(data, 'more')).toBe(true)
    expect(await find(customer, 'casella7.')).toHaveLength(1)
  })

  it('is of one account, and for a full token', async () => {
    const { casella_pec } = await world.given.registeredMailbox()
    expect(await find(await world.customer(), casella_pec)).toEqual([])
    const reader = await world.customer({ scopes: [`GET:${world.context.settings.SCOPE_HOST}/pec`] })
    expect((await reader.get('/v1/search?q=mario')).error).toBe(126)
  })

  it.each(['', '?q=', '?q=a', '?q=%20a%20', '?q=a%00b', `?q=${'a'.repeat(255)}`, '?q[]=mario', '?q=aa&q=bb'])(
    '110 · %s',
    async (query) => {
      const reply = await (await world.customer()).get(`/v1/search${query}`)
      expect([reply.error, reply.status]).toEqual([110, 406])
    },
  )
})
