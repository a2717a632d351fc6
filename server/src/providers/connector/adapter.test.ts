// What a connector may answer: what is documented is understood, and everything else loses nothing and is told.
import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { boundedExchange } from '../../network/bounded-exchange.ts'
import { onLoopback } from '../../testing/loopback.ts'
import { filed, ordered, pdfHandle, placed } from '../../testing/orders.ts'
import { can, capabilities } from '../port/capabilities.ts'
import type { Capability, Provider } from '../port/capabilities.ts'
import { providersFrom } from '../routing.ts'
import { backOfficeProvider } from '../back-office/adapter.ts'
import { connectorProvider } from './adapter.ts'
import type { Trouble } from './client.ts'
import { startFakeConnector } from './fake-server.ts'
import type { FakeConnector, GivenAnswer } from './fake-server.ts'
import { isCapability } from './manifest.ts'

const now = new Date('2026-03-01T10:00:00Z')
const ask = { reference: '69a411200000000000000001', now }
const mailbox = placed('mario@pec.example.it', { providerRef: 'order-1' })
const everything = Object.keys(capabilities).filter(isCapability)

let fake: FakeConnector
let provider: Provider
const troubles: Trouble[] = []
const exchange = boundedExchange({ privateAddresses: 'allow', version: '0', timeoutMs: 2_000 })
const connector = (baseUrl: string, secret = fake.secret) =>
  connectorProvider({
    name: 'partner',
    baseUrl,
    secret,
    exchange,
    realNow: () => new Date(),
    onTrouble: (trouble) => void troubles.push(trouble),
  })

beforeAll(async () => {
  fake = await startFakeConnector({ askAgainAt: () => now })
})
afterAll(async () => {
  await exchange.close()
  await fake.close()
})
beforeEach(() => {
  fake.offers(...everything)
  provider = connector(fake.url)
  troubles.length = 0
})

const yes = (value: unknown): GivenAnswer => ({ body: { is: 'done', value } })

describe('what is asked', () => {
  it('names the order, our reference, and where news may go; documents go with their bytes', async () => {
    const newsUrl = 'https://casella.example.it/v1/provider-callbacks/partner/key'
    await provider.mailboxes.register?.(mailbox, { ...ask, newsUrl })
    await provider.mailboxes.submitDocuments?.(mailbox, [pdfHandle], ask)
    const [, registered, submitted] = fake.asked.slice(-3)
    const { id, casella_pec } = mailbox
    expect(registered?.body).toMatchObject({
      reference: ask.reference,
      news_url: newsUrl,
      mailbox: { id, casella_pec },
    })
    expect(submitted?.body).toMatchObject({
      mailbox: { provider_ref: 'order-1', submissions: 1 },
      documents: [{ name: pdfHandle.name, base64: Buffer.from('%PDF-1.7').toString('base64') }],
    })
  })

  it('is asked about afterwards without documents, and no has to be final', async () => {
    const own = { ...ask, reference: '69a411200000000000000002' }
    fake.next('ask', 'drop the connection after executing')
    expect(await provider.mailboxes.preserve?.(mailbox, 512, [pdfHandle], own)).toMatchObject({ is: 'down' })
    const { preserve } = provider.outcomes?.mailboxes ?? {}
    expect(await preserve?.(mailbox, 512, [], own)).toEqual({ is: 'done', value: {} })
    expect(fake.asked.at(-1)?.body).toMatchObject({ of: 'mailboxes.preserve', asked: { spazio_conservazione: 512 } })
    expect(fake.asked.at(-1)?.body.asked).not.toHaveProperty('documents')
    fake.next('query', { body: { is: 'not-done', cause: 'no credit' } })
    expect(await preserve?.(mailbox, 512, [], own)).toMatchObject({ is: 'down' })
  })
})

describe('what is answered', () => {
  it('is believed: codes, spaces, expiries, states, forms', async () => {
    const facts = {
      expires_at: '2027-03-01T00:00:00Z',
      spaces: { spazio_disco: 4096 },
      uid: 'MA1',
      cod_attivazione: '1',
    }
    const read = { expiresAt: new Date(facts.expires_at), spaces: facts.spaces, uid: 'MA1', cod_attivazione: '1' }
    fake.next('ask', yes(facts))
    expect(await provider.mailboxes.renew?.(mailbox, 1, ask)).toEqual({ is: 'done', value: read })
    fake.next('read', yes({ state: 'activated', ...facts }), yes({ state: 'sent-back', reasons: ['a\u202eb'] }))
    expect(await provider.mailboxes.status?.(mailbox, now)).toEqual({ is: 'done', value: { is: 'activated', ...read } })
    expect(await provider.mailboxes.status?.(mailbox, now)).toEqual({
      is: 'done',
      value: { is: 'sent back', reasons: ['ab'] },
    })
    const calledOff = { state: 'called-off', reason: 'taken', codes: ['address-taken'] }
    fake.next('read', yes(calledOff), { body: { is: 'pending', ask_again_after_seconds: 90 } })
    expect(await provider.mailboxes.status?.(mailbox, now)).toMatchObject({
      value: { is: 'called off', reason: 'taken', codes: ['address-taken'] },
    })
    expect(await provider.mailboxes.status?.(mailbox, now)).toEqual({
      is: 'pending',
      askAgainAt: new Date(now.getTime() + 90_000),
    })
    expect(await provider.mailboxes.activationForm?.(mailbox, now)).toMatchObject({
      value: { bytes: Buffer.from('%PDF-1.7 of the partner') },
    })
    const attorney = { name: 'Studio Rossi', fiscal_code: '12345678903' }
    fake.next('read', yes({ state: 'code-obtained', codice_registro_imprese: 'X1', attorney }))
    expect(await provider.registryRequests.status?.(filed('a@pec.it'), now)).toMatchObject({
      value: { is: 'code obtained', attorney: { name: 'Studio Rossi', fiscalCode: '12345678903' } },
    })
    fake.next('read', yes({ state: 'flags', flags: { dns: 'KO' }, ask_again_after_seconds: 60 }))
    expect(await provider.certifiedDomains.status?.(ordered('pec.azienda.it'), now)).toEqual({
      is: 'done',
      value: { is: 'flags', flags: { dns: 'KO' }, askAgainAt: new Date(now.getTime() + 60_000) },
    })
    expect(troubles).toEqual([])
  })

  it('may be a no, or that nothing was done for a reason that is the operator’s', async () => {
    fake.next('ask', { body: { is: 'refused', reasons: ['no'] } }, { body: { is: 'not-done', cause: 'no credit' } })
    expect(await provider.mailboxes.revoke?.(mailbox, ask)).toEqual({ is: 'refused', reasons: ['no'] })
    expect(await provider.mailboxes.revoke?.(mailbox, ask)).toEqual({ is: 'not done', cause: 'no credit' })
    expect(troubles).toEqual([{ provider: 'partner', why: 'not done there', operation: 'mailboxes.revoke' }])
  })
})

describe('what cannot be trusted or understood is silence, and told', () => {
  const done = { is: 'done', value: { cod_attivazione: '12345678' } }
  const given: [string, GivenAnswer | 'answer HTML' | 'answer garbage after executing', Trouble['why'], string?][] = [
    ['without a signature', { body: done, signed: 'not' }, 'answer not signed'],
    ['signed long ago', { body: done, signed: 'long ago' }, 'answer too old or too new'],
    ['signed by somebody else', { body: done, signed: 'by somebody else' }, 'answer signed by another secret'],
    ['signed as the question', { body: done, signed: 'as the question' }, 'answer signed for another question'],
    ['an earlier answer', { body: done, signed: 'as the last answer' }, 'answer signed for another question'],
    ['HTML', 'answer HTML', 'answer not signed'],
    ['half an object', 'answer garbage after executing', 'answer not JSON'],
    ['nothing', { body: '' }, 'answer not JSON'],
    ['another status', { body: done, status: 202 }, 'answer with another status than 200', 'status 202'],
    ['a redirect', { body: '', status: 302 }, 'answer with another status than 200', 'status 302'],
    ['401', { body: '', status: 401, signed: 'not' }, 'credentials refused'],
    ['null', { body: null }, 'answer not understood', '/is'],
    ['a list', { body: [done] }, 'answer not understood', '/is'],
    ['an unknown word', { body: { is: 'maybe' } }, 'answer not understood', '/is'],
    ['no reasons', { body: { is: 'refused', reasons: [] } }, 'answer not understood', '/is'],
    [
      'a name that is none',
      yes({ cod_attivazione: '12345678', provider_ref: 'ü' }),
      'answer not understood',
      '/value/provider_ref',
    ],
    ['a code of nine digits', yes({ cod_attivazione: '123456789' }), 'answer not understood', '/value/cod_attivazione'],
    ['half a megabyte', yes({ cod_attivazione: '12345678', more: 'x'.repeat(500_000) }), 'answer too large'],
  ]
  it.each(given)('%s', async (_, behaviour, why, where) => {
    fake.next('ask', behaviour)
    expect(await provider.mailboxes.register?.(mailbox, ask)).toEqual({ is: 'down', cause: why })
    expect(troubles).toEqual([{ provider: 'partner', why, operation: 'mailboxes.register', ...(where && { where }) }])
    expect(JSON.stringify(troubles)).not.toContain(fake.secret)
  })

  it.each([
    ['an expiry in 9999', { expires_at: '9999-01-01T00:00:00Z' }],
    ['an expiry on no day', { expires_at: '2027-13-01T00:00:00Z' }],
    ['spaces of another type', { spaces: { spazio_disco: '4096' } }],
    ['spaces below nothing', { spaces: { spazio_disco: -1 } }],
  ])('%s', async (_, value) => {
    fake.next('ask', yes(value))
    expect(await provider.mailboxes.renew?.(mailbox, 1, ask)).toMatchObject({ is: 'down' })
    expect(troubles).toMatchObject([{ why: 'answer not understood' }])
  })

  it.each([
    ['a state that is none', { state: 'evasa' }],
    ['a form that is no PDF', { base64: Buffer.from('<h1>').toString('base64') }],
    ['a form of 50 MB', { base64: Buffer.from(`%PDF-${'x'.repeat(50 * 1024 ** 2)}`).toString('base64') }],
  ])('%s', async (_, value) => {
    fake.next('read', yes(value), yes(value))
    expect(await provider.mailboxes.status?.(mailbox, now)).toMatchObject({ is: 'down' })
    expect(await provider.mailboxes.activationForm?.(mailbox, now)).toMatchObject({ is: 'down' })
    expect(troubles).toHaveLength(2)
  })

  it('a code without anybody who files', async () => {
    fake.next('read', yes({ state: 'code-obtained', codice_registro_imprese: 'X1' }))
    expect(await provider.registryRequests.status?.(filed('a@pec.it'), now)).toMatchObject({ is: 'down' })
  })

  it('an endless answer, and one that never comes', async () => {
    const endless = createServer((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
        response.once('drain', more)
      }
      more()
    })
    const mute = createServer(() => undefined)
    for (const [server, why] of [[endless, 'answer too large'] as const, [mute, 'no answer'] as const]) {
      const { url, close } = await onLoopback(server)
      expect(await connector(url).health?.()).toMatchObject({ credentials: 'unknown' })
      expect(troubles.at(-1)).toMatchObject({ operation: 'manifest', why })
      await close()
    }
  })
})

describe('what it offers', () => {
  it('is everything until it says so, and from then on what it says', async () => {
    fake.offers('mailboxes.register', 'mailboxes.checkAddress')
    const all = (what: Provider) => everything.filter((name) => can(what, name))
    expect(all(provider)).toEqual(everything)
    await provider.prepare?.()
    expect(all(provider).sort()).toEqual(['mailboxes.checkAddress', 'mailboxes.register'])
    expect(provider.manifest.can['mailboxes.renew']).toMatchObject({ is: 'no' })
    const { forNew } = providersFrom([provider, backOfficeProvider()], [{ provider: 'partner' }])
    expect(forNew({ resource: 'mailbox', account: 'a' }).manifest.name).toBe('partner')
    expect(forNew({ resource: 'certified-domain', account: 'a' }).manifest.name).toBe('back-office')
    // What it did before it can still be asked about.
    const never = { ...ask, reference: '69a411200000000000000003' }
    expect(await provider.outcomes?.mailboxes.renew?.(mailbox, 1, never)).toMatchObject({ is: 'refused' })
  })

  it('is not asked when it turns out not to be offered', async () => {
    fake.offers('mailboxes.checkAddress')
    const { revoke } = provider.mailboxes
    const before = fake.asked.length
    expect(await revoke?.(mailbox, ask)).toEqual({ is: 'not done', cause: 'not offered' })
    expect(fake.asked.slice(before).map(({ operation }) => operation)).toEqual(['manifest'])
  })

  it('ignores names it does not know', async () => {
    fake.next('manifest', {
      body: { protocol: 1, name: 'Later', capabilities: ['mailboxes.archive', 'mailboxes.renew'] },
    })
    await provider.prepare?.()
    expect(everything.filter((name: Capability) => can(provider, name))).toEqual(['mailboxes.renew'])
  })
})

describe('its health', () => {
  const manifest = { protocol: 1, name: 'Partner', capabilities: [] }
  it('says that it is well, and our credit there', async () => {
    fake.next('manifest', { body: { ...manifest, credit: '12.50' } })
    expect(await provider.health?.()).toEqual({ reachable: true, credentials: 'accepted', credit: '12.50' })
  })

  it('says that it speaks another version, and then nothing is asked of it', async () => {
    const later = { body: { ...manifest, protocol: 2 } }
    fake.next('manifest', later, later)
    const problem = 'another version of the protocol'
    expect(await provider.health?.()).toEqual({ reachable: true, credentials: 'accepted', problem })
    expect(await provider.mailboxes.revoke?.(mailbox, ask)).toMatchObject({ is: 'not done' })
    expect(troubles).toMatchObject([{ why: problem }, { why: problem }])
  })

  it('says that the secret is another one, or the answer none', async () => {
    const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    expect(await connector(fake.url, other).health?.()).toMatchObject({ reachable: true, credentials: 'refused' })
    fake.next('manifest', { body: { ...manifest, name: 7 } })
    expect(await provider.health?.()).toEqual({
      reachable: true,
      credentials: 'unknown',
      problem: 'answer not understood',
    })
  })

  it('says that nobody is there, and asking nobody did nothing', async () => {
    const nobody = connector('http://127.0.0.1:1')
    expect(await nobody.health?.()).toEqual({ reachable: false, credentials: 'unknown' })
    expect(await nobody.mailboxes.revoke?.(mailbox, ask)).toMatchObject({ is: 'not done' })
    expect(await nobody.outcomes?.mailboxes.revoke?.(mailbox, ask)).toMatchObject({ is: 'down' })
    expect(await nobody.mailboxes.status?.(mailbox, now)).toMatchObject({ is: 'down' })
  })
})
