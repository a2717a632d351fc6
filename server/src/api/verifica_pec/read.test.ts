import { beforeAll, describe, expect, it } from 'vitest'
import { inProduction } from '../../testing/fixtures.ts'
import { startServer } from '../../testing/world.ts'

describe('GET /verifica_pec/{pec}', () => {
  const world = startServer()

  it.each([
    'libera@testcert.legalmail.it',
    'libera%40testcert.legalmail.it',
    'LIBERA@TestCert.Legalmail.IT',
    'libera@test.domiciliodigitale.com',
  ])('200 · %s is available, and nothing is charged', async (pec) => {
    const customer = await world.customer({ creditCents: 1 })
    const reply = await customer.get(`/verifica_pec/${pec}`)
    expect(reply.text).toBe('{"data":{"available":true},"success":true,"message":"","error":null}')
    expect(await customer.credit()).toBe('0.01')
  })

  it('200 · an address taken here, by anybody, is not available, in whatever case it is asked for', async () => {
    const { casella_pec } = await world.given.registeredMailbox()
    const other = await world.customer()
    expect((await other.get(`/verifica_pec/${casella_pec}`)).data).toEqual({ available: false })
    expect((await other.get(`/verifica_pec/${casella_pec.toUpperCase()}`)).data).toEqual({ available: false })
  })

  it('200 · an address taken at the provider is not available', async () => {
    const customer = await world.customer()
    expect((await customer.get('/verifica_pec/occupata@testcert.legalmail.it')).data).toEqual({ available: false })
  })

  it('200 · the address of a registration called off is free again', async () => {
    const { customer, casella_pec } = await world.given.registeredMailbox({
      casella_pec: 'presto.annullata@testcert.legalmail.it',
    })
    await world.pass(1_000)
    expect((await customer.get(`/verifica_pec/${casella_pec}`)).data).toEqual({ available: true })
  })

  world.refuses(207, 'no address', async ({ customer }) => (await customer()).get('/verifica_pec/'))
  world.refuses(207, 'a blank address', async ({ customer }) => (await customer()).get('/verifica_pec/%20'))
  world.refuses(208, 'not an address', async ({ customer }) => (await customer()).get('/verifica_pec/legalmail.it'))
  world.refuses(208, 'an escape that does not decode', async ({ customer }) =>
    (await customer()).get('/verifica_pec/a%b@testcert.legalmail.it'),
  )
  world.refuses(210, 'a domain nobody here sells', async ({ customer }) =>
    (await customer()).get('/verifica_pec/a@example.com'),
  )
  world.refuses(210, 'a twin there is not', async ({ customer }) =>
    (await customer()).get('/verifica_pec/a@test.pecmassiva.com'),
  )
  world.refuses(210, 'a production domain', async ({ customer }) =>
    (await customer()).get('/verifica_pec/a@legalmail.it'),
  )
  world.refuses(211, 'the provider is away', async ({ customer }) =>
    (await customer()).get('/verifica_pec/guasto@testcert.legalmail.it'),
  )
  world.refuses(125.22, 'nobody', async ({ stranger }) => stranger().get('/verifica_pec/nonsense'))
  world.refuses(126, 'a token for something else', async ({ customer }) =>
    (await customer({ scopes: ['GET:test.pec.openapi.it/pec'] })).get('/verifica_pec/nonsense'),
  )
  world.refuses(102, 'a method it does not have', async ({ customer }) =>
    (await customer()).post('/verifica_pec/a@testcert.legalmail.it', {}),
  )
})

describe('GET /verifica_pec/{pec} as in 2021', () => {
  const world = startServer()
  beforeAll(() => void Object.assign(world.context.strictness, { takenAddressIsRefused: true }))

  world.refuses(209, 'a taken address', async ({ customer }) =>
    (await customer()).get('/verifica_pec/occupata@testcert.legalmail.it'),
  )
})

describe('GET /verifica_pec/{pec} in production', () => {
  const world = startServer(inProduction())

  it.each(['legalmail.it', 'domiciliodigitale.com', 'pecmassiva.com'])('200 · an address under %s', async (dominio) => {
    const customer = await world.customer()
    expect((await customer.get(`/verifica_pec/libera@${dominio}`)).data).toEqual({ available: true })
  })

  world.refuses(210, 'a domain of the sandbox', async ({ customer }) =>
    (await customer()).get('/verifica_pec/a@testcert.legalmail.it'),
  )
})
