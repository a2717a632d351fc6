// Whatever is done to the people of an account, in whatever order and at once: the last owner stays, and only the active
// have tokens.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountRoles } from '../model/roles.ts'
import type { AccountRole } from '../model/roles.ts'
import { newResourceId } from '../model/resource-id.ts'
import { listPeople, membersOf } from '../store/people.ts'
import { propertySeed } from '../testing/property-seed.ts'
import { startServer } from '../testing/world.ts'
import { inTransaction } from '../store/transaction.ts'
import { accept, changePerson, invite, inviteAgain, removeFrom } from './people.ts'
import { makePersonToken } from './person-tokens.ts'

const roles = Object.keys(accountRoles).filter((role): role is AccountRole => Object.hasOwn(accountRoles, role))
const who = fc.nat(4)
const role = fc.constantFrom(...roles)
const step = fc.oneof(
  fc.record({ does: fc.constant('invite' as const), who, role }),
  fc.record({ does: fc.constant('accept' as const), who, role }),
  fc.record({ does: fc.constant('invite again' as const), who, role }),
  fc.record({ does: fc.constant('change' as const), who, role }),
  fc.record({ does: fc.constant('remove' as const), who, role }),
  fc.record({ does: fc.constant('make a token' as const), who, role }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

describe('the people of an account', () => {
  const world = startServer()

  it('keep an owner and no token of somebody who is not active', { timeout: 120_000 }, async () => {
    const { kysely } = world.context.database
    const story = fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 5, maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(story, async (rounds) => {
        const { accountId } = await world.customer()
        const team = membersOf(accountId)
        const known: { id: string; secret: string }[] = []
        const nobody = { id: newResourceId(world.context.clock.now()), secret: 'civ_' }
        const act = ({ does, who, role }: Step) =>
          inTransaction(kysely, async ({ db }) => {
            const now = world.context.clock.now()
            const { id, secret } = known[who] ?? nobody
            switch (does) {
              case 'invite': {
                const wanted = { id: newResourceId(now), email: `p${who}@example.com`, name: '', role }
                const invited = await invite(db, team, wanted, now)
                if (typeof invited === 'object') known[who] = { id: wanted.id, secret: invited.secret }
                return
              }
              case 'accept':
                return void (await accept(db, 'members', { secret, name: undefined }, now))
              case 'invite again': {
                const again = await inviteAgain(db, team, id, now)
                if (again !== undefined) known[who] = { id, secret: again.secret }
                return
              }
              case 'change':
                return void (await changePerson(db, team, id, { name: undefined, role }))
              case 'remove':
                return void (await removeFrom(db, team, id, now))
              default: {
                const wanted = { id: newResourceId(now), personId: id, name: '', scopes: [], ttl: 0 }
                await makePersonToken(db, team, wanted, now)
              }
            }
          })
        let hadOwner = false
        for (const together of rounds) {
          await Promise.all(together.map(act))
          const people = await listPeople(kysely, team, { limit: 1_000 })
          const hasOwner = people.some((one) => one.state === 'active' && one.role === 'owner')
          expect(hasOwner || !hadOwner).toBe(true)
          hadOwner = hasOwner
          const present = people.filter(({ state }) => state !== 'removed').map(({ email }) => email)
          expect(new Set(present).size).toBe(present.length)
          const { rows } = await world.context.database.pool.query<{ member_id: string }>(
            'select distinct member_id from tokens where account_id = $1 and member_id is not null and revoked_at is null',
            [accountId],
          )
          const active = people.filter(({ state }) => state === 'active').map(({ id }) => id)
          expect(active).toEqual(expect.arrayContaining(rows.map((row) => row.member_id)))
        }
      }),
      { numRuns: 30, seed: propertySeed('people') },
    )
  })
})
