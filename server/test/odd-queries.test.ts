// What lists and sign-in refuse of a query or body that nobody means.
import { beforeAll, describe } from 'vitest'
import { prepareSandbox } from '../src/accounts/sandbox.ts'
import { softwareAuthenticator } from '../src/testing/authenticator.ts'
import { joined, signedIn } from '../src/testing/signed-in.ts'
import { startServer } from '../src/testing/world.ts'

describe('odd queries', () => {
  const world = startServer()
  beforeAll(async () => {
    await prepareSandbox(world.context, world.baseUrl)
  })
  const ofTheSandbox = async () =>
    world.session('account', await world.stranger().post('/v1/sandbox/session', { as: 'account' }))

  world.refuses(110, 'tokens by a number that is none', async (w) => (await w.customer()).get('/v1/tokens?limit=x'))
  world.refuses(160, 'tokens after nothing', async (w) => (await w.customer()).get('/v1/tokens?cursor=x'))
  world.refuses(110, 'callbacks of a mailbox by a number that is none', async (w) => {
    const { customer, id } = await w.given.registeredMailbox()
    return customer.get(`/v1/pec/${id}/deliveries?limit=x`)
  })
  world.refuses(160, 'callbacks of a mailbox after nothing', async (w) => {
    const { customer, id } = await w.given.registeredMailbox()
    return customer.get(`/v1/pec/${id}/deliveries?cursor=x`)
  })
  world.refuses(110, 'an audit after no number', async (w) =>
    (await w.operator()).get('/v1/operator/audit/export?after=x'),
  )
  world.refuses(110, 'the end of one-time codes by a number', async () =>
    (await ofTheSandbox()).call('DELETE', '/v1/session/totp', { otp: 5 }),
  )
  world.refuses(115, 'a passkey for nobody in particular', async (w) => {
    const member = await signedIn(w, (await joined(w, 'owner')).email)
    const credential = softwareAuthenticator().make(await member.post('/v1/session/passkeys/options'), w.baseUrl)
    return (await ofTheSandbox()).post('/v1/session/passkeys', { name: 'chiave', credential })
  })
})
