// The operations compared with two baselines in the same run, as ratios.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AT_A_TIME, prepareCases, ROUNDS } from './operation-cases.ts'
import type { Case } from './operation-cases.ts'
import { watchStatements } from './record.ts'
import { firstLine, measure, median, onCore, withFixture, tableOf } from './fixture.ts'
import type { Measured, Fixture } from './fixture.ts'
import { howToHavePrism, startPrism } from './prism.ts'
import type { Prism } from './prism.ts'

// The simulated provider answers at once.
const SETTINGS = { SANDBOX_PROVIDER_DELAY_MS: '0' }

type Kind = 'server' | 'bytes' | 'raw' | 'before' | 'prism'

/** Measures the operations, of another checkout too if one is named, and returns the section of the page. */
export async function benchOperations(before?: string): Promise<string> {
  watchStatements()
  const prism = await startPrism()
  try {
    const now = async (older?: Server) =>
      withFixture(SETTINGS, async (fixture) => run(await prepareCases(fixture), fixture, { older, prism }))
    const older = async (fixture: Fixture) => now({ fixture, cases: await prepareCases(fixture) })
    return explained(before === undefined ? await now() : await withFixture(SETTINGS, older, before))
  } finally {
    prism?.process.kill()
  }
}

/** A server with what it is asked. */
interface Server {
  fixture: Fixture
  cases: Case[]
}

function explained(table: string): string {
  return [
    'Server and baselines run on one core, the load on another: 10 connections, medians of three interleaved rounds. The embedded',
    'PostgreSQL, with fsync on, shares the core of the server and the baselines.',
    '',
    '- *same bytes*: bare `node:http` that sends the same answer and does nothing else.',
    '- *same statements raw*: bare `node:http` that sends the same SQL through `pg` on one pooled connection,',
    '  prepared once per connection as in the server, and returns the rows as JSON.',
    '- *round trips*: statements per request, including BEGIN and COMMIT, with authentication cached.',
    '- The baseline for uploads reads the body and runs the statements; it does not decode, scan, seal or store the documents,',
    '  nor does it draw or open the PDF of a download, whose bytes are left out of *same bytes*.',
    `- What uses a resource up is asked ${AT_A_TIME} times in a round, each time for another one; everything else for three seconds.`,
    '- *before*: the server of another checkout, on the same core in the same rounds: `npm run bench -- operations=<its folder>`.',
    `- *Prism*: Stoplight Prism, silent, a mock of openapi.json on the same core: ${howToHavePrism}.`,
    '',
    table,
  ].join('\n')
}

async function run(
  cases: Case[],
  { baseUrl, token, folder, context }: Fixture,
  { older, prism }: { older: Server | undefined; prism: Prism | undefined },
): Promise<string> {
  const { host, port, user, database } = context.database.pool.options
  const baselineFile = join(folder, 'baseline.json')
  const specs = Object.fromEntries(cases.map(({ route, recorded, renew }) => [keyOf(route), { ...recorded, renew }]))
  writeFileSync(baselineFile, JSON.stringify({ connection: { host, port, user, database }, cases: specs }))
  const baseline = onCore(0, ['--import', 'tsx', 'scripts/bench/baseline.ts', baselineFile])
  const baselineUrl = `http://127.0.0.1:${await firstLine(baseline)}`
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const rows: (string | number)[][] = [
    [
      'case',
      'server, req/s',
      'p99 ms',
      'same bytes',
      'same statements raw',
      'of same bytes',
      'of raw statements',
      'round trips',
      'before, req/s',
      'of before',
      'Prism, req/s',
      'of Prism',
    ],
  ]
  let counter = 10_000_000
  try {
    for (const one of cases) {
      const seen: Record<Kind, Measured[]> = { server: [], bytes: [], raw: [], before: [], prism: [] }
      const same = older?.cases.find(({ route }) => route === one.route)
      const [take, takeOlder] = [inTurn(one.resources), inTurn(same?.resources ?? [])]
      for (let round = 0; round < ROUNDS; round += 1) {
        counter += 100_000
        const { amount, ...load } = one.load(() => [])
        const at = (kind: string) => ({
          ...load,
          url: baselineUrl,
          headers: {},
          paths: [`/${kind}/${keyOf(one.route)}`],
        })
        seen.bytes.push(await measure(folder, { ...at('bytes'), seconds: 1, from: counter }))
        const fresh = one.fresh(take)
        const raw = { ...at('raw'), ...(amount && { amount }), ...(fresh && { fresh }) }
        seen.raw.push(await measure(folder, { ...raw, from: counter }))
        counter += 100_000
        seen.server.push(await measure(folder, { ...one.load(take), url: baseUrl, headers, from: counter }))
        if (older !== undefined && same !== undefined) {
          const asked = { ...headers, authorization: `Bearer ${older.fixture.token}` }
          const before = { ...same.load(takeOlder), url: older.fixture.baseUrl, headers: asked, from: counter }
          seen.before.push(await measure(folder, before))
        }
        if (prism !== undefined && one.mockable)
          seen.prism.push(
            await measure(folder, { ...one.load(() => ['0'.repeat(24)]), url: prism.baseUrl, headers, from: counter }),
          )
      }
      const failed = Object.entries(seen).map(
        ([kind, list]) => [kind, list.reduce((sum, { failed: n }) => sum + n, 0)] as const,
      )
      for (const [kind, n] of failed) if (n > 0) throw new Error(`${one.name}: ${n} requests failed against ${kind}`)
      const of = (kind: Kind) => median(seen[kind].map(({ perSecond }) => perSecond))
      const share = (part: number, whole: number) => `${Math.round((part / whole) * 100)} %`
      const beside = (kind: Kind) =>
        seen[kind].length === 0 ? ['', ''] : [Math.round(of(kind)), (of('server') / of(kind)).toFixed(2)]
      rows.push([
        one.name,
        Math.round(of('server')),
        median(seen.server.map(({ p99Ms }) => p99Ms)),
        Math.round(of('bytes')),
        Math.round(of('raw')),
        share(of('server'), of('bytes')),
        share(of('server'), of('raw')),
        one.recorded.statements.length,
        ...beside('before'),
        ...beside('prism'),
      ])
      process.stderr.write(`${rows.at(-1)?.join(' | ') ?? ''}\n`)
    }
  } finally {
    baseline.kill()
  }
  return tableOf(rows)
}

/** Gives the next resources at each call. */
function inTurn(resources: readonly string[]): () => readonly string[] {
  let used = 0
  return () => resources.slice(used, (used += AT_A_TIME))
}

/** The name of a route in a path of the baseline. */
const keyOf = (route: string) => route.replaceAll(/\W+/g, '-')
