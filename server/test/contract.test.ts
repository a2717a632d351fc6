// Replays the documented examples of the contract: their requests are accepted, and the answers have their structure.
import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { rowIn } from '../src/errors/spaces.ts'
import { memberOf } from '../src/testing/caller.ts'
import { registration } from '../src/testing/fixtures.ts'
import { startServer } from '../src/testing/world.ts'
import type { Customer } from '../src/testing/world.ts'
import { contractRoutes } from '../src/api/routes.ts'

interface Example {
  operation: string
  status: number
  query?: Record<string, string>
  request?: Record<string, unknown>
  answer: Record<string, unknown>
}

const read = (path: string) => readFile(new URL(path, import.meta.url), 'utf8')

/** Members whose value depends on the account, the provider or the clock: only their type is compared. */
const OWN =
  /^(id|id_utenza|owner|timestamp|cod_attivazione|uid|userid|casella_pec|descrizione)$|^data_(scadenza|attivazione)$/
/** Members that depend on the history of the sample's mailbox. */
const HISTORY = /^(tipo_casella|spazio_.*)$/

/** The structure of a value: members by name, lists by their first element. Values that do not depend on the account are kept. */
function shape(value: unknown, ignored: RegExp, name = '', own = false): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map((one) => shape(one, ignored, name, own))
  if (typeof value === 'object' && value !== null) {
    const inside = own || name === 'timestamp'
    const members = Object.entries(value).map(([key, one]) => [key, shape(one, ignored, key, inside)] as const)
    return Object.fromEntries(members.sort())
  }
  if (typeof value === 'string' && /^[0-9a-f]{24}_\d_\w+\.(pdf|p7m)$/.test(value)) return value.slice(24)
  return own || OWN.test(name) || ignored.test(name) ? typeof value : value
}

/** The values of the placeholders in the documented texts. */
const SLOTS: Readonly<Record<string, string>> = { dominio: '$dominio', max: '25', allowed: 'SILVER or GOLD' }

const nothing = /^$/

describe('the documented examples', () => {
  const world = startServer()
  let examples: Example[] = []
  let samples: string[] = []

  beforeAll(async () => {
    examples = JSON.parse(await read('./examples.json'))
    const names = ['1097', '504'].map((length) => `../src/documents/fixtures/documented-sample-${length}.txt`)
    samples = (await Promise.all(names.map(read))).map((sample) => sample.trim())
  })

  const example = (operation: string): Example => {
    const found = examples.find((one) => one.operation === operation && one.status === 200)
    if (found === undefined) throw new Error(`no example of ${operation}`)
    return found
  }
  /** Sends the example's request, with real PDFs in place of its placeholders. */
  function send(customer: Customer, operation: string, id = '') {
    const { request, query } = example(operation)
    const [method = '', path = ''] = operation.split(' ')
    const documenti = Array.isArray(request?.documenti) ? samples : samples[0]
    const body = request?.documenti === undefined ? request : { ...request, documenti }
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`
    return customer.call(method, path.replace('{id}', id) + search, body)
  }
  const looksLike = (operation: string, text: string, ignored = nothing) =>
    expect(shape(JSON.parse(text), ignored)).toEqual(shape(example(operation).answer, ignored))

  /** The mailbox of the samples, without the callback. */
  const theirs = (changes: Record<string, unknown> = {}) => {
    const { casella_pec, callback, ...person } = example('POST /pec').request ?? {}
    expect([casella_pec, callback]).not.toContain(undefined)
    return registration({ comune_nascita_richiedente: undefined, ...person, ...changes })
  }
  /** Registered, with two documents, and working. */
  async function working(changes: Record<string, unknown> = {}) {
    const customer = await world.customer()
    const id = String(memberOf((await customer.post('/pec', theirs(changes))).data, 'id'))
    await customer.patch(`/pec/${id}/attivazione`, { documenti: samples })
    await world.pass(2_000)
    return { customer, id }
  }
  // The callback is an object in the samples but false in these mailboxes; POST /pec compares it.
  const withoutCallback = (value: unknown): unknown => {
    const { data, ...envelope } = Object(value)
    return { ...envelope, data: { ...data, callback: undefined } }
  }
  const mailboxLooksLike = (operation: string, text: string, ignored = nothing) =>
    expect(shape(withoutCallback(JSON.parse(text)), ignored)).toEqual(
      shape(withoutCallback(example(operation).answer), ignored),
    )

  it('cover every operation', () => {
    const withJson = contractRoutes.filter((operation) => operation.answers !== 'application/pdf')
    const covered = new Set(examples.filter((one) => one.status === 200).map((one) => one.operation))
    expect(withJson.filter((operation) => !covered.has(operation.route)).map((operation) => operation.route)).toEqual(
      [],
    )
  })

  it('GET /domini_pec/{dominio}', async () => {
    const reply = await (await world.customer()).get('/domini_pec/legalmail.it')
    looksLike('GET /domini_pec/{dominio}', reply.text)
  })

  it('GET /verifica_pec/{pec}', async () => {
    const reply = await (await world.customer()).get('/verifica_pec/prova_pec@testcert.legalmail.it')
    looksLike('GET /verifica_pec/{pec}', reply.text)
  })

  it('POST /pec', async () => {
    const reply = await send(await world.customer(), 'POST /pec')
    looksLike('POST /pec', reply.text)
    expect(Object.keys(Object(reply.data))).toEqual(Object.keys(Object(example('POST /pec').answer.data)))
    expect(memberOf(reply.data, 'descrizione')).toBe(memberOf(reply.data, 'casella_pec'))
  })

  it('PATCH /pec/{id}/attivazione', async () => {
    const customer = await world.customer()
    const id = String(memberOf((await customer.post('/pec', theirs())).data, 'id'))
    mailboxLooksLike('PATCH /pec/{id}/attivazione', (await send(customer, 'PATCH /pec/{id}/attivazione', id)).text)
  })

  it('PATCH trasformazione, conservazione and modifica, one after the other', async () => {
    const { customer, id } = await working()
    for (const operation of ['trasformazione', 'conservazione', 'modifica'].map((one) => `PATCH /pec/{id}/${one}`)) {
      mailboxLooksLike(operation, (await send(customer, operation, id)).text)
    }
  })

  it('POST multiutenza, DELETE, GET and rinnovo, one after the other', async () => {
    const { customer, id } = await working()
    await customer.patch(`/pec/${id}/conservazione`, { documenti: samples })
    for (const operation of [
      'POST /pec/{id}/multiutenza',
      'DELETE /pec/{id}',
      'GET /pec/{id}',
      'GET /pec/{id}/rinnovo',
    ]) {
      mailboxLooksLike(operation, (await send(customer, operation, id)).text, HISTORY)
    }
  })

  it('GET /pec', async () => {
    const { customer, id } = await working()
    await customer.delete(`/pec/${id}`)
    looksLike('GET /pec', (await send(customer, 'GET /pec')).text, HISTORY)
  })

  it('a request to the Business Register, from its creation to the communication', async () => {
    const customer = await world.customer()
    const created = await send(customer, 'POST /comunica_pec')
    looksLike('POST /comunica_pec', created.text)
    expect(Object.keys(Object(created.data))).toEqual(Object.keys(Object(example('POST /comunica_pec').answer.data)))
    const id = String(memberOf(created.data, 'id'))
    await world.pass(2_000)
    looksLike('PATCH /comunica_pec/{id}', (await send(customer, 'PATCH /comunica_pec/{id}', id)).text, /^cellulare$/)
    await world.pass(2_000)
    looksLike('GET /comunica_pec/{id}', (await send(customer, 'GET /comunica_pec/{id}', id)).text, /^cellulare$/)
    looksLike('GET /comunica_pec', (await send(customer, 'GET /comunica_pec')).text)
  })

  it('a certified domain, from its order to its revocation', async () => {
    const customer = await world.customer()
    // The samples omit the owner and mostly the callback. Only the list has evasione, with dates that contradict it.
    const asSample = (domain: unknown): unknown => {
      const { owner: _owner, callback: _callback, timestamp, data_certificazione: _, ...rest } = Object(domain)
      const { evasione: _evasione, ...moments } = Object(timestamp)
      return { ...rest, timestamp: moments }
    }
    const domainLooksLike = (operation: string, text: string, ignored = /^id_ordine$/) => {
      const { data, ...envelope } = JSON.parse(text)
      const { data: theirs, ...documented } = example(operation).answer
      expect(envelope).toEqual(documented)
      expect(shape(asSample(data), ignored)).toEqual(shape(asSample(theirs), ignored))
    }
    // The samples of revocation and renewal are about another domain.
    const ANOTHER = /^(id_ordine|dominio|tipo_dominio|numero_pec)$/

    const ordered = await send(customer, 'POST /dominio')
    domainLooksLike('POST /dominio', ordered.text)
    expect(Object.keys(Object(ordered.data))).toEqual(
      Object.keys(Object(example('POST /dominio').answer.data)).flatMap((name) =>
        name === 'id' ? ['callback', 'owner', 'id'] : [name],
      ),
    )
    const id = String(memberOf(ordered.data, 'id'))
    await world.pass(5_000)
    domainLooksLike('GET /dominio/{id}', (await send(customer, 'GET /dominio/{id}', id)).text)
    domainLooksLike('GET /dominio/{id}/rinnovo', (await send(customer, 'GET /dominio/{id}/rinnovo', id)).text, ANOTHER)
    domainLooksLike('DELETE /dominio/{id}', (await send(customer, 'DELETE /dominio/{id}', id)).text, ANOTHER)
  })

  it('GET /dominio', async () => {
    const customer = await world.customer()
    await world.given.orderedDomain({ dominio: 'lenta.legalmail.it', numero_pec: 1 }, customer)
    await world.pass(10_000)
    const reply = await send(customer, 'GET /dominio')
    const [listed, documented] = [reply.data, example('GET /dominio').answer.data].map((list) => Object(list)[0])
    expect(Object.keys(listed)[0]).toBe('id')
    for (const [name, value] of Object.entries(documented)) {
      if (!/^(id|dominio|id_ordine|data_\w+)$/.test(name)) expect([name, listed[name]]).toEqual([name, value])
    }
  })

  it('refusals have the documented status, text and envelope', () => {
    const refused = examples.filter((one) => one.status !== 200)
    expect(refused.length).toBeGreaterThan(30)
    for (const { operation, status, answer } of refused) {
      const number = Number(answer.error)
      const row = rowIn('contract', number)
      expect([operation, row?.http], String(number)).toEqual([operation, status])
      // The documentation shows one amount, the service two (contract 1.9).
      if (status === 402) expect(answer.message).toMatch(/^Insufficient Credit in Wallet: /)
      else expect(row?.text.replaceAll(/\{(\w+)\}/g, (_, slot) => SLOTS[slot] ?? '')).toBe(answer.message)
      expect(Object.keys(answer)).toEqual(['success', 'message', 'error', 'data'])
      const declared = contractRoutes.find((one) => one.route === operation)?.refusals.map((one) => one.number)
      expect(declared, operation).toContain(number)
    }
  })
})
