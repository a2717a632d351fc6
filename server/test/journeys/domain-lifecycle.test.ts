// Every operation, decision and move of a domain in each of the three states: allowed ones reach the new state, all others
// are refused and change nothing.
import { describe, expect, it } from 'vitest'
import { certifiedDomainLifecycle as lifecycle } from '../../src/model/certified-domain.lifecycle.ts'
import type { CertifiedDomainActivity, CertifiedDomainMove } from '../../src/model/certified-domain.lifecycle.ts'
import { statesFor } from '../../src/model/lifecycle.ts'
import { certifiedDomains } from '../../src/certified-domains/resource.ts'
import { moveResource } from '../../src/store/move.ts'
import { findResource } from '../../src/store/resource.ts'
import { memberOf } from '../../src/testing/caller.ts'
import { registration } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'

type What = CertifiedDomainMove | CertifiedDomainActivity
const states = Object.keys(lifecycle.states)
const isWhat = (name: string): name is What => name in lifecycle.moves || name in lifecycle.while
const whats = [...Object.keys(lifecycle.moves), ...Object.keys(lifecycle.while)].filter(isWhat)
const isMove = (what: What): what is CertifiedDomainMove => what in lifecycle.moves
const allowed = (what: What, state: string) => statesFor(lifecycle, what).some((one) => one === state)

describe('the lifecycle of a domain', () => {
  const world = startServer()
  /** A domain in the given state. */
  async function domainIn(state: string) {
    const domain = await world.given.certifiedDomain()
    await world.context.database.pool.query('update certified_domains set stato = $2 where id = $1', [domain.id, state])
    return domain
  }

  const calls: { what: What; method: string; path: string; refused: number; reaches: string }[] = [
    { what: 'revoke', method: 'DELETE', path: '', refused: 317, reaches: 'revocato' },
    { what: 'renew', method: 'GET', path: '/rinnovo', refused: 320, reaches: 'evaso' },
  ]
  const pairs = calls.flatMap((one) => states.map((state) => ({ ...one, state })))
  it.each(pairs)('over the API: $what from $state', async ({ what, method, path, refused, reaches, state }) => {
    const { customer, id } = await domainIn(state)
    const before = { text: (await customer.get(`/dominio/${id}`)).text, credit: await customer.credit() }
    const reply = await customer.call(method, `/dominio/${id}${path}`)
    if (allowed(what, state)) {
      expect(reply.error, reply.text).toBeNull()
      expect(memberOf(reply.data, 'stato')).toBe(reaches)
    } else {
      expect(reply.error).toBe(refused)
      expect((await customer.get(`/dominio/${id}`)).text).toBe(before.text)
      expect(await customer.credit()).toBe(before.credit)
    }
  })

  it.each(states)('over the API: a mailbox under it from %s', async (state) => {
    const { customer, dominio } = await domainIn(state)
    const reply = await customer.post('/pec', registration({ casella_pec: `info@${dominio}` }))
    expect(reply.error).toBe(allowed('addMailbox', state) ? null : 327)
  })

  const decisions = ['ACCEPTED', 'CONFIGURED', 'CERTIFIED', 'REJECTED']
  it.each(decisions.flatMap((decision) => states.map((state) => ({ decision, state }))))(
    'an operator: $decision from $state',
    async ({ decision, state }) => {
      const { customer, id } = await domainIn(state)
      const before = (await customer.get(`/dominio/${id}`)).text
      const operator = await world.operator()
      const reply = await operator.post(`/v1/operator/domains/${id}/decision`, { decision })
      expect(reply.error).toBe(allowed('followSetup', state) ? null : 115)
      if (reply.error !== null) expect((await customer.get(`/dominio/${id}`)).text).toBe(before)
    },
  )

  it.each(whats.flatMap((what) => states.map((state) => ({ what, state }))))(
    'in the store: $what from $state',
    async ({ what, state }) => {
      const { customer, id } = await domainIn(state)
      const { kysely } = world.context.database
      const seen = await findResource(kysely, certifiedDomains, id, customer.accountId)
      if (seen === undefined) throw new Error('the domain is gone')
      const history = async () => {
        const { rows } = await world.context.database.pool.query(
          'select move, from_state, to_state from history where subject_id = $1 order by sequence',
          [id],
        )
        return rows
      }
      const before = await history()
      const by = { whom: 'operator', now: world.context.clock.now() } as const
      const moved = await kysely.transaction().execute((tx) => moveResource(tx, certifiedDomains, seen, what, {}, by))
      const reached = isMove(what) ? lifecycle.moves[what].to : state
      if (allowed(what, state)) {
        expect(moved).toMatchObject({ stato: reached, version: seen.version + 1 })
        expect((await history()).at(-1)).toEqual({ move: what, from_state: state, to_state: reached })
        const again = await kysely.transaction().execute((tx) => moveResource(tx, certifiedDomains, seen, what, {}, by))
        expect(again, 'with an outdated version').toBeUndefined()
      } else {
        expect(moved).toBeUndefined()
        expect(await history()).toEqual(before)
      }
    },
  )
})
