// The timelines of a mailbox, a domain and a request.
import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf } from '../../../testing/caller.ts'
import type { Caller } from '../../../testing/caller.ts'
import { pdfText } from '../../../testing/fixtures.ts'
import { startServer } from '../../../testing/world.ts'

const UNKNOWN_ID = '65a000000000000000000000'
const A_DAY_MS = 86_400_000

describe('the history of a resource', () => {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })
  const read = async (caller: Caller, path: string) => {
    const reply = await caller.get(path)
    expect(reply.error, reply.text).toBeNull()
    return itemsOf(reply.data)
  }

  it('tells the life of one mailbox, newest first: what was asked, paid, sent back and reminded of, and by whom', async () => {
    const { customer, id } = await world.given.submittedMailbox({ tipo_casella: 'STANDARD' })
    await world.given.registeredMailbox({}, customer)
    const operator = await world.operator()
    const sentBack = { decision: 'SENT_BACK', reason: 'manca il retro' }
    expect((await operator.post(`/v1/operator/mailboxes/${id}/decision`, sentBack)).error).toBeNull()
    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    await world.pass(10_000)
    await world.pass(350 * A_DAY_MS)
    expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBeNull()

    const told = await read(customer, `/v1/pec/${id}/history`)
    expect(told.map((entry) => memberOf(entry, 'subject'))).toEqual(told.map(() => id))
    expect(told[0]).toMatchObject({ kind: 'changed', detail: { move: 'renew' }, by: 'customer' })
    expect(told[1]).toMatchObject({ kind: 'debited', detail: { amount: '11.00' }, by: 'customer' })
    expect(told.filter((entry) => memberOf(entry, 'kind') === 'expiry-reminder').length).toBeGreaterThan(1)
    expect(told.slice(-6).toReversed()).toMatchObject([
      { kind: 'debited', detail: { cause: `POST /pec ${id}` } },
      { kind: 'state-changed', detail: { from: null, to: 'registrata' } },
      { kind: 'state-changed', detail: { to: 'in_evasione' }, author: { account: customer.accountId } },
      { kind: 'documents-sent-back', detail: { note: 'manca il retro' }, by: 'operator', author: null },
      { kind: 'state-changed', detail: { to: 'documenti_errati', reason: 'manca il retro' }, author: null },
      { kind: 'state-changed', detail: { to: 'in_evasione' }, by: 'customer' },
    ])
    const feed = await read(customer, '/v1/events?limit=1000')
    expect(told).toEqual(feed.filter((entry) => memberOf(entry, 'subject') === id))
    expect(await read(operator, `/v1/pec/${id}/history`)).toEqual(told)
  })

  it('tells of a domain and of a request alike', async () => {
    const { customer, id } = await world.given.certifiedDomain()
    const request = await world.given.request({}, customer)
    await world.pass(10_000)
    const ofDomain = await read(customer, `/v1/dominio/${id}/history`)
    expect(ofDomain.at(0)).toMatchObject({
      kind: 'state-changed',
      subject: id,
      detail: { to: 'evaso' },
      by: 'provider',
    })
    expect(ofDomain.at(-1)).toMatchObject({ kind: 'debited', subject: id })
    const ofRequest = await read(customer, `/v1/comunica_pec/${request.id}/history`)
    expect(ofRequest.at(0)).toMatchObject({ kind: 'state-changed', detail: { to: 'in_attesa_di_documenti' } })
    expect(ofRequest.at(-1)).toMatchObject({ kind: 'debited', subject: request.id })
  })

  it('is read page by page, each entry once, while more happens', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const all = await read(customer, `/v1/pec/${id}/history`)
    const seen: object[] = []
    for (let next: unknown = ''; next !== null;) {
      const cursor = next === '' ? '' : `&cursor=${String(next)}`
      const { data } = await customer.get(`/v1/pec/${id}/history?limit=2${cursor}`)
      expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBeNull()
      seen.push(...itemsOf(data))
      next = memberOf(data, 'next')
    }
    expect(seen).toEqual(all)
  })

  it('takes a token whose scope reads the mailbox, and no other', async () => {
    const host = world.context.settings.SCOPE_HOST
    const reader = await world.customer({ scopes: [`GET:${host}/pec`, `POST:${host}/pec`] })
    const { id } = await world.given.registeredMailbox({}, reader)
    expect((await read(reader, `/v1/pec/${id}/history`)).length).toBe(2)
    expect((await reader.get(`/v1/dominio/${id}/history`)).error).toBe(126)
  })

  describe.each([
    ['/v1/pec', async () => world.given.registeredMailbox()],
    ['/v1/dominio', async () => world.given.orderedDomain()],
    ['/v1/comunica_pec', async () => world.given.request()],
  ])('%s', (path, make) => {
    it("is silent about another account's, and about what is none", async () => {
      const { id } = await make()
      const other = await world.customer()
      for (const unknown of [id, UNKNOWN_ID, 'x', `${UNKNOWN_ID}0`, '%00'])
        expect((await other.get(`${path}/${unknown}/history`)).error).toBe(109)
    })

    it('refuses a cursor that is none and a limit that is none', async () => {
      const { customer, id } = await make()
      const answered = async (query: string) => (await customer.get(`${path}/${id}/history?${query}`)).error
      for (const cursor of ['x', '%00', 'A'.repeat(201), Buffer.from('-1').toString('base64url')])
        expect(await answered(`cursor=${cursor}`)).toBe(160)
      for (const limit of ['0', '1001', 'x', '', '1.5']) expect(await answered(`limit=${limit}`)).toBe(110)
      expect(await answered('limit[]=1')).toBe(110)
    })
  })
})
