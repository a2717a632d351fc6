// Credit given, confirmed and taken, accounts suspended and reopened, mailboxes renewed by hand and by the clock, in two
// processes at once and in any order: money is never made, lost or spent twice.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '../../src/context.ts'
import { openServer } from '../../src/http/serve.ts'
import { renewAutomatically } from '../../src/jobs/renew-automatically.ts'
import { unmatchedDebits } from '../../src/ledger/debits.ts'
import { unbalancedWallets } from '../../src/ledger/ledger.ts'
import { confirmedCreditBegins } from '../../src/ledger/causes.ts'
import { anotherProcess } from '../../src/testing/another-process.ts'
import { callerAt, memberOf } from '../../src/testing/caller.ts'
import type { Caller } from '../../src/testing/caller.ts'
import { propertySeed } from '../../src/testing/property-seed.ts'
import { startServer } from '../../src/testing/world.ts'
import type { GivenMailbox } from '../../src/testing/world.ts'

const RUNS = 12
const AT_ONCE = 6
const DAY_MS = 86_400_000

type Step =
  | { do: 'credit'; euro: number; by: 0 | 1 }
  | { do: 'confirm'; by: 0 | 1 }
  | { do: 'debit'; euro: number; by: 0 | 1 }
  | { do: 'suspend' | 'reopen' | 'renew' | 'job' }
const by = fc.constantFrom(0, 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('credit'), euro: fc.integer({ min: 1, max: 80 }), by }),
  fc.record({ do: fc.constant('confirm'), by }),
  fc.record({ do: fc.constant('debit'), euro: fc.integer({ min: 1, max: 15 }), by }),
  fc.record({ do: fc.constantFrom('suspend', 'reopen', 'reopen', 'renew', 'renew', 'job', 'job') }),
)
/** A step in one of the two processes. */
const placed = fc.record({ step, in: fc.constantFrom(0, 1) })

describe('money in two processes', () => {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0', CREDIT_CONFIRMATION_ABOVE: '40.00' })
  const contexts: Context[] = []
  const addresses: string[] = []
  let close = () => Promise.resolve()
  let operators: [Caller, Caller]

  beforeAll(async () => {
    const other = await anotherProcess(world.context)
    const app = await openServer(other)
    close = async () => {
      await app.close()
      await other[Symbol.asyncDispose]()
    }
    contexts.push(world.context, other)
    addresses.push(world.baseUrl, await app.listen({ host: '127.0.0.1', port: 0 }))
    operators = [await world.operator(), await world.operator()]
  })
  afterAll(() => close())

  const at = (process: 0 | 1, { token }: Caller) => callerAt(addresses[process] ?? '', token)

  async function waitingOf(operator: Caller, accountId: string): Promise<string[]> {
    const { items } = Object((await operator.get('/v1/operator/credits?limit=1000')).data)
    const own = items.filter((one: unknown) => memberOf(one, 'account') === accountId)
    return own.map((one: unknown) => String(memberOf(one, 'id')))
  }

  async function take({ step: one, in: process }: { step: Step; in: 0 | 1 }, { customer, id }: GivenMailbox) {
    const account = `/v1/operator/accounts/${customer.accountId}`
    const operator = at(process, operators['by' in one ? one.by : 0])
    switch (one.do) {
      case 'credit':
      case 'debit':
        return void (await operator.post(`${account}/${one.do}`, { amount: `${one.euro}.00`, reason: 'prova' }))
      case 'confirm':
        for (const credit of await waitingOf(operator, customer.accountId))
          await operator.post(`/v1/operator/credits/${credit}/confirm`)
        return
      case 'suspend':
      case 'reopen':
        return void (await operator.post(`${account}/${one.do}`, { reason: 'prova' }))
      case 'renew':
        return void (await at(process, customer).get(`/pec/${id}/rinnovo`))
      case 'job': {
        const context = contexts[process] ?? world.context
        return void (await renewAutomatically.run(context, context.clock.now()))
      }
    }
  }

  function pass(ms: number): void {
    for (const { clock, authenticator } of contexts) {
      clock.setOffsetMs(clock.offsetMs() + ms)
      authenticator.forget()
    }
  }

  const rows = async (text: string, values: unknown[]) =>
    (await world.context.database.pool.query<Record<string, unknown>>(text, values)).rows

  it('is never made, lost or spent twice', { timeout: 120_000 }, async () => {
    const seen = { renewals: 0, confirmed: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(placed, { minLength: 48, maxLength: 48 }), async (list) => {
        const customer = await world.customer({ creditCents: 8_000 })
        const mailbox = await world.given.workingMailbox({ tipo_casella: 'STANDARD', autorinnovo: true }, customer)
        for (let from = 0; from < list.length; from += AT_ONCE) {
          const replies = await Promise.allSettled(list.slice(from, from + AT_ONCE).map((one) => take(one, mailbox)))
          expect(replies.filter(({ status }) => status === 'rejected')).toEqual([])
          // Credit that waits outlives every other step.
          pass(from % (2 * AT_ONCE) === 0 ? DAY_MS : 260 * DAY_MS)
        }
        const { accountId } = customer
        const { kysely } = world.context.database
        expect(await unbalancedWallets(kysely)).toEqual([])
        expect(await unmatchedDebits(kysely)).toEqual([])

        const [paid] = await rows(
          `select (select count(*) from ledger_entries where account_id = $1 and kind = 'capture' and cause like 'rinnovo %') as paid,
            (select count(*) from history where subject_id = $2 and move in ('renew', 'renewAutomatically')) as renewed`,
          [accountId, mailbox.id],
        )
        expect(paid?.paid).toBe(paid?.renewed)
        seen.renewals += Number(paid?.paid)

        const confirmed = await rows(
          `select c.state, count(e.id) as given from credits c
           left join ledger_entries e on e.cause = $2 || c.id and e.kind = 'top-up' and e.amount_cents = c.amount_cents
           where c.account_id = $1 group by c.id`,
          [accountId, confirmedCreditBegins],
        )
        for (const { state, given } of confirmed) expect(given).toBe(state === 'confirmed' ? 1 : 0)
        seen.confirmed += confirmed.filter(({ state }) => state === 'confirmed').length

        expect(await boughtWhileSuspended(accountId)).toEqual([])
      }),
      { seed: propertySeed('money in two processes'), numRuns: RUNS },
    )
    expect(seen.renewals).toBeGreaterThan(RUNS)
    expect(seen.confirmed).toBeGreaterThan(0)
  })

  /** Purchases committed between a suspension and the reopening after it, in the order of the feed. */
  const boughtWhileSuspended = (accountId: string) =>
    rows(
      `select f.number, l.cause from feed f join ledger_entries l on l.id = f.entry_id and l.kind = 'capture'
       where f.account_id = $1 and l.cause like 'rinnovo %' and 'suspended' = (
         select h.to_state from feed s
         join history h on h.subject_kind = s.subject_kind and h.subject_id = s.subject_id and h.sequence = s.sequence
         where s.account_id = f.account_id and s.subject_kind = 'account' and s.number < f.number
         order by s.number desc limit 1)`,
      [accountId],
    )
})
