// The access table, cell by cell: every call by every kind of caller and every role. What is another account's is answered
// like what is unknown, and nothing of it changes.
import { beforeAll, describe, expect, it } from 'vitest'
import { everyScope } from '../src/auth/scopes.ts'
import { accountRoles, memberMay, operatorMay, operatorRoles } from '../src/model/roles.ts'
import { contractRoutes, routes } from '../src/api/routes.ts'
import { exampleOf } from '../src/pipeline/examples.ts'
import type { Operation } from '../src/pipeline/operation.ts'
import { callerAt, itemsOf, memberOf } from '../src/testing/caller.ts'
import type { Caller, Reply } from '../src/testing/caller.ts'
import { everyRow } from '../src/testing/every-row.ts'
import { startServer } from '../src/testing/world.ts'
import type { Customer, Member } from '../src/testing/world.ts'

const UNKNOWN_ID = '65a000000000000000000000'
const ONE_SCOPE = 'GET:test.pec.openapi.it/pec'
const principals = [
  'nobody',
  'account',
  'account without scopes',
  'account of another host',
  'account with one scope less',
  'API key',
  'owner',
  'developer',
  'accountant',
  'read-only',
  'developer with one scope',
  'administrator',
  'reviewer',
  'finance',
] as const
const LACKING = { method: 'GET', segment: 'domini_pec' }
type Who = (typeof principals)[number]

/** The expected outcome: allowed, or refused with 125.22 or 126; by a platform call, with 130. */
function promised({ route, access, scope, permissions: { account, operator } }: Operation, who: Who): null | number {
  if (access === 'anybody') return null
  if (access === 'key') return who === 'API key' ? null : 130
  if (who === 'API key' || who === 'nobody') return 125.22
  if (isIn(operatorRoles, who)) return operator !== undefined && operatorMay(who, operator) ? null : 126
  if (account === undefined) return 126
  if (who === 'account') return null
  if (isIn(accountRoles, who)) return memberMay(who, account) ? null : 126
  if (who === 'developer with one scope') return route === 'DELETE /dominio/{id}' ? null : 126
  return who === 'account with one scope less' && scope !== undefined && scope !== LACKING.segment ? null : 126
}

const isIn = <T extends object>(roles: T, who: string): who is Extract<keyof T, string> => Object.hasOwn(roles, who)

const pathOf = ({ path }: Operation, id: string) =>
  path.replace('{id}', path.includes('/deliveries/') ? `msg_${id}` : id).replaceAll(/\{\w+\}/g, UNKNOWN_ID)

describe('the access table', () => {
  const world = startServer()
  let callers: Record<Who, Caller>
  beforeAll(async () => {
    const { SCOPE_HOST } = world.context.settings
    callers = {
      nobody: world.stranger(),
      account: await world.customer(),
      'account without scopes': await world.customer({ scopes: [] }),
      'account of another host': await world.customer({ scopes: everyScope('pec.openapi.it') }),
      'account with one scope less': await world.customer({
        scopes: everyScope(SCOPE_HOST).filter(
          (scope) => scope !== `${LACKING.method}:${SCOPE_HOST}/${LACKING.segment}`,
        ),
      }),
      'API key': (await world.customer()).byKey,
      owner: await world.member('owner'),
      developer: await world.member('developer'),
      accountant: await world.member('accountant'),
      'read-only': await world.member('read-only'),
      'developer with one scope': await withOneScope(await world.member('developer')),
      administrator: await world.operator('administrator'),
      reviewer: await world.operator('reviewer'),
      finance: await world.operator('finance'),
    }
  })

  /** The same member by a token for a single call. */
  async function withOneScope({ customer, id }: Member): Promise<Caller> {
    const made = await customer.post(`/v1/members/${id}/tokens`, { scopes: ['DELETE:*/dominio'] })
    return callerAt(world.baseUrl, String(memberOf(made.data, 'token')))
  }

  const call = (caller: Caller, operation: Operation, id: string): Promise<Reply> =>
    caller.call(operation.method, pathOf(operation, id), operation.method === 'GET' ? undefined : {})

  const cells = routes.flatMap((operation) => principals.map((who) => ({ route: operation.route, who, operation })))
  it.each(cells)('$route by $who', async ({ operation, who }) => {
    const { error, status } = await call(callers[who], operation, await idIn(operation, callers[who]))
    const expected = promised(operation, who)
    if (expected !== null) expect({ error, status }).toEqual({ error: expected, status: expected === 126 ? 403 : 401 })
    else expect([125.22, 126, 130]).not.toContain(error)
  })

  /** People have tokens of their own, whatever they may do with those of others. */
  async function idIn({ path }: Operation, { token }: Caller): Promise<string> {
    if (!/\/(?:members|operators)\/\{id\}\/tokens/.test(path)) return UNKNOWN_ID
    const principal = await world.context.authenticator.principalOf(`Bearer ${token}`)
    return (principal?.role === 'operator' ? principal.operatorId : Object(principal).memberId) ?? UNKNOWN_ID
  }

  it('lets those who only read change nothing but their own tokens, those of the books when they are told, and each role less than the first', () => {
    const changed = (role: keyof typeof accountRoles) =>
      routes.filter(
        ({ writes, path, permissions: { account } }) =>
          // How they sign in is everybody's own affair.
          !/^\/v1\/session\b/.test(path) && writes && account !== undefined && memberMay(role, account),
      )
    const own = ['POST /v1/members/{id}/tokens', 'DELETE /v1/members/{id}/tokens/{token}']
    expect(changed('read-only').map(({ route }) => route)).toEqual(own)
    expect(changed('accountant').map(({ route }) => route)).toEqual(['PATCH /v1/wallet', ...own])
    for (const roles of [accountRoles, operatorRoles]) {
      const [all = [], ...others] = Object.values(roles)
      for (const some of others) expect(all).toEqual(expect.arrayContaining([...some]))
    }
  })
})

/** What an account has: the segment its ids follow, and how one of the owner's comes to be. */
type Possessions = Readonly<Record<string, (owner: Customer) => Promise<string>>>

describe('what is somebody else’s', () => {
  const world = startServer()
  let owner: Customer
  let other: Customer
  let unknownTo: Customer
  beforeAll(async () => {
    owner = await world.customer({ creditCents: 1_000_000 })
    other = await world.customer()
    unknownTo = await world.customer()
  })

  const idOf = (reply: Reply) => {
    expect(reply.error, reply.text).toBeNull()
    return String(memberOf(reply.data, 'id'))
  }
  const aDelivery = async () => {
    await world.given.workingMailbox({ callback: { url: 'http://127.0.0.1:9/nobody' } }, owner)
    return String(memberOf(itemsOf((await owner.get('/v1/deliveries')).data)[0], 'id'))
  }
  const possessions: Possessions = {
    pec: async () => (await world.given.workingMailbox({}, owner)).id,
    dominio: async () => (await world.given.certifiedDomain({}, owner)).id,
    comunica_pec: async () => (await world.given.request({}, owner)).id,
    deliveries: aDelivery,
    callbacks: aDelivery,
    members: async () => (await world.member('developer', owner)).id,
    snapshots: async () => idOf(await owner.post('/v1/sandbox/snapshots')),
    bulk: async () => idOf(await owner.post('/v1/bulk?operation=registerMailbox', '{}')),
    tokens: async () => String(memberOf((await owner.byKey.post('/tokens', { scopes: [ONE_SCOPE] })).data, 'token')),
  }
  /** Parameters that name nothing an account has. */
  const nobodys = ['domini_pec', 'verifica_pec', 'scopes', 'errors', 'stats', 'apis', 'counters']

  const parameterOf = ({ path }: Operation) => /\/(\w+)\/\{(\w+)\}/.exec(path)
  const isAccounts = ({ access }: Operation) => access !== 'operator'
  const named = routes.filter((one) => isAccounts(one) && parameterOf(one) !== null)

  it('is known for every call that names something', () => {
    const kinds = named.map((one) => parameterOf(one)?.[1] ?? '')
    expect(kinds.filter((kind) => !(kind in possessions) && !nobodys.includes(kind))).toEqual([])
  })

  const unknownLike = (id: string) =>
    id.startsWith('ctk_') ? `ctk_${'0'.repeat(40)}` : id.startsWith('msg_') ? `msg_${UNKNOWN_ID}` : UNKNOWN_ID
  const like = (customer: Customer, { access }: Operation): Caller => (access === 'key' ? customer.byKey : customer)
  const make = (caller: Caller, operation: Operation, id: string) => {
    const path = operation.path.replace(/\{\w+\}/, id).replaceAll(/\{\w+\}/g, UNKNOWN_ID)
    const body = operation.method === 'GET' ? undefined : Object(exampleOf(operation.name) ?? {})
    return caller.call(operation.method, path, body)
  }
  /** What is answered about the owner's and about nobody's: the same, and nothing of anybody's changes. */
  async function answersAlike(theirs: () => Promise<Reply>, nobodyS: () => Promise<Reply>): Promise<Reply> {
    const before = await everyRow(world.context)
    const [about, unknown] = [await theirs(), await nobodyS()]
    expect({ text: about.text, status: about.status }).toEqual({ text: unknown.text, status: unknown.status })
    const headers = (reply: Reply) => [...reply.headers.keys()].toSorted()
    expect(headers(about)).toEqual(headers(unknown))
    expect(await everyRow(world.context)).toEqual(before)
    return about
  }

  const owned = named.filter((one) => (parameterOf(one)?.[1] ?? '') in possessions)
  it.each(owned.map((operation) => ({ route: operation.route, operation })))(
    'is to $route as what is nobody’s, byte for byte, and stays as it is',
    async ({ operation }) => {
      const id = (await possessions[parameterOf(operation)?.[1] ?? '']?.(owner)) ?? ''
      const reply = await answersAlike(
        () => make(like(other, operation), operation, id),
        () => make(like(unknownTo, operation), operation, unknownLike(id)),
      )
      expect(reply.success).toBe(false)
    },
  )

  const quoted = contractRoutes.filter(({ quote, resource }) => quote !== undefined && resource !== undefined)
  it.each(quoted.map(({ name, path }) => ({ name, kind: path.split('/')[1] ?? '' })))(
    'is to a quote of $name as what is nobody’s',
    async ({ name, kind }) => {
      const id = (await possessions[kind]?.(owner)) ?? ''
      const quote = (customer: Customer, about: string) =>
        customer.post('/v1/quote', { ...Object(exampleOf(name) ?? {}), operation: name, id: about })
      const reply = await answersAlike(
        () => quote(other, id),
        () => quote(unknownTo, UNKNOWN_ID),
      )
      expect(memberOf(reply.data, 'refused')).not.toBeNull()
    },
  )

  it('is to a row of a file as what is nobody’s', async () => {
    const id = (await possessions.pec?.(owner)) ?? ''
    const file = [id, UNKNOWN_ID].map((one) => JSON.stringify({ id: one })).join('\n')
    const bulk = idOf(await other.post('/v1/bulk?operation=renewMailbox', file))
    const before = (await owner.get(`/pec/${id}`)).text
    await world.drain()
    const [first, second] = itemsOf((await other.get(`/v1/bulk/${bulk}/rows`)).data)
    expect(first).toEqual({ ...second, number: 1 })
    expect(first).toMatchObject({ state: 'refused', error: 202 })
    expect((await owner.get(`/pec/${id}`)).text).toBe(before)
  })

  it('is in no list, search or log', async () => {
    const { id, casella_pec } = await world.given.workingMailbox({}, owner)
    const request = String((await owner.get(`/pec/${id}`)).headers.get('x-request-id'))
    await world.context.requests.settled()
    expect(itemsOf((await owner.get(`/v1/requests?id=${request}`)).data)).toHaveLength(1)
    const lists = routes.filter((one) => isAccounts(one) && one.method === 'GET' && parameterOf(one) === null)
    for (const operation of lists) {
      const query = 'q' in operation.query ? `?q=${casella_pec}` : ''
      const { text } = await like(other, operation).get(`${operation.path.replace(/\{\w+\}.*/, '')}${query}`)
      expect(text.includes(id) || text.includes(casella_pec), operation.route).toBe(
        query !== '' && text.includes(`"q":`),
      )
    }
    expect((await other.get(`/v1/requests?id=${request}`)).data).toEqual({ items: [], next: null })
  })
})
