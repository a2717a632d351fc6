// The order of lists: newest first, also within one second.
import { describe, expect, it } from 'vitest'
import { insertEvents } from '../store/events.ts'
import { memberOf, noticesTo } from '../testing/caller.ts'
import { startServer } from '../testing/world.ts'

describe('what was made within one second', () => {
  const world = startServer()
  const idsOf = (data: unknown) => (Array.isArray(data) ? data.map((row) => String(memberOf(row, 'id'))) : [])

  it.each([
    [
      '/comunica_pec',
      async (customer: Awaited<ReturnType<typeof world.customer>>) => (await world.given.request({}, customer)).id,
    ],
    [
      '/dominio',
      async (customer: Awaited<ReturnType<typeof world.customer>>) =>
        (await world.given.orderedDomain({}, customer)).id,
    ],
  ])('%s is listed newest first', async (path, make) => {
    const customer = await world.customer()
    const made: string[] = []
    for (let n = 0; n < 6; n += 1) made.unshift(await make(customer))
    expect(idsOf((await customer.get(path)).data)).toEqual(made)
  })

  it('/v1/events is listed newest first', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const at = world.context.clock.now()
    for (let n = 0; n < 6; n += 1) {
      const resource = { kind: 'mailbox', id } as const
      const event = { accountId: customer.accountId, resource, kind: `k${n}`, detail: {}, at }
      await insertEvents(world.context.database.kysely, [event])
    }
    expect((await noticesTo(customer)).map(({ kind }) => kind)).toEqual(['k5', 'k4', 'k3', 'k2', 'k1', 'k0'])
  })
})
