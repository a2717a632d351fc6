// Every operation and decision about a request to the Business Register in each of the four states: allowed ones reach the
// new state, all others are refused with their number and change nothing.
import { describe, expect, it } from 'vitest'
import { statesFor } from '../../src/model/lifecycle.ts'
import { registryRequestLifecycle } from '../../src/model/registry-request.lifecycle.ts'
import type { RegistryRequestActivity, RegistryRequestMove } from '../../src/model/registry-request.lifecycle.ts'
import { memberOf } from '../../src/testing/caller.ts'
import type { Caller } from '../../src/testing/caller.ts'
import { communication, pdfText } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'

const states = Object.keys(registryRequestLifecycle.states)

interface Case {
  what: RegistryRequestMove | RegistryRequestActivity
  act(callers: { customer: Caller; operator: Caller }, id: string): ReturnType<Caller['get']>
  refused: number
}

const decision = (body: Record<string, unknown>): Case['act'] => {
  return ({ operator }, id) => operator.post(`/v1/operator/registry-requests/${id}/decision`, body)
}
const cases: Case[] = [
  {
    what: 'submitDocuments',
    act: async ({ customer }, id) => customer.patch(`/comunica_pec/${id}`, { documenti: await pdfText() }),
    refused: 355,
  },
  {
    what: 'downloadPowerOfAttorney',
    act: ({ customer }, id) => customer.get(`/comunica_pec/${id}/procura_registro_imprese`),
    refused: 382,
  },
  {
    what: 'askForDocuments',
    act: decision({ decision: 'CODE_OBTAINED', code: 'X1', attorney: 'Studio', attorney_code: '12345678903' }),
    refused: 115,
  },
  { what: 'sendBack', act: decision({ decision: 'SENT_BACK', reason: 'no' }), refused: 115 },
  { what: 'accept', act: decision({ decision: 'COMMUNICATED' }), refused: 115 },
]

describe('the lifecycle of a request to the Business Register, over the API', () => {
  const world = startServer()
  const pairs = cases.flatMap((one) => states.map((state) => ({ ...one, state, name: `${one.what} from ${state}` })))

  it('is covered completely', () => {
    const { moves, while: activities } = registryRequestLifecycle
    expect(cases.map(({ what }) => what).sort()).toEqual([...Object.keys(moves), ...Object.keys(activities)].sort())
  })

  /** A request brought to the given state. */
  async function requestIn(state: string) {
    const [customer, operator] = [await world.customer(), await world.operator()]
    const id = String(memberOf((await customer.post('/comunica_pec', communication())).data, 'id'))
    const steps: (() => Promise<unknown>)[] = [
      () => world.pass(1_000),
      async () => customer.patch(`/comunica_pec/${id}`, { documenti: await pdfText() }),
      () => world.pass(1_000),
    ]
    for (const step of steps.slice(0, states.indexOf(state))) await step()
    const stato = async () => memberOf((await customer.get(`/comunica_pec/${id}`)).data, 'stato')
    expect(await stato()).toBe(state)
    return { customer, operator, id, stato }
  }

  it.each(pairs)('$name', async ({ what, act, refused, state }) => {
    const { customer, operator, id, stato } = await requestIn(state)
    const before = (await customer.get(`/comunica_pec/${id}`)).text
    const history = async () => {
      const { rows } = await world.context.database.pool.query('select * from history where subject_id = $1', [id])
      return rows.length
    }
    const written = await history()
    const reply = await act({ customer, operator }, id)
    if (statesFor(registryRequestLifecycle, what).some((one) => one === state)) {
      expect(reply.status, reply.text).toBe(200)
      const move = Object.entries(registryRequestLifecycle.moves).find(([name]) => name === what)?.[1]
      expect(await stato()).toBe(move?.to ?? state)
      expect(await history()).toBe(written + (move === undefined ? 0 : 1))
    } else {
      expect(reply.error).toBe(refused)
      expect((await customer.get(`/comunica_pec/${id}`)).text).toBe(before)
      expect(await history()).toBe(written)
    }
  })
})
