// A bad line between two servers of ours: whatever happens to a question or its answer, both agree in the end about every
// resource and every debit. UPSTREAM_LIVES makes the random part longer, PROPERTY_SEED repeats it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memberOf } from '../../src/testing/caller.ts'
import type { Reply } from '../../src/testing/caller.ts'
import { proxyFaults } from '../../src/testing/fault-proxy.ts'
import type { ProxyFault } from '../../src/testing/fault-proxy.ts'
import { communication, domainOrder, pdfText, registration } from '../../src/testing/fixtures.ts'
import { propertySeed } from '../../src/testing/property-seed.ts'
import { startUpstreamWorld } from '../../src/testing/upstream-world.ts'
import type { Customer } from '../../src/testing/world.ts'
import { disagreements } from './upstream-books.ts'

const LIVES = Number(process.env.UPSTREAM_LIVES ?? 4)
const STEPS = 8

type Step = (customer: Customer, id: string) => Promise<Reply>

const steps: Readonly<Record<string, Step>> = {
  resize: (customer, id) => customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' }),
  upgrade: (customer, id) => customer.patch(`/pec/${id}/trasformazione`, { tipo_casella: 'GOLD' }),
  preserve: async (customer, id) => customer.patch(`/pec/${id}/conservazione`, { documenti: await pdfText() }),
  'add a user': (customer, id) =>
    customer.post(`/pec/${id}/multiutenza`, {
      nome: 'luca',
      cognome: 'bianchi',
      descrizione: 'seconda',
      email_gestione_password: 'luca@example.com',
    }),
  renew: (customer, id) => customer.get(`/pec/${id}/rinnovo`),
  revoke: (customer, id) => customer.delete(`/pec/${id}`),
  'bring back': (customer, id) => customer.get(`/pec/${id}/rinnovo?anni=2`),
}
type Kind = 'mailbox' | 'domain' | 'request'

interface Life {
  path: string
  body(): Record<string, unknown>
  /** Hands in what has to be signed. */
  documents?: Step
  /** What may be asked for afterwards. */
  steps: Readonly<Record<string, Step>>
}

const lives: Readonly<Record<Kind, Life>> = {
  mailbox: {
    path: '/pec',
    body: () => registration({ tipo_casella: 'BRONZE' }),
    documents: async (customer, id) => customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() }),
    steps,
  },
  domain: {
    path: '/dominio',
    body: () => domainOrder(),
    steps: {
      renew: (customer, id) => customer.get(`/dominio/${id}/rinnovo`),
      revoke: (customer, id) => customer.delete(`/dominio/${id}`),
      'bring back': (customer, id) => customer.get(`/dominio/${id}/rinnovo?anni=2`),
    },
  },
  request: {
    path: '/comunica_pec',
    body: () => communication(),
    documents: async (customer, id) => customer.patch(`/comunica_pec/${id}`, { documenti: await pdfText() }),
    steps: {},
  },
}

/** What the line does to an order, and whether nothing can be read meanwhile. */
interface Line {
  faults: (ProxyFault | 'pass')[]
  isBlind: boolean
}

/** A life that chance chose: the line at its beginning, for its documents, and for each thing asked for later. */
interface DrawnLife {
  kind: Kind
  opening: Line
  sending: Line
  rest: { nth: number; line: Line }[]
}

/** Refusals of a provider that did not answer, or that has not yet. */
const UNAVAILABLE = [206, 263, 271, 280, 291, 298, 316, 323, 329, 352, 358, 389]
const doesSomething = (fault: ProxyFault) => fault !== 'drop before' && !fault.endsWith(' before')

describe('a bad line to another server', () => {
  const servers = startUpstreamWorld()
  const { world, settle } = servers

  it.each(proxyFaults)('%s: what is ordered is here and there, or nowhere', async (fault) => {
    const customer = await world.customer()
    const orders: [string, Record<string, unknown>][] = [
      ['/pec', registration({ tipo_casella: 'BRONZE' })],
      ['/dominio', domainOrder()],
      ['/comunica_pec', communication()],
    ]
    for (const [path, body] of orders) {
      servers.proxy.next(fault)
      expect([null, 261, 314, ...UNAVAILABLE]).toContain((await customer.post(path, body)).error)
    }
    await settle()
    expect(await disagreements(servers)).toEqual([])
    for (const [path] of orders) {
      const { data } = await customer.get(path)
      expect(Array.isArray(data) ? data.length : 0, path).toBe(doesSomething(fault) ? 1 : 0)
    }
  })

  it.each(proxyFaults)(
    '%s: a mailbox changes here and there, or nowhere',
    async (fault) => {
      const { customer, id } = await world.given.registeredMailbox({ tipo_casella: 'BRONZE' })
      servers.proxy.next(fault)
      const sent = await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
      expect([null, ...UNAVAILABLE]).toContain(sent.error)
      await settle()
      if (!doesSomething(fault)) await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
      await settle()
      expect((await customer.get(`/pec/${id}`)).data).toMatchObject({ stato: 'evasa' })
      for (const [name, take] of Object.entries(steps)) {
        const version = (await customer.get(`/pec/${id}`)).text
        servers.proxy.next(fault)
        const reply = await take(customer, id)
        expect([null, ...UNAVAILABLE], name).toContain(reply.error)
        await settle()
        const isChanged = (await customer.get(`/pec/${id}`)).text !== version
        expect(isChanged, name).toBe(doesSomething(fault))
      }
      expect(await disagreements(servers)).toEqual([])
    },
    120_000,
  )

  /** How often each fault happened, and what the customer was answered then. */
  const tally = new Map<ProxyFault, Record<'answered' | 'unavailable' | 'refused', number>>()

  async function under({ faults, isBlind }: Line, order: () => Promise<Reply>): Promise<void> {
    const before = servers.proxy.happened.length
    servers.proxy.next(...faults)
    servers.proxy.blind(isBlind)
    const { error, status, text } = await order()
    servers.proxy.blind(false)
    servers.proxy.next()
    expect(status, text).not.toBe(500)
    const heard = error === null ? 'answered' : status === 503 ? 'unavailable' : 'refused'
    for (const fault of servers.proxy.happened.slice(before)) {
      const row = tally.get(fault) ?? { answered: 0, unavailable: 0, refused: 0 }
      tally.set(fault, { ...row, [heard]: row[heard] + 1 })
    }
  }

  async function live({ kind, opening, sending, rest }: DrawnLife): Promise<void> {
    const { path, body, documents, steps: possible } = lives[kind]
    const customer = await world.customer()
    await under(opening, () => customer.post(path, body()))
    await settle()
    const { data } = await customer.get(path)
    const id = Array.isArray(data) ? String(memberOf(data[0], 'id')) : undefined
    // Nothing there either: the books will tell.
    if (id === undefined) return
    if (documents !== undefined) await under(sending, () => documents(customer, id))
    await settle()
    const names = Object.keys(possible)
    for (const { nth, line } of rest) {
      const take = possible[names[nth % names.length] ?? '']
      if (take !== undefined) await under(line, () => take(customer, id))
    }
    await settle()
    expect(memberOf((await customer.get(`${path}/${id}`)).data, 'id')).toBe(id)
  }

  it(`agrees after ${LIVES} random lives on a random line`, async () => {
    const line = fc.record({
      faults: fc.array(fc.constantFrom<ProxyFault | 'pass'>('pass', 'pass', 'pass', ...proxyFaults), { maxLength: 2 }),
      isBlind: fc.nat({ max: 4 }).map((one) => one === 0),
    })
    const life = fc.record({
      kind: fc.constantFrom<Kind>('mailbox', 'mailbox', 'domain', 'request'),
      opening: line,
      sending: line,
      rest: fc.array(fc.record({ nth: fc.nat(), line }), { minLength: 2, maxLength: STEPS }),
    })
    const seed = propertySeed('upstream lives')
    for (const one of fc.sample(life, { numRuns: LIVES, seed })) await live(one)
    const rows = [...tally].map(([fault, row]) => `${fault}: ${JSON.stringify(row)}\n`).sort()
    process.stdout.write(`what ${LIVES} lives were answered, by fault\n${rows.join('')}`)
    expect(await disagreements(servers)).toEqual([])
  }, 3_600_000)
})
