import { describe, expect, it } from 'vitest'
import { registration } from '../../../testing/fixtures.ts'
import { startServer } from '../../../testing/world.ts'

describe('/v1/dominio/{id}/quota', () => {
  const world = startServer()
  const none = `/v1/dominio/${'f'.repeat(24)}/quota`

  it('counts the mailboxes under a domain that are not over', async () => {
    const { customer, id, dominio } = await world.given.certifiedDomain({ numero_pec: 2 })
    const quota = async () => (await customer.get(`/v1/dominio/${id}/quota`)).data
    expect(await quota()).toEqual({ id, numero_pec: 2, in_use: 0 })
    const reply = await customer.post('/pec', registration({ casella_pec: `posta@${dominio}` }))
    expect(reply.error, reply.text).toBeNull()
    await world.given.registeredMailbox({}, customer)
    expect(await quota()).toEqual({ id, numero_pec: 2, in_use: 1 })
  })

  world.refuses(109, 'no id', async ({ customer }) => (await customer()).get('/v1/dominio/zz/quota'))
  world.refuses(109, 'nothing of that id', async ({ customer }) => (await customer()).get(none))
  world.refuses(109, 'somebody else’s', async ({ customer, given }) =>
    (await customer()).get(`/v1/dominio/${(await given.orderedDomain()).id}/quota`),
  )
  world.refuses(126, 'a token that is not full', async ({ customer }) => (await customer({ scopes: [] })).get(none))
})
