// Starts on a data folder left by the previous version, with everything in it, and continues pending work. How the
// folder was made: version-before/README.md.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goodZone, startNameServer } from '../src/dns/fake-server.ts'
import type { FakeNameServer } from '../src/dns/fake-server.ts'
import { unmatchedDebits } from '../src/ledger/debits.ts'
import { readWallet, unbalancedWallets } from '../src/ledger/ledger.ts'
import type { Capability } from '../src/providers/port/capabilities.ts'
import { providersFrom } from '../src/providers/routing.ts'
import { testAuthority } from '../src/testing/authority.ts'
import { callerAt, itemsOf, memberOf, noticesTo } from '../src/testing/caller.ts'
import { noteExchange } from '../src/testing/contract-watch.ts'
import { pdfText, registration } from '../src/testing/fixtures.ts'
import { startReceiver } from '../src/testing/receiver.ts'
import type { Receiver } from '../src/testing/receiver.ts'
import { remoteProvider } from '../src/testing/remote-provider.ts'
import { startFakeConnector } from '../src/providers/connector/fake-server.ts'
import type { FakeConnector } from '../src/providers/connector/fake-server.ts'
import { startServer } from '../src/testing/world.ts'
import { fill, readMade } from './version-before/fill.ts'
import type { Made } from './version-before/fill.ts'

const ENCRYPTION_KEY = 'KytyMYGIfgI3kDsnYLM+HSkSZ1u0cZJ7wZyJnxZbnvg='
const TEN_SECONDS = 10_000
const TEN_MINUTES = 600_000

/** Domains with correct records, one of them only since the folder was left. */
const published = ['pec.azienda-prova.it', 'pec.remota-prova.it', 'pec.nuova-prova.it', 'pec.attesa-prova.it']

describe('a data folder of version 0.1.0', () => {
  let receiver: Receiver
  let names: FakeNameServer
  let provider: FakeConnector
  let made: Made
  beforeAll(async () => {
    receiver = await startReceiver()
    made = await readMade(new URL(receiver.url).host)
    names = await startNameServer(published.flatMap(goodZone))
  })
  const world = startServer(
    {
      ENCRYPTION_KEY,
      // The last renewal must still be recent when the test repeats it.
      RENEWAL_GUARD_SECONDS: '3600',
      get DNS_SERVERS() {
        return names.address
      },
    },
    (found) => fill(found, new URL(receiver.url).host),
  )
  beforeAll(async () => {
    const { context } = world
    // Continues at the time at which the folder was left, whatever the date is today.
    context.clock.setOffsetMs(Date.parse(made.madeAt) - context.clock.realNow().getTime())
    provider = await startFakeConnector({ askAgainAt: () => new Date(context.clock.now().getTime() + 30_000) })
    const [simulated] = context.providers.all
    if (simulated === undefined) throw new Error('the sandbox has a provider')
    const { status } = simulated.registryRequests
    const remote = remoteProvider({ ...provider, timeoutMs: 2_000 })
    const registryRequests = { ...remote.registryRequests, ...(status && { status }) }
    context.providers = providersFrom([simulated, { ...remote, registryRequests }])
  })
  afterAll(async () => {
    await provider.close()
    await names[Symbol.asyncDispose]()
    await receiver[Symbol.asyncDispose]()
  })

  const as = (who: keyof Made['tokens']) => callerAt(world.baseUrl, made.tokens[who], noteExchange)
  const idOf = (name: string) => made.ids[name] ?? `nothing is called ${name}`
  const mailbox = async (name: string) => (await as('customer').get(`/pec/${idOf(name)}`)).data
  const domain = async (name: string) => (await as('customer').get(`/dominio/${idOf(name)}`)).data
  const request = async (name: string) => (await as('customer').get(`/comunica_pec/${idOf(name)}`)).data
  const reopened = ['scaduta', 'info.finita']
  /** The text of an answer as that version gave it. */
  const asThen = (text: string) =>
    reopened.reduce((told, name) => {
      // One mailbox of the list, or the only one.
      const members = '(?:[^{}]|\\{[^{}]*\\})*'
      const one = new RegExp(`\\{${members}"${idOf(name)}"${members}\\}`)
      return told.replace(one, (mailbox) =>
        mailbox
          .replace('"stato":"revocata"', '"stato":"chiusa"')
          .replace(/"ultima_modifica":\d+(.*?"scadenza":(\d+)),"revoca":\2/, '"ultima_modifica":$2$1'),
      )
    }, text)
  const isByPages = (path: string) => /^\/v1\/(?:events|deliveries)\b/.test(path)
  const before = (path: string) => JSON.stringify(made.customer[path])
  const expiryOf = (one: unknown) => String(memberOf(one, 'data_scadenza'))
  const events = () => noticesTo(as('customer'))
  const credit = async (who: 'customer' | 'second' = 'customer') =>
    (await readWallet(world.context.database.kysely, made.accounts[who])).availableCents
  const clock = async (advance: string) => {
    const moved = await as('customer').post('/v1/sandbox/clock', { advance })
    expect(moved.error, moved.text).toBeNull()
  }
  const registerAgain = () =>
    as('customer').post('/pec', made.pending.registration, { 'idempotency-key': 'registrazione-in-sospeso' })
  const addUserAgain = () => {
    const path = `/pec/${idOf('remota.utente')}/multiutenza`
    return as('customer').post(path, made.pending.user, { 'idempotency-key': 'utente-in-sospeso' })
  }
  const uploaded = async (name: string) => {
    const reply = await as('customer').patch(`/pec/${idOf(name)}/attivazione`, { documenti: await pdfText(name) })
    expect(reply.error, reply.text).toBeNull()
    return reply.data
  }
  const balanced = async () => {
    const { kysely } = world.context.database
    expect(await unbalancedWallets(kysely)).toEqual([])
    expect(await unmatchedDebits(kysely)).toEqual([])
  }

  describe('as it was left', () => {
    it('is served by a server that is ready', async () => {
      expect((await world.stranger().get('/readyz')).status).toBe(200)
    })

    it('returns every mailbox, domain and request as before, byte for byte', async () => {
      for (const who of ['customer', 'second'] as const)
        for (const [path, answer] of Object.entries(made[who]).filter(([path]) => !isByPages(path)))
          expect(asThen((await as(who).get(path)).text), path).toBe(JSON.stringify(answer))
    })

    it('lists every event and delivery of before, by pages now and in the feed', async () => {
      for (const who of ['customer', 'second'] as const)
        for (const [path, answer] of Object.entries(made[who]).filter(([path]) => isByPages(path))) {
          const data: unknown = JSON.parse(asThen(JSON.stringify(memberOf(answer, 'data'))))
          const now = (await as(who).get(path)).data
          if (Array.isArray(data)) {
            for (const one of data) expect(itemsOf(now)).toContainEqual(expect.objectContaining(one))
          } else expect(now).toMatchObject(Object(data))
        }
    })

    it('reopens mailboxes that were closed at an expiry less than 90 days ago, with one more history row', async () => {
      for (const name of reopened) {
        const found = await mailbox(name)
        const { scadenza, revoca, ultima_modifica } = Object(memberOf(found, 'timestamp'))
        expect(found).toMatchObject({ stato: 'revocata' })
        expect(revoca).toBe(scadenza)
        const since = Date.parse(made.madeAt) / 1000
        expect(ultima_modifica - since).toBeGreaterThanOrEqual(-1)
        expect(ultima_modifica - since).toBeLessThan(60)
        const { rows } = await world.context.database.pool.query(
          'select move, from_state, to_state, by_whom from history where subject_id = $1 order by sequence desc limit 2',
          [idOf(name)],
        )
        expect(rows).toEqual([
          { move: 'expire', from_state: 'chiusa', to_state: 'revocata', by_whom: 'clock' },
          { move: 'close', from_state: 'evasa', to_state: 'chiusa', by_whom: 'clock' },
        ])
      }
    })

    it('returns submitted documents to an operator, list and contents', async () => {
      for (const [path, answer] of Object.entries(made.operator))
        expect((await as('operator').get(path)).text, path).toBe(JSON.stringify(answer))
      expect(made.downloads.length).toBeGreaterThan(0)
      for (const { path, sha256 } of made.downloads) {
        const { bytes, status } = await as('operator').get(path)
        expect([path, status, createHash('sha256').update(bytes).digest('hex')]).toEqual([path, 200, sha256])
      }
    })

    it('keeps the permissions of each token', async () => {
      expect(asThen((await as('reader').get('/pec')).text)).toBe(before('/pec'))
      expect((await as('reader').post('/pec', registration())).error).toBe(126)
      expect((await as('second').get(`/pec/${idOf('info')}`)).error).toBe(202)
    })

    it('has balanced wallets, and no debit without its effect', async () => {
      expect({ customer: await credit(), second: await credit('second') }).toEqual(made.credit)
      await balanced()
    })

    it('repeats the answers to an Idempotency-Key and a renewal free of charge', async () => {
      const { key, body, answer } = made.keyed
      const again = await as('customer').post('/pec', body, { 'idempotency-key': key })
      expect([again.text, again.headers.get('idempotent-replayed')]).toEqual([JSON.stringify(answer), 'true'])
      const other = await as('customer').post('/pec', registration(), { 'idempotency-key': key })
      expect(other.error).toBe(106)
      const renewed = await as('customer').get(`/pec/${idOf('in.scadenza')}/rinnovo`)
      expect([renewed.text, renewed.headers.get('idempotent-replayed')]).toEqual([JSON.stringify(made.renewal), 'true'])
      expect(await credit()).toBe(made.credit.customer)
    })

    it('protects pending operations from other changes', async () => {
      expect((await addUserAgain()).error).toBe(107)
      expect((await registerAgain()).error).toBe(107)
      expect((await as('second').post('/pec', made.pending.registration)).error).toBe(261)
      expect((await as('customer').delete(`/pec/${idOf('remota.rinnovo')}`)).error).toBe(329)
      expect((await as('customer').delete(`/dominio/${idOf('dominio.remoto')}`)).error).toBe(319)
      expect(await credit()).toBe(made.credit.customer)
    })
  })

  describe('ten minutes later', () => {
    // What the provider had executed before its answer was lost. It never received the two others.
    const done: Record<string, Capability> = {
      'rinnovo.aperto@testcert.legalmail.it': 'mailboxes.renew',
      'remota.utente@testcert.legalmail.it': 'mailboxes.addUser',
      'remota.documenti@testcert.legalmail.it': 'mailboxes.submitDocuments',
      'remota.nuova@testcert.legalmail.it': 'mailboxes.register',
      'pec.nuova-prova.it': 'certifiedDomains.order',
      'pec.remota-prova.it': 'certifiedDomains.renew',
      'registro.sospesa@pec.azienda-prova.it': 'registryRequests.open',
      'registro.remoto@pec.azienda-prova.it': 'registryRequests.submitDocuments',
    }
    const neverHeardOf = ['remota.rifiutata@testcert.legalmail.it', 'remota.rinnovo@testcert.legalmail.it']

    beforeAll(async () => {
      expect(made.orders.map(({ about }) => about).sort()).toEqual([...Object.keys(done), ...neverHeardOf].sort())
      for (const { reference, about } of made.orders) {
        const what = done[about]
        if (what !== undefined) provider.execute(what, about, reference)
      }
      await world.pass(TEN_MINUTES)
      await world.pass(TEN_MINUTES)
    })

    it('every pending operation is finished: executed once and paid, or undone and refunded', async () => {
      // Only the renewal for two years is refunded; the others stay paid.
      expect((await credit()) - made.credit.customer).toBe(2200)
      for (const [about, what] of Object.entries(done)) expect([about, provider.done(what, about)]).toEqual([about, 1])
      const known: object[] = Object(made.customer['/v1/events?limit=1000']).data
      const kinds = (await events()).slice(0, -known.length).map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind === 'order-completed')).toHaveLength(Object.keys(done).length)
      expect(kinds.filter((kind) => kind === 'order-undone')).toHaveLength(neverHeardOf.length)
      await balanced()
    })

    it('executed operations are visible', async () => {
      expect(expiryOf(await mailbox('rinnovo.aperto'))).toBe('05/12/2028')
      expect(await mailbox('remota.utente')).toMatchObject({ multiutenza: [{ nome: 'luca', cognome: 'bianchi' }] })
      expect(await mailbox('remota.documenti')).toMatchObject({
        stato: 'evasa',
        documenti_attivazione: [`${idOf('remota.documenti')}_0_attivazione.pdf`],
      })
      expect(expiryOf(await domain('dominio.remoto'))).toBe('14/11/2030')
      expect(await request('registro.remoto')).toMatchObject({ stato: 'comunicazione_evasa' })
      const [newest] = Object((await as('customer').get('/dominio')).data)
      expect(newest).toMatchObject({ dominio: 'pec.nuova-prova.it' })
      const communications = await as('customer').get('/comunica_pec')
      expect(communications.data).toContainEqual(
        expect.objectContaining({ casella_pec: 'registro.sospesa@pec.azienda-prova.it' }),
      )
    })

    it('undone operations left no trace and can be requested again', async () => {
      for (const name of ['remota.rinnovo', 'remota.rifiutata'])
        expect((await as('customer').get(`/pec/${idOf(name)}`)).text).toBe(before(`/pec/${idOf(name)}`))
      const id = idOf('remota.rifiutata')
      const kept = made.downloads.filter(({ path }) => path.includes(id))
      expect(kept.length).toBe(1)
      for (const { path } of kept) expect((await as('operator').get(path)).error).toBe(109)
      expect(await uploaded('remota.rifiutata')).toMatchObject({ stato: 'in_evasione' })
    })

    it('the keys of unanswered requests now return their answers', async () => {
      const [registered, added] = [await registerAgain(), await addUserAgain()]
      for (const { error, headers } of [registered, added])
        expect([error, headers.get('idempotent-replayed')]).toEqual([null, 'true'])
      expect(added.data).toEqual(await mailbox('remota.utente'))
      const id = memberOf(registered.data, 'id')
      expect((await as('customer').get(`/pec/${id}`)).data).toEqual(registered.data)
    })

    it('an unanswered domain order is reported by callback', async () => {
      const reported = receiver.received.filter(({ body }) => body.includes('pec.nuova-prova.it'))
      // The certification is reported too, and callbacks have no guaranteed order.
      expect(reported.map((one) => memberOf(receiver.resourceOf(one), 'stato'))).toContain('registrato')
    })

    it('what waited for the simulated provider is decided', async () => {
      expect(await mailbox('lenta.in.evasione')).toMatchObject({ stato: 'evasa' })
      expect(await request('registro.nuova.lenta')).toMatchObject({ stato: 'in_attesa_di_documenti' })
      for (const name of ['registro.lenta', 'registro.firmata'])
        expect(await request(name)).toMatchObject({ stato: 'comunicazione_evasa' })
    })

    it('a callback that failed twice is delivered, and a silenced URL still receives nothing', async () => {
      const { data } = await as('customer').get('/v1/deliveries')
      const of = (name: string) => Object(itemsOf(data).find((one) => memberOf(one, 'subject') === idOf(name)))
      expect(of('errati.documenti')).toMatchObject({ state: 'delivered', attempts: 3 })
      expect(of('zitta')).toMatchObject({ state: 'given_up', attempts: 1 })
      expect(receiver.received.filter(({ path }) => path === '/silenzio')).toEqual([])
      const retried = await as('customer').post(`/v1/deliveries/${of('zitta').id}/retry`)
      expect(retried.data).toMatchObject({ state: 'due' })
      await world.drain()
      expect(receiver.received.filter(({ path }) => path === '/silenzio')).toHaveLength(1)
    })

    it('a domain whose records are published is certified', async () => {
      expect(await domain('dominio.in.attesa')).toMatchObject({ stato: 'evaso', dns: 'OK', certif: 'OK' })
      const checks = await as('customer').get(`/v1/dominio/${idOf('dominio.in.attesa')}/checks`)
      expect(Object(checks.data).checks.map((one: { verdict: string }) => one.verdict)).toEqual([
        'OK',
        'OK',
        'OK',
        'OK',
      ])
    })
  })

  describe('its owner', () => {
    it('submits the documents of a registered mailbox, and rejected ones again', async () => {
      const cents = await credit()
      for (const name of ['una.volta', 'errati.documenti'])
        expect(await uploaded(name)).toMatchObject({ stato: 'in_evasione' })
      await world.pass(TEN_SECONDS)
      for (const name of ['una.volta', 'errati.documenti'])
        expect(await mailbox(name)).toMatchObject({ stato: 'evasa', uid: expect.stringMatching(/^MA\d{6}$/) })
      const id = idOf('errati.documenti')
      const upload = (submission: number) =>
        as('operator').get(`/v1/operator/documents/${id}/${id}_0_attivazione.pdf?submission=${submission}`)
      expect([(await upload(1)).status, (await upload(2)).status, (await upload(3)).error]).toEqual([200, 200, 109])
      expect(await credit()).toBe(cents)
    })

    it('renews and pays a mailbox once, however often the request is repeated', async () => {
      const cents = await credit()
      const path = `/pec/${idOf('piu.utenti')}/rinnovo`
      const first = await as('customer').get(path)
      expect(expiryOf(first.data)).toBe('07/12/2028')
      expect((await as('customer').get(path)).text).toBe(first.text)
      expect(cents - (await credit())).toBe(4000)
    })

    it('restores a revoked mailbox and an expired domain', async () => {
      const cents = await credit()
      expect((await as('customer').get(`/pec/${idOf('revocata')}/rinnovo`)).data).toMatchObject({ stato: 'evasa' })
      const back = await as('customer').get(`/dominio/${idOf('dominio.finito')}/rinnovo`)
      expect(back.data).toMatchObject({ stato: 'evaso' })
      // The version before had closed these at their expiry.
      for (const name of reopened) {
        const again = await as('customer').get(`/pec/${idOf(name)}/rinnovo`)
        expect(again.data, again.text).toMatchObject({ stato: 'evasa', data_scadenza: '04/12/2028' })
        expect(Object(memberOf(again.data, 'timestamp'))).not.toHaveProperty('revoca')
      }
      expect(cents - (await credit())).toBe(1100 + 3500 + 2 * 1100)
    })

    it('adds a user with a unique code', async () => {
      const user = { nome: 'sara', cognome: 'neri', descrizione: 'terza', email_gestione_password: 'sara@example.com' }
      const { data } = await as('customer').post(`/pec/${idOf('piu.utenti')}/multiutenza`, user)
      expect(data).toMatchObject({ multiutenza: [{ nome: 'luca' }, { nome: 'anna' }, { nome: 'sara' }] })
      const users: { userid: string }[] = Object(data).multiutenza
      expect(new Set(users.map(({ userid }) => userid)).size).toBe(3)
    })

    it('signs the power of attorney issued earlier, and the address is communicated', async () => {
      await using authority = await testAuthority()
      const path = `/comunica_pec/${idOf('registro.procura')}`
      const procura = await as('customer').get(`${path}/procura_registro_imprese`)
      const p7m = await authority.sign(procura.bytes, await authority.issue({ fiscalCode: 'RSSMRA80A01H501U' }))
      const documenti = Buffer.from(p7m).toString('base64')
      expect((await as('customer').patch(path, { documenti })).data).toMatchObject({ stato: 'documenti_caricati' })
      const report = await as('customer').get(`/v1${path}/checks`)
      const answers: { check: string; outcome: string }[] = Object(report.data).documents[0].answers
      for (const check of ['content', 'intact', 'fiscal_code'])
        expect(answers).toContainEqual(expect.objectContaining({ check, outcome: 'passed' }))
      await world.pass(TEN_SECONDS)
      expect(await request('registro.procura')).toMatchObject({ stato: 'comunicazione_evasa' })
    })

    it('registers new mailboxes, also under an existing domain, at the head of the list', async () => {
      const listed: object[] = Object((await as('customer').get('/pec?limit=1000')).data)
      const casella_pec = 'nuova@pec.azienda-prova.it'
      expect((await as('customer').post('/pec', registration({ casella_pec }))).error).toBeNull()
      const now = Object((await as('customer').get('/pec?limit=1000')).data)
      expect(now).toEqual([expect.objectContaining({ casella_pec }), ...listed])
    })

    it('has paid for what happened, and for nothing else', balanced)
  })

  describe('as time goes by', () => {
    it('mailboxes are renewed from the wallet, or expire and can be renewed', async () => {
      const amount = { amount: '100.00', reason: 'ricarica' }
      await as('operator').post(`/v1/operator/accounts/${made.accounts.second}/credit`, amount)
      const [cents, others] = [await credit(), await credit('second')]
      await clock('P10D')
      expect(expiryOf(await mailbox('rinnovo.automatico'))).toBe('07/12/2028')
      expect(expiryOf(await mailbox('rinnovo.aperto'))).toBe('05/12/2028')
      const left = await mailbox('lasciata')
      const { scadenza, revoca } = Object(memberOf(left, 'timestamp'))
      expect([memberOf(left, 'stato'), revoca]).toEqual(['revocata', scadenza])
      expect(cents - (await credit())).toBe(1100)
      // What failed for lack of credit is tried once more at the last moment.
      const { data } = await as('second').get(`/pec/${idOf('senza.credito')}`)
      expect([expiryOf(data), others - (await credit('second'))]).toEqual(['04/12/2028', 1100])
    })

    it('a domain whose records stay broken is suspended after the grace period, and certified again once corrected', async () => {
      expect(await domain('dominio.rotto')).toMatchObject({ stato: 'evaso', dns: 'KO', certif: 'KO' })
      const reported = (await events())
        .filter(({ subject }) => subject === idOf('dominio.rotto'))
        .map(({ kind }) => kind)
      expect(reported.filter((kind) => kind !== 'expiry-reminder')).toEqual([
        'domain-suspended',
        ...Array.from({ length: 7 }, () => 'domain-records-broken'),
      ])
      names.publish([...published, 'pec.rotta-prova.it', 'pec.sospesa-prova.it'].flatMap(goodZone))
      await clock('P1DT1H')
      for (const name of ['dominio.rotto', 'dominio.sospeso'])
        expect(await domain(name)).toMatchObject({ stato: 'evaso', dns: 'OK', certif: 'OK' })
    })

    it('a registration that was never activated is abandoned and refunded', async () => {
      const cents = await credit()
      await clock('P80D')
      expect(await mailbox('azienda.registrata')).toMatchObject({ stato: 'registrazione_annullata' })
      // Including those at the remote provider and under the domain.
      expect((await credit()) - cents).toBe(1100 + 1100 + 6400)
    })

    it('the account has no open holds, and can be reset', async () => {
      await balanced()
      const mailboxes = Object((await as('customer').get('/pec?limit=1000')).data).length
      expect((await as('customer').post('/v1/sandbox/reset')).data).toMatchObject({ mailboxes })
      expect((await as('customer').get('/pec')).error).toBe(200)
      expect((await as('customer').get('/dominio')).error).toBe(305)
      expect((await as('customer').get('/comunica_pec')).error).toBe(332)
      expect(await events()).toEqual([])
      expect(itemsOf((await as('customer').get('/v1/deliveries')).data)).toEqual([])
      for (const { path } of made.downloads.filter((one) => !one.path.includes(idOf('senza.credito'))))
        expect((await as('operator').get(path)).error, path).toBe(109)
      expect(await as('second').get(`/pec/${idOf('senza.credito')}`)).toMatchObject({ error: null })
      await balanced()
    })
  })
})
