// What expires when, as a list and as a calendar.
import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf } from '../../../testing/caller.ts'
import type { Caller } from '../../../testing/caller.ts'
import { seedMailboxes } from '../../../testing/seed.ts'
import { startServer } from '../../../testing/world.ts'

const A_DAY_MS = 86_400_000

describe('the expiries of an account', () => {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })
  const list = async (caller: Caller, query = '') => {
    const reply = await caller.get(`/v1/expiries${query}`)
    expect(reply.error, reply.text).toBeNull()
    return itemsOf(reply.data)
  }
  const idsOf = (items: object[]) => items.map((item) => memberOf(item, 'id'))
  const isoDay = (italian: unknown) => String(italian).split('/').reverse().join('-')
  /** A calendar's entries, each as its lines by name. */
  const entriesOf = (calendar: string) =>
    calendar
      .replaceAll('\r\n ', '')
      .split('BEGIN:VEVENT\r\n')
      .slice(1)
      .map((entry) => Object.fromEntries(entry.split('\r\n').map((line) => line.split(/:(.*)/s, 2))))

  it('are its working mailboxes and domains, the next first, each on the day its resource says', async () => {
    const { customer, id } = await world.given.workingMailbox({ autorinnovo: true })
    await world.pass(3 * A_DAY_MS)
    const domain = await world.given.certifiedDomain({}, customer)
    const later = await world.given.workingMailbox({}, customer)
    await world.given.registeredMailbox({}, customer)
    const revoked = await world.given.workingMailbox({}, customer)
    expect((await customer.delete(`/pec/${revoked.id}`)).error).toBeNull()
    await world.given.orderedDomain({}, customer)

    const items = await list(customer)
    expect(items).toMatchObject([
      { kind: 'mailbox', id, autorinnovo: true },
      { kind: 'certified-domain', id: domain.id, name: domain.dominio, autorinnovo: false },
      { kind: 'mailbox', id: later.id, name: later.casella_pec, autorinnovo: false },
    ])
    for (const [nth, path] of [`/pec/${id}`, `/dominio/${domain.id}`, `/pec/${later.id}`].entries())
      expect(memberOf(items[nth], 'data_scadenza')).toBe(memberOf((await customer.get(path)).data, 'data_scadenza'))
  })

  it('are asked for by days, the last one included, and move when something is renewed', async () => {
    const { customer, id } = await world.given.workingMailbox()
    await world.pass(5 * A_DAY_MS)
    const second = await world.given.workingMailbox({}, customer)
    const [first, last] = (await list(customer)).map((item) => isoDay(memberOf(item, 'data_scadenza')))
    expect(idsOf(await list(customer, `?from=${first}&to=${first}`))).toEqual([id])
    expect(idsOf(await list(customer, `?to=${last}`))).toEqual([id, second.id])
    expect(idsOf(await list(customer, `?from=${last}`))).toEqual([second.id])
    expect(idsOf(await list(customer, '?to=2100-12-31&from=2099-01-01'))).toEqual([])

    expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBeNull()
    expect(idsOf(await list(customer))).toEqual([second.id])
    expect(idsOf(await list(customer, `?from=${first}&to=2100-12-31`))).toEqual([second.id, id])
    await world.pass(370 * A_DAY_MS)
    expect(idsOf(await list(customer))).toEqual([id])
  })

  it('are read page by page, each once, also those of one moment', async () => {
    const { customer } = await world.given.certifiedDomain()
    const firstExpiry = new Date(world.context.clock.now().getTime() + 100 * A_DAY_MS)
    await seedMailboxes(world.context, { accountId: customer.accountId, count: 25, firstExpiry, spreadDays: 0 })
    const all = await list(customer)
    expect(all).toHaveLength(26)
    const seen: object[] = []
    for (let next: unknown = ''; next !== null;) {
      const { data } = await customer.get(`/v1/expiries?limit=4${next === '' ? '' : `&cursor=${String(next)}`}`)
      seen.push(...itemsOf(data))
      next = memberOf(data, 'next')
    }
    expect(seen).toEqual(all)
  })

  it('are a calendar, whose entries keep their ids when they move', async () => {
    const { customer, id, casella_pec } = await world.given.workingMailbox({ autorinnovo: true })
    const domain = await world.given.certifiedDomain({}, customer)
    const read = async () => {
      const reply = await customer.get('/v1/expiries.ics')
      expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8'])
      expect(reply.headers.get('content-disposition')).toBe('inline; filename="scadenze.ics"')
      expect(reply.text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
      return entriesOf(reply.text)
    }
    const entries = await read()
    const days = (await list(customer)).map((item) => isoDay(memberOf(item, 'data_scadenza')).replaceAll('-', ''))
    expect(entries.map((entry) => entry['DTSTART;VALUE=DATE'])).toEqual(days)
    expect(entries).toMatchObject(
      [
        { UID: `${id}@ceralacca`, SUMMARY: `Scade la casella ${casella_pec}`, DESCRIPTION: /attivo/ },
        { UID: `${domain.id}@ceralacca`, SUMMARY: `Scade il dominio ${domain.dominio}` },
      ].map(({ DESCRIPTION: _, ...entry }) => entry),
    )
    expect(entries[0]?.DESCRIPTION).toMatch(/^Rinnovo automatico attivo/)
    expect(await read()).toEqual(entries)

    expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBeNull()
    expect((await read()).map(({ UID }) => UID)).toEqual([`${domain.id}@ceralacca`])
    await world.pass(20 * A_DAY_MS)
    await customer.get(`/dominio/${domain.id}/rinnovo`)
    await world.pass(350 * A_DAY_MS)
    const moved = (await read()).find(({ UID }) => UID === `${id}@ceralacca`)
    expect(moved?.['DTSTART;VALUE=DATE']).not.toBe(entries[0]?.['DTSTART;VALUE=DATE'])
    expect(moved?.DTSTAMP).not.toBe(entries[0]?.DTSTAMP)
  })

  it('are a calendar of a thousand at most, the next ones', async () => {
    const customer = await world.customer()
    expect(entriesOf((await customer.get('/v1/expiries.ics')).text)).toEqual([])
    const firstExpiry = new Date(world.context.clock.now().getTime() + 100 * A_DAY_MS)
    await seedMailboxes(world.context, { accountId: customer.accountId, count: 1_010, firstExpiry, spreadDays: 100 })
    const entries = entriesOf((await customer.get('/v1/expiries.ics')).text)
    expect(entries.map(({ UID }) => UID)).toEqual(
      idsOf(await list(customer, '?limit=1000')).map((id) => `${String(id)}@ceralacca`),
    )
  })

  it('are of one account, and for a full token', async () => {
    const { customer } = await world.given.workingMailbox()
    const other = await world.customer()
    expect(await list(other)).toEqual([])
    expect(entriesOf((await other.get('/v1/expiries.ics')).text)).toEqual([])
    expect((await list(customer)).length).toBe(1)
    const reader = await world.customer({ scopes: [`GET:${world.context.settings.SCOPE_HOST}/pec`] })
    for (const path of ['/v1/expiries', '/v1/expiries.ics']) expect((await reader.get(path)).error).toBe(126)
  })

  it.each([
    'from=x',
    'from=',
    'from=01/01/2027',
    'from=2027-02-30',
    'from=2027-1-1',
    'to=9999-12-31',
    'to=2027-01-01T00:00:00Z',
    'to=%00',
    'to=2000-01-01',
    'from=2027-01-02&to=2027-01-01',
    'from[]=2027-01-01',
    'from=2027-01-01&from=2027-01-02',
    'limit=0',
    'limit=1001',
  ])('110 · ?%s', async (query) => {
    const reply = await (await world.customer()).get(`/v1/expiries?${query}`)
    expect([reply.error, reply.status]).toEqual([110, 406])
  })
  const cursor = (text: string) => Buffer.from(text).toString('base64url')
  it.each(['x', cursor('1'), cursor('0000-12-31T00:00:00.000Z 0123456789abcdef01234567'), cursor('2027-01-01 x')])(
    '160 · %s is no cursor',
    async (hostile) => {
      const reply = await (await world.customer()).get(`/v1/expiries?cursor=${hostile}`)
      expect([reply.error, reply.status]).toEqual([160, 406])
    },
  )
})
