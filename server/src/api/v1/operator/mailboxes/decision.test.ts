import { describe, expect, it } from 'vitest'
import { memberOf } from '../../../../testing/caller.ts'
import { inProduction, pdfText, productionRegistration } from '../../../../testing/fixtures.ts'
import { startReceiver } from '../../../../testing/receiver.ts'
import { startServer } from '../../../../testing/world.ts'

describe('POST /v1/operator/mailboxes/{id}/decision', () => {
  const world = startServer(inProduction())
  const registered = async (changes: Record<string, unknown> = {}) => {
    const customer = await world.customer()
    const { data } = await customer.post('/pec', productionRegistration(changes))
    return { customer, id: String(memberOf(data, 'id')) }
  }
  const submitted = async (changes: Record<string, unknown> = {}) => {
    const mailbox = await registered(changes)
    await mailbox.customer.patch(`/pec/${mailbox.id}/attivazione`, { documenti: await pdfText() })
    return mailbox
  }
  const decide = async (id: string, decision: unknown, reason?: unknown) =>
    (await world.operator()).post(`/v1/operator/mailboxes/${id}/decision`, { decision, reason })

  it('ACTIVATED makes the mailbox work for a year, and tells its owner', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await submitted({ callback: { url: receiver.url, method: 'JSON' } })
    expect((await decide(id, 'ACTIVATED')).data).toEqual({ id, stato: 'evasa' })
    const { data } = await customer.get(`/pec/${id}`)
    expect(data).toMatchObject({ stato: 'evasa', spazio_disco: 2048, spazio_storico: 13312, sms: true })
    await world.drain()
    expect(receiver.received).toHaveLength(1)
    expect(receiver.resourceOf(receiver.received[0])).toEqual(data)
    expect((await decide(id, 'ACTIVATED')).error).toBe(115)
    await world.drain()
    expect(receiver.received).toHaveLength(1)
  })

  it('SENT_BACK lets the customer hand in documents again', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await submitted({ callback: { url: receiver.url } })
    expect((await decide(id, 'sent_back', 'carta scaduta')).data).toEqual({ id, stato: 'documenti_errati' })
    await world.drain()
    expect(receiver.resourceOf(receiver.received[0])).toMatchObject({ stato: 'documenti_errati' })
    const again = await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    expect(again.data).toMatchObject({ stato: 'in_evasione' })
    expect((await decide(id, 'ACTIVATED')).data).toEqual({ id, stato: 'evasa' })
  })

  it('CALLED_OFF returns the price, once', async () => {
    await using receiver = await startReceiver()
    const { customer, id } = await registered({ callback: { url: receiver.url } })
    expect(await customer.credit()).toBe('936.00')
    const replies = await Promise.all([1, 2, 3].map(() => decide(id, 'CALLED_OFF', 'rinuncia')))
    expect(replies.map((one) => one.error).sort()).toEqual([115, 115, null])
    expect(await customer.credit()).toBe('1000.00')
    await world.drain()
    expect(receiver.received.map((one) => memberOf(receiver.resourceOf(one), 'stato'))).toEqual([
      'registrazione_annullata',
    ])
  })

  world.refuses(115, 'a mailbox without documents cannot be activated', async () =>
    decide((await registered()).id, 'ACTIVATED'),
  )
  world.refuses(115, 'nor have its documents sent back', async () => decide((await registered()).id, 'SENT_BACK'))
  world.refuses(110, 'a decision there is not', async () => decide((await submitted()).id, 'MAYBE'))
  world.refuses(110, 'no decision', async () => decide((await submitted()).id, ''))
  world.refuses(110, 'a reason that is no text', async () => decide((await submitted()).id, 'SENT_BACK', 7))
  world.refuses(109, 'a mailbox there is not', () => decide('f'.repeat(24), 'ACTIVATED'))
  world.refuses(109, 'no id', () => decide('%00', 'ACTIVATED'))
  world.refuses(126, 'its own customer', async () => {
    const { customer, id } = await submitted()
    return customer.post(`/v1/operator/mailboxes/${id}/decision`, { decision: 'ACTIVATED' })
  })
  world.refuses(125.22, 'nobody', async ({ stranger }) => stranger().post('/v1/operator/mailboxes/zz/decision', {}))
})
