// Mario's shop knows the published contract and nothing else. The same life is lived once as it does, and once with every
// addition of ours used on the way: what the contract documents is answered byte for byte the same.
import { afterAll, describe, expect, it } from 'vitest'
import { contractRoutes } from '../../src/api/routes.ts'
import { callerAt, memberOf } from '../../src/testing/caller.ts'
import type { Body, Caller, Reply } from '../../src/testing/caller.ts'
import { communication, domainOrder, pdfText, registration } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'
import type { Customer, World } from '../../src/testing/world.ts'

const BEGINS_AT = Date.parse('2027-03-01T09:00:00.200Z')
const WAIT_MS = 10_000

/** A documented answer: what was asked, and every byte of what came, but for what is another each time. */
interface Answer {
  asked: string
  status: number
  contentType: string | null
  body: string
}

/** Makes a call, each time as a shop of one kind or the other would; the number tells the calls of a life apart. */
type Shop = (n: number, method: string, path: string, body: Body) => Promise<Reply>

/** Ids, codes the provider gives, and moments, as the same words in both lives. */
function normal(text: string): string {
  const seen = new Map<string, string>()
  const named = (kind: string) => (found: string) => {
    if (!seen.has(found)) seen.set(found, `<${kind} ${seen.size}>`)
    return seen.get(found) ?? ''
  }
  return text
    .replaceAll(/[0-9a-f]{24}/g, named('id'))
    .replaceAll(/(?<="(?:cod_attivazione|uid|userid|id_ordine)":)"[^"]*"/g, (code) => (code === '""' ? code : '<code>'))
    .replaceAll(/\b[12]\d{9}\b/g, '<moment>')
}

/** One life of each resource, every documented call in it, also refused ones. */
async function live(world: World, shop: Shop): Promise<Answer[]> {
  const { clock } = world.context
  clock.setOffsetMs(BEGINS_AT - clock.realNow().getTime())
  const answers: Answer[] = []
  const call = async (method: string, path: string, body?: Body) => {
    const reply = await shop(answers.length, method, path, body)
    const contentType = reply.headers.get('content-type')
    const isFile = contentType === 'application/pdf'
    const told = isFile ? `${reply.headers.get('content-disposition')}` : reply.text
    answers.push({ asked: `${method} ${normal(path)}`, status: reply.status, contentType, body: normal(told) })
    return reply
  }
  const idOf = (reply: Reply) => String(memberOf(reply.data, 'id'))
  const documenti = [await pdfText('modulo'), await pdfText('documento')]

  const one = { casella_pec: 'una.vita@testcert.legalmail.it', tipo_casella: 'STANDARD' }
  await call('GET', '/pec')
  await call('GET', `/verifica_pec/${one.casella_pec}`)
  await call('POST', '/pec', registration({ ...one, cap_titolare: '' }))
  await call('POST', '/pec', registration({ ...one, tipo_casella: 'ORO' }))
  const registered = await call('POST', '/pec', registration(one))
  const pec = `/pec/${idOf(registered)}`
  await call('GET', `/verifica_pec/${one.casella_pec}`)
  await call('POST', '/pec', registration(one))
  await call('GET', `${pec}/modulo_attivazione`)
  await call('PATCH', `${pec}/attivazione`, {})
  await call('PATCH', `${pec}/attivazione`, { documenti })
  await call('PATCH', `${pec}/attivazione`, { documenti })
  await call('GET', pec)
  await world.pass(WAIT_MS)
  await call('GET', pec)
  await call('GET', '/pec?limit=1')
  await call('PATCH', `${pec}/modifica`, { spazio_disco: '+1024' })
  await call('PATCH', `${pec}/modifica`, {})
  await call('GET', `${pec}/modulo_conservazione`)
  await call('PATCH', `${pec}/conservazione`, { documenti: documenti[0] })
  await call('PATCH', `${pec}/trasformazione`, { tipo_casella: 'GOLD' })
  await call('PATCH', `${pec}/trasformazione`, { tipo_casella: 'STANDARD' })
  const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'prima', email_gestione_password: 'luca@example.com' }
  await call('POST', `${pec}/multiutenza`, user)
  await call('GET', `${pec}/rinnovo`)
  await call('GET', `${pec}/rinnovo?anni=2`)
  await call('GET', `${pec}/rinnovo?anni=11`)
  await call('DELETE', pec)
  await call('DELETE', pec)
  await call('GET', `${pec}/rinnovo?anni=3`)
  await call('GET', '/pec/65a000000000000000000000')

  await call('GET', '/domini_pec/legalmail.it')
  await call('POST', '/dominio', domainOrder({ dominio: 'pec.una-vita.it', anni: 20 }))
  const ordered = await call('POST', '/dominio', domainOrder({ dominio: 'pec.una-vita.it' }))
  const dominio = `/dominio/${idOf(ordered)}`
  await call('GET', '/dominio')
  await world.pass(WAIT_MS)
  await call('GET', dominio)
  await call('POST', '/pec', registration({ casella_pec: 'info@pec.una-vita.it' }))
  await call('GET', `${dominio}/rinnovo`)
  await call('DELETE', dominio)
  await call('GET', dominio)
  await call('GET', '/pec')

  await call('POST', '/comunica_pec', communication({ casella_pec: 'una.vita@pec.example.it', cf: 'X' }))
  const asked = await call('POST', '/comunica_pec', communication({ casella_pec: 'una.vita@pec.example.it' }))
  const comunica = `/comunica_pec/${idOf(asked)}`
  await call('GET', `${comunica}/procura_registro_imprese`)
  await world.pass(WAIT_MS)
  await call('GET', '/comunica_pec')
  await call('GET', `${comunica}/procura_registro_imprese`)
  await call('PATCH', comunica, { documenti: documenti[0] })
  await world.pass(WAIT_MS)
  await call('GET', comunica)
  return answers
}

/** What a shop that uses all of ours does beside each call. */
async function useEverything(n: number, customer: Customer, other: Customer): Promise<void> {
  const row = JSON.stringify(registration({ casella_pec: `riga.${n}@testcert.legalmail.it` }))
  const steps: (() => Promise<Reply>)[] = [
    () => customer.post('/v1/sandbox/snapshots'),
    () => customer.get('/v1/events?limit=1000'),
    () => customer.get('/v1/search?q=una'),
    () => customer.get('/v1/expiries'),
    () => customer.get('/v1/expiries.ics'),
    () => customer.get('/v1/requests'),
    () => customer.get('/v1/deliveries'),
    () => customer.get('/v1/wallet'),
    () => customer.post('/v1/quote', { operation: 'registerMailbox', tipo_casella: 'GOLD' }),
    () => customer.post('/v1/bulk?operation=registerMailbox&dry_run=true', row),
    () => other.post('/v1/bulk?operation=registerMailbox', row),
    () => customer.post('/pec', {}, { 'x-sandbox-refuse': '261' }),
    () => customer.byKey.get('/stats'),
  ]
  // Some at each call, so that each of them comes beside calls of every kind.
  for (const step of [steps[n % steps.length], steps[(n * 5 + 3) % steps.length]]) await step?.()
}

describe('a life by the contract alone, and one with every addition', () => {
  const plain = startServer()
  const dressed = startServer()
  const lived: Answer[][] = []
  afterAll(() => expect(lived).toHaveLength(2))

  it('is lived by a shop that knows the published contract', async () => {
    const customer = await plain.customer()
    lived[0] = await live(plain, (_, method, path, body) => customer.call(method, path, body))
    const made = lived[0].filter(({ status }) => status < 300).map(({ asked }) => asked)
    const isMade = (route: string) => {
      const pattern = new RegExp(`^${route.replaceAll(/\{\w+\}/g, '[^/?]+')}(\\?.*)?$`)
      return made.some((asked) => pattern.test(asked))
    }
    expect(contractRoutes.filter(({ route }) => !isMade(route)).map(({ route }) => route)).toEqual([])
  })

  it('is answered the same with keys, limited tokens, members, and everything read and tried in between', async () => {
    const customer = await dressed.customer()
    const other = await dressed.customer()
    const scopes = contractRoutes.map(({ method, scope }) => `${method}:test.pec.openapi.it/${String(scope)}`)
    const limits = { totalRequests: 10_000, walletAmount: 5_000 }
    const limited = await customer.byKey.post('/tokens', { scopes: [...new Set(scopes)], limits })
    const callers: Caller[] = [customer, callerAt(dressed.baseUrl, String(memberOf(limited.data, 'token')))]
    lived[1] = await live(dressed, async (n, method, path, body) => {
      // Invited once time is that of this life: a first token ends after thirty days.
      if (n === 0) callers.push(await dressed.member('developer', customer))
      await useEverything(n, customer, other)
      const caller = callers[n % callers.length] ?? customer
      const renews = path.includes('/rinnovo')
      const expiry = renews ? await caller.get(path.replace(/\/rinnovo.*/, '')) : undefined
      const headers = {
        ...((method !== 'GET' || renews) && { 'idempotency-key': `chiamata ${n}` }),
        ...(expiry !== undefined && { 'renewal-from': String(memberOf(expiry.data, 'data_scadenza')) }),
      }
      const reply = await caller.call(method, path, body, headers)
      const again = reply.error === null && 'idempotency-key' in headers
      if (again) expect((await caller.call(method, path, body, headers)).text).toBe(reply.text)
      return reply
    })
    expect(lived[1]).toEqual(lived[0])
  })
})
