// What monitoring is told of an installation, by whichever process it asks; and that what stands ready for it (dashboard,
// alert rules, the reference page) speaks of nothing else.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { openServer } from '../http/serve.ts'
import { checkLedger } from '../jobs/check-ledger.ts'
import { followActivation } from '../jobs/follow-activation.ts'
import { anotherProcess } from '../testing/another-process.ts'
import { startServer } from '../testing/world.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8')

describe('the metrics of an installation', () => {
  const world = startServer({ CALLBACK_PRIVATE_ADDRESSES: 'allow' })

  it('are said by every process alike, also by one that runs none of its jobs', async () => {
    await using other = await anotherProcess(world.context)
    const app = await openServer(other)
    const of = async (sample: string) => {
      other.clock.setOffsetMs(world.context.clock.offsetMs())
      return [await world.metric(sample), await sampleOf(other.metrics.registry, sample)]
    }
    expect(await of('ceralacca_unbalanced_wallets')).toEqual([undefined, undefined])
    await checkLedger.run(world.context, world.context.clock.now())
    expect(await of('ceralacca_unbalanced_wallets')).toEqual([0, 0])

    const { customer } = await world.given.submittedMailbox({ callback: { url: 'http://127.0.0.1:1/closed' } })
    await world.pass(10_000)
    const again = '{kind="callback-again",provider=""}'
    expect(await of(`ceralacca_waiting${again}`)).toEqual([1, 1])
    // Past every attempt of the ladder.
    for (let n = 0; n < 10; n += 1) await world.pass(30 * 3_600_000)
    expect(await of(`ceralacca_waiting${again}`)).toEqual([0, 0])
    expect(await world.metric('ceralacca_callbacks_given_up_total')).toBe(1)
    // Decided by the provider, and told to nobody, as if this job alone stood still.
    await world.given.submittedMailbox({ callback: { url: 'http://127.0.0.1:1/closed' } }, customer)
    const { clock } = world.context
    clock.setOffsetMs(clock.offsetMs() + 10_000)
    await followActivation.run(world.context, clock.now())
    const due = '{kind="callback",provider=""}'
    expect(await of(`ceralacca_waiting${due}`)).toEqual([1, 1])
    clock.setOffsetMs(clock.offsetMs() + 600_000)
    expect(await world.metric(`ceralacca_waiting_oldest_seconds${due}`)).toBeGreaterThanOrEqual(600)
    expect(await world.metric('ceralacca_job_late_seconds{job_name="deliver-callbacks"}')).toBeGreaterThanOrEqual(600)
    await app.close()
  })

  it('say that the database is away, at once, and nothing of what is in it', async () => {
    const { kysely } = world.context.database
    await sql`alter table callback_deliveries rename to deliveries_away`.execute(kysely)
    expect(await world.metric('ceralacca_database_up')).toBe(0)
    expect(await world.metric('ceralacca_unbalanced_wallets')).toBeUndefined()
    await sql`alter table deliveries_away rename to callback_deliveries`.execute(kysely)
    expect(await world.metric('ceralacca_database_up')).toBe(1)
  })

  it('are all on the reference page, and the rules and the dashboard use no other names or labels', async () => {
    const registry = world.context.metrics.registry
    const page = read('docs/reference/metrics.md')
    const labels = new Map(registry.getMetricsAsArray().map((one) => [one.name, labelsOf(one)]))
    const families = /^(process|nodejs)_/
    const unsaid = [...labels.keys()].filter((name) => !families.test(name) && !page.includes(`\`${name}\``))
    expect(unsaid).toEqual([])
    for (const expression of expressions()) {
      const used = [...expression.matchAll(/\b(ceralacca|nodejs|process)_\w+/g)].map(([name]) => name)
      const known = used.map((name) => labels.get(name) ?? labels.get(name.replace(/_(bucket|sum|count)$/, '')))
      expect(known, expression).not.toContain(undefined)
      const may = new Set(['job', 'instance', 'le', ...known.flat()])
      const named = [...expression.matchAll(/(?:by|on) \(([^)]*)\)|[{,] ?(\w+)(?==~?")/g)]
      const wanted = named.flatMap(([, list, label]) => list?.split(/, ?/) ?? label ?? [])
      expect(
        wanted.filter((label) => !may.has(label)),
        expression,
      ).toEqual([])
    }
  })
})

it('of each alert it is written what to do, where the alert says', () => {
  const places = [...read('deploy/monitoring/alerts.yaml').matchAll(/what_to_do: (\S+)/g)].map(
    ([, place = '']) => place,
  )
  expect(places.length).toBeGreaterThan(15)
  for (const [file = '', heading] of places.map((place) => place.split('#'))) {
    const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
      text.toLowerCase().replaceAll(' ', '-'),
    )
    if (heading !== undefined) expect(headings, file).toContain(heading)
  }
})

async function sampleOf(registry: { metrics(): Promise<string> }, sample: string): Promise<number | undefined> {
  const line = (await registry.metrics()).split('\n').find((one) => one.startsWith(`${sample} `))
  return line === undefined ? undefined : Number(line.slice(sample.length))
}

function labelsOf(metric: object): string[] {
  const labels: unknown = Reflect.get(metric, 'labelNames')
  return Array.isArray(labels) ? labels.map(String) : []
}

/** Every expression of the alert rules and of the dashboard. */
function expressions(): string[] {
  const rules: unknown = parse(read('deploy/monitoring/alerts.yaml'))
  const dashboard: unknown = JSON.parse(read('deploy/monitoring/dashboard.json'))
  const found = [...exprIn(rules), ...exprIn(dashboard)]
  expect(found.length).toBeGreaterThan(50)
  return found
}

function exprIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(exprIn)
  if (typeof value !== 'object' || value === null) return []
  const own: unknown = Reflect.get(value, 'expr')
  return [...(typeof own === 'string' ? [own] : []), ...Object.values(value).flatMap(exprIn)]
}
