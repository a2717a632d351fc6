// The operations compared with two baselines in the same run, as ratios.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import PDFDocument from 'pdfkit'
import { createAccount } from '../../server/src/accounts/open.ts'
import type { Context } from '../../server/src/context.ts'
import { registration } from '../../server/src/testing/fixtures.ts'
import { seedMailboxes } from '../../server/src/testing/seed.ts'
import type { Load } from './load.ts'
import { record, watchStatements } from './record.ts'
import type { Recorded } from './record.ts'
import { firstLine, measure, median, onCore, withFixture, tableOf } from './fixture.ts'
import type { Measured, Fixture } from './fixture.ts'
import { howToHavePrism, startPrism } from './prism.ts'
import type { Prism } from './prism.ts'

const ROUNDS = 3
const MAILBOXES = 10_000
const UPLOADS = 150

type Kind = 'server' | 'bytes' | 'raw' | 'before' | 'prism'

interface Case {
  name: string
  route: string
  recorded: Recorded
  server: (from: number) => Omit<Load, 'url' | 'headers' | 'from'>
  /** Texts of the recording to replace, and their replacements in the nth request. */
  renew: string[]
  fresh: (from: number) => string[] | undefined
}

/** Measures the operations, of another checkout too if one is named, and returns the section of the page. */
export async function benchOperations(before?: string): Promise<string> {
  watchStatements()
  const prism = await startPrism()
  try {
    const now = async (older?: Server) =>
      withFixture({}, async (fixture) => run(await prepare(fixture), fixture, { older, prism }))
    const older = async (fixture: Fixture) => now({ fixture, cases: await prepare(fixture) })
    return explained(before === undefined ? await now() : await withFixture({}, older, before))
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
    '- The baseline for uploads reads the body and runs the statements; it does not decode, scan, seal or store the documents.',
    '- *before*: the server of another checkout, on the same core in the same rounds: `npm run bench -- operations=<its folder>`.',
    `- *Prism*: Stoplight Prism, silent, a mock of openapi.json on the same core: ${howToHavePrism}.`,
    '',
    table,
  ].join('\n')
}

async function prepare({ context, token, accountId }: Fixture): Promise<Case[]> {
  const authorization = `Bearer ${token}`
  const { pool } = context.database
  const firstExpiry = new Date(context.clock.now().getTime() + 200 * 86_400_000)
  await seedMailboxes(context, { accountId, count: MAILBOXES, firstExpiry, spreadDays: 100 })
  const some =
    (await pool.query<{ id: string }>('select id from mailboxes order by id limit 1 offset 5000')).rows[0]?.id ?? ''

  const address = 'banco.prova@testcert.legalmail.it'
  const body = JSON.stringify(registration({ casella_pec: address }))
  const create = await record(context, 'POST /pec', { authorization, body: Buffer.from(body) })
  const created: { data: { id: string } } = JSON.parse(create.answer)
  const document = (await pdf200k()).toString('base64')
  const upload = JSON.stringify({ documenti: [document, document] })
  const activate = await record(context, 'PATCH /pec/{id}/attivazione', {
    authorization,
    params: { id: created.data.id },
    body: Buffer.from(upload),
  })
  // One mailbox per upload, for both the server and the baseline.
  await seedMailboxes(context, { accountId: await spareAccount(context), count: 1, firstExpiry, spreadDays: 1 })
  await pool.query(
    "update mailboxes set stato = 'registrata', renew_at = null, remind_at = null, scadenza = null where id in (select id from mailboxes where account_id = $1 and stato = 'evasa' order by id desc limit $2)",
    [accountId, UPLOADS * ROUNDS * 2],
  )
  const waiting = await pool.query<{ id: string }>(
    "select id from mailboxes where account_id = $1 and stato = 'registrata' and id <> $2 order by id",
    [accountId, created.data.id],
  )
  const ids = waiting.rows.map((row) => row.id)
  const slice = (from: number) => ids.slice(from, from + UPLOADS)

  return [
    {
      name: 'GET /pec/{id}',
      route: 'read',
      recorded: await record(context, 'GET /pec/{id}', { authorization, params: { id: some } }),
      server: () => ({ method: 'GET', paths: [`/pec/${some}`], seconds: 3 }),
      renew: [],
      fresh: () => undefined,
    },
    {
      name: 'GET /pec, 100 of 10,000',
      route: 'list',
      // The second time, as the first writes the items.
      recorded: await record(context, 'GET /pec', { authorization }).then(() =>
        record(context, 'GET /pec', { authorization }),
      ),
      server: () => ({ method: 'GET', paths: ['/pec?limit=100'], seconds: 3 }),
      renew: [],
      fresh: () => undefined,
    },
    {
      name: 'POST /pec',
      route: 'create',
      recorded: create,
      server: () => ({ method: 'POST', paths: ['/pec'], body: body.replace('banco.prova', 'banco.{n}'), seconds: 3 }),
      renew: [created.data.id, 'banco.prova'],
      // A fresh id with a counter in its last digits.
      fresh: () => [`${created.data.id.slice(0, 8)}ffff00000{n} raw.{n}`],
    },
    {
      name: 'PATCH attivazione, two 200 kB PDFs',
      route: 'activate',
      recorded: activate,
      server: (from) => ({
        method: 'PATCH',
        paths: slice(from).map((id) => `/pec/${id}/attivazione`),
        body: upload,
        amount: UPLOADS,
      }),
      renew: [created.data.id],
      fresh: (from) => slice(from),
    },
  ]
}

async function spareAccount(context: Context): Promise<string> {
  const made = await createAccount(context, { email: 'altro@example.com', creditCents: 0, reason: '' })
  return made?.id ?? ''
}

async function run(
  cases: Case[],
  { baseUrl, token, folder, context }: Fixture,
  { older, prism }: { older: Server | undefined; prism: Prism | undefined },
): Promise<string> {
  const { host, port, user, database } = context.database.pool.options
  const baselineFile = join(folder, 'baseline.json')
  const specs = Object.fromEntries(cases.map(({ route, recorded, renew }) => [route, { ...recorded, renew }]))
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
  let counter = 1_000_000
  let used = 0
  try {
    for (const one of cases) {
      const seen: Record<Kind, Measured[]> = { server: [], bytes: [], raw: [], before: [], prism: [] }
      for (let round = 0; round < ROUNDS; round += 1) {
        counter += 100_000
        seen.bytes.push(
          await measure(folder, {
            ...one.server(used),
            url: baselineUrl,
            headers: {},
            paths: [`/bytes/${one.route}`],
            from: counter,
          }),
        )
        const fresh = one.fresh(used)
        seen.raw.push(
          await measure(folder, {
            ...one.server(used),
            url: baselineUrl,
            headers: {},
            paths: [`/raw/${one.route}`],
            from: counter,
            ...(fresh && { fresh }),
          }),
        )
        if (one.route === 'activate') used += UPLOADS
        counter += 100_000
        seen.server.push(await measure(folder, { ...one.server(used), url: baseUrl, headers, from: counter }))
        const same = older?.cases.find(({ route }) => route === one.route)
        if (older !== undefined && same !== undefined) {
          const asked = { authorization: `Bearer ${older.fixture.token}`, 'content-type': 'application/json' }
          const load = { ...same.server(used), url: older.fixture.baseUrl, headers: asked, from: counter }
          seen.before.push(await measure(folder, load))
        }
        // It would refuse documents it cannot make sense of.
        if (prism !== undefined && one.route !== 'activate')
          seen.prism.push(await measure(folder, { ...one.server(used), url: prism.baseUrl, headers, from: counter }))
        if (one.route === 'activate') used += UPLOADS
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

/** A real PDF of about 200 kB: one page and an unused stream of padding. */
function pdf200k(): Promise<Buffer> {
  return new Promise((resolve) => {
    const document = new PDFDocument({ compress: false })
    const parts: Buffer[] = []
    document.on('data', (part: Buffer) => parts.push(part))
    document.on('end', () => resolve(Buffer.concat(parts)))
    document.text('documento')
    const noise = document.ref({})
    noise.end(Buffer.alloc(200_000, 'ceralacca '))
    document.end()
  })
}
