// POST /v1/sandbox/clock: advances a year over many mailboxes; half are renewed automatically, the others
// revoked, and closed 90 days later.
import { seedMailboxes } from '../../server/src/testing/seed.ts'
import { withFixture, tableOf } from './fixture.ts'
import type { Fixture } from './fixture.ts'

const COUNTS = [1_000, 20_000, 100_000]
const AIMS_SECONDS = new Map([
  [1_000, 5],
  [100_000, 120],
])
const A_DAY_MS = 86_400_000

/** Advances the clock by 366 days for each number of mailboxes, on a fresh server each; returns the section of the page. */
export async function benchClock(argument: string | undefined): Promise<string> {
  const counts = argument === undefined ? COUNTS : argument.split(',').map(Number)
  const rows: (string | number)[][] = [
    ['mailboxes', 'seconds', 'aim', 'reminders', 'renewals', 'expiries and closings'],
  ]
  for (const count of counts) rows.push(await withFixture({}, (fixture) => advanceYear(fixture, count)))
  return [
    'Seconds until the call answers. Expiries are spread over ten months, some on every day; server and PostgreSQL share one core.',
    '',
    tableOf(rows),
  ].join('\n')
}

async function advanceYear(
  { context, accountId, baseUrl, token }: Fixture,
  count: number,
): Promise<(string | number)[]> {
  const firstExpiry = new Date(context.clock.now().getTime() + 61 * A_DAY_MS)
  await seedMailboxes(context, { accountId, count, firstExpiry, spreadDays: 304 })
  const startedAt = performance.now()
  const response = await fetch(`${baseUrl}/v1/sandbox/clock`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ advance: 'P366D' }),
  })
  const seconds = (performance.now() - startedAt) / 1000
  const { data }: { data: { ran: Record<string, number> } } = JSON.parse(await response.text())
  const aim = AIMS_SECONDS.get(count)
  const { 'remind-of-expiry': reminders = 0, 'renew-automatically': renewals = 0, expire = 0 } = data.ran
  const line = [count, seconds.toFixed(1), aim === undefined ? '' : `at most ${aim}`, reminders, renewals, expire]
  process.stderr.write(`${line.join(' | ')}\n`)
  return line
}
