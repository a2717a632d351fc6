import { describe, expect, it } from 'vitest'
import { pdfText, registration } from '../../testing/fixtures.ts'
import { startReceiver } from '../../testing/receiver.ts'
import { startServer } from '../../testing/world.ts'

describe('PATCH /pec/{id}/attivazione', () => {
  const world = startServer()

  it('200 · hands the documents to the provider, which activates the mailbox and says so', async () => {
    await using receiver = await startReceiver()
    const callback = { url: receiver.url, method: 'JSON', data: { mine: 1 } }
    const { customer, id } = await world.given.registeredMailbox({ callback })
    const documenti = [await pdfText('form'), await pdfText('identity')]
    const sent = await customer.patch(`/pec/${id}/attivazione`, { documenti })
    expect(sent.data).toMatchObject({
      stato: 'in_evasione',
      documenti_attivazione: [`${id}_0_attivazione.pdf`, `${id}_1_attivazione.pdf`],
    })
    await world.pass(2_000)
    const now = await customer.get(`/pec/${id}`)
    expect(now.data).toMatchObject({
      stato: 'evasa',
      sms: true,
      storico: true,
      spazio_disco: 2048,
      spazio_storico: 13312,
    })
    expect(receiver.received).toHaveLength(1)
    expect(receiver.resourceOf(receiver.received[0])).toEqual(now.data)
  })

  world.refuses(265, 'an id that is not 24 hex digits', async ({ customer }) =>
    (await customer()).patch('/pec/zz/attivazione', { documenti: [] }),
  )
  world.refuses(267, 'a mailbox that already works', async ({ given }) => {
    const { customer, id } = await given.workingMailbox()
    return customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
  })
  world.refuses(262, 'no credit', async (world) =>
    (await world.customer({ creditCents: 0 })).post('/pec', registration()),
  )
})
