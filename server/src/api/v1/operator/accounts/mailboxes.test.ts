// Operators find the mailboxes of an account as its owner does.
import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf } from '../../../../testing/caller.ts'
import { seedMailboxes } from '../../../../testing/seed.ts'
import { startServer } from '../../../../testing/world.ts'

const DAY_MS = 86_400_000
const NOBODY = 'f'.repeat(24)

describe('the mailboxes of an account, to operators', () => {
  const world = startServer()
  const path = (id: string, query = '') => `/v1/operator/accounts/${id}/mailboxes${query}`

  it('are found by state, words and expiry, page by page, as their owner finds them', async () => {
    const [customer, reviewer] = [await world.customer(), await world.operator('reviewer')]
    const firstExpiry = new Date(world.context.clock.now().getTime() + 30 * DAY_MS)
    await seedMailboxes(world.context, { accountId: customer.accountId, count: 12, firstExpiry, spreadDays: 12 })
    const other = await world.given.registeredMailbox({ cognome_richiedente: 'Verdini' }, customer)
    await world.given.registeredMailbox({ cognome_richiedente: 'Verdini' })
    for (const query of ['', '?limit=5', '?stato=evasa&sort=expiry', '?text=verdini', '?text=casella1']) {
      const own = (await customer.get(`/v1/pec${query}`)).data
      expect((await reviewer.get(path(customer.accountId, query))).data, query).toEqual(own)
    }
    expect(itemsOf((await reviewer.get(path(customer.accountId, '?text=verdini'))).data)).toMatchObject([
      { id: other.id, owner: customer.email },
    ])
    const next = memberOf((await reviewer.get(path(customer.accountId, '?limit=5'))).data, 'next')
    const second = await reviewer.get(path(customer.accountId, `?limit=5&cursor=${String(next)}`))
    expect(itemsOf(second.data)).toEqual(itemsOf((await customer.get('/v1/pec?limit=10')).data).slice(5))
  })

  for (const id of [NOBODY, 'zz'])
    world.refuses(109, `of ${id}`, async ({ operator }) => (await operator()).get(path(id)))
  world.refuses(160, 'a cursor of the other order', async ({ operator, customer }) => {
    const cursor = Buffer.from('7').toString('base64url')
    return (await operator()).get(path((await customer()).accountId, `?sort=expiry&cursor=${cursor}`))
  })
  world.refuses(110, 'a day of expiry in another order', async ({ operator, customer }) =>
    (await operator()).get(path((await customer()).accountId, '?expires_before=2026-12-31')),
  )
  world.refuses(126, 'finance', async ({ operator, customer }) =>
    (await operator('finance')).get(path((await customer()).accountId)),
  )
})
