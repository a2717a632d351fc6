// The access table, cell by cell: every call by every kind of caller. Resources of other accounts answer like unknown
// ones.
import { beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../src/api/routes.ts'
import type { Operation } from '../src/pipeline/operation.ts'
import type { Caller, Reply } from '../src/testing/caller.ts'
import { startServer } from '../src/testing/world.ts'
import type { Customer } from '../src/testing/world.ts'

const UNKNOWN_ID = '65a000000000000000000000'
const principals = ['nobody', 'account', 'account without scopes', 'operator'] as const
type Who = (typeof principals)[number]

/** The expected outcome: allowed, or refused with 125.22 or 126. */
function promised({ access, scope }: Operation, who: Who): null | number {
  if (who === 'nobody') return 125.22
  if (who === 'operator') return access === 'account' ? 126 : null
  if (access === 'operator') return 126
  return who === 'account' || scope === undefined ? null : 126
}

const pathOf = ({ path }: Operation, id: string) =>
  path.replace('{id}', path.includes('/deliveries/') ? `msg_${id}` : id).replaceAll(/\{\w+\}/g, id)

describe('the access table', () => {
  const world = startServer()
  let callers: Record<Who, Caller>
  let owner: Customer
  beforeAll(async () => {
    owner = await world.customer({ creditCents: 1_000_000 })
    callers = {
      nobody: world.stranger(),
      account: await world.customer(),
      'account without scopes': await world.customer({ scopes: [] }),
      operator: await world.operator(),
    }
  })

  const call = (caller: Caller, operation: Operation, id: string): Promise<Reply> =>
    caller.call(operation.method, pathOf(operation, id), operation.method === 'GET' ? undefined : {})

  const cells = routes.flatMap((operation) => principals.map((who) => ({ route: operation.route, who, operation })))
  it.each(cells)('$route by $who', async ({ operation, who }) => {
    const { error, status } = await call(callers[who], operation, UNKNOWN_ID)
    const expected = promised(operation, who)
    if (expected !== null) expect({ error, status }).toEqual({ error: expected, status: expected === 126 ? 403 : 401 })
    else expect([125.22, 126]).not.toContain(error)
  })

  const withId = routes.filter(({ path, access }) => path.includes('{id}') && access !== 'operator')
  it.each(withId.map((operation) => ({ route: operation.route, operation })))(
    "$route answers for another account's id as for nobody's, byte for byte",
    async ({ operation }) => {
      const id = await idFor(operation)
      const others = await call(callers.account, operation, id)
      const unknown = await call(callers.account, operation, UNKNOWN_ID)
      expect(others.success).toBe(false)
      expect({ text: others.text, status: others.status }).toEqual({ text: unknown.text, status: unknown.status })
    },
  )

  /** A resource of the owner to use in the call. */
  async function idFor({ path }: Operation): Promise<string> {
    if (path.includes('/dominio/')) return (await world.given.orderedDomain({}, owner)).id
    if (path.includes('/deliveries/')) return (await aDelivery()).slice('msg_'.length)
    if (path.includes('/comunica_pec/')) return (await world.given.request({}, owner)).id
    return (await world.given.registeredMailbox({}, owner)).id
  }

  async function aDelivery(): Promise<string> {
    await world.given.workingMailbox({ callback: { url: 'http://127.0.0.1:9/nobody' } }, owner)
    const found = await world.context.database.pool.query<{ id: string }>(
      'select id from callback_deliveries where account_id = $1 limit 1',
      [owner.accountId],
    )
    return found.rows[0]?.id ?? ''
  }
})
