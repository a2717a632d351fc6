// doctor: reports what is wrong with an installation and what to do about it. It only reads.
import { parseArgs } from 'node:util'
import { statfs } from 'node:fs/promises'
import { createServer } from 'node:net'
import { sql } from 'kysely'
import { openContext } from '../context.ts'
import type { Context } from '../context.ts'
import { codeOf } from '../data-folder/data-folder.ts'
import { unbalancedWallets } from '../ledger/ledger.ts'
import { openLog } from '../log.ts'
import { SettingsError } from '../settings.ts'
import type { Settings } from '../settings.ts'
import { keysMissing, modeOfData, OLDEST_POSTGRESQL, opensSealedData, readSealingKeys } from '../store/installation.ts'
import { readKeyUses } from '../store/sealed-values.ts'
import type { KeyUse } from '../store/sealed-values.ts'
import { reportProviders } from '../provider-operations/provider-report.ts'
import type { ProviderReport } from '../provider-operations/provider-report.ts'
import type { ProviderHealth } from '../providers/port/capabilities.ts'
import { providersWithOrders } from '../provider-operations/table.ts'
import { lastImport } from '../pec-index/table.ts'
import { checkDocuments } from './check-documents.ts'
import { UsageError } from './command.ts'
import { settingsIn } from './environment.ts'
import type { Environment } from './environment.ts'
import type { CommandResult } from './command.ts'

/** The result of one check. */
interface Finding {
  what: string
  is: 'ok' | 'warn' | 'fail'
  says: string
}

type Check = { what: string; run(context: Context, mostDocuments: number): Promise<Omit<Finding, 'what'>> }

const ok = (says: string) => ({ is: 'ok', says }) as const
const warn = (says: string) => ({ is: 'warn', says }) as const
const fail = (says: string) => ({ is: 'fail', says }) as const

const LEAST_FREE_BYTES = 1024 ** 3
const MOST_APART_MS = 5_000
const DOCUMENTS_UNLESS_TOLD = 200

const checks: readonly Check[] = [
  {
    what: 'PostgreSQL',
    async run({ database, settings }) {
      const found = await sql<{ version: number }>`
        select current_setting('server_version_num')::int as version`.execute(database.kysely)
      const version = found.rows[0]?.version ?? 0
      if (version < OLDEST_POSTGRESQL) return fail(`version ${version} is too old; 15 or newer is needed`)
      const embedded = settings.DATABASE_URL === undefined
      if (embedded && settings.MODE === 'production') return warn('embedded; set DATABASE_URL in production')
      return ok(`version ${Math.floor(version / 10_000)}, ${embedded ? 'embedded' : 'at DATABASE_URL'}`)
    },
  },
  {
    what: 'schema',
    // A schema that is behind is refused when the context opens, as most checks could not read it.
    run: () => Promise.resolve(ok('up to date')),
  },
  {
    what: 'mode',
    async run({ database, settings }) {
      const mode = (await modeOfData(database.kysely)) ?? settings.MODE
      if (mode !== settings.MODE) return fail(`the data are those of a ${mode}: set MODE=${mode}, or another database`)
      return ok(mode)
    },
  },
  {
    what: 'encryption key',
    run: keysFinding,
  },
  {
    what: 'document store',
    async run({ objects, settings }) {
      await objects.look()
      return ok(settings.S3_ENDPOINT === undefined ? 'folder in DATA_DIR' : 'S3, the bucket is there')
    },
  },
  { what: 'documents', run: documentsFinding },
  {
    what: 'wallets',
    async run({ database }) {
      const unbalanced = await unbalancedWallets(database.kysely)
      return unbalanced.length === 0
        ? ok('equal the sum of their entries')
        : fail(`do not balance: ${unbalanced.join(', ')}`)
    },
  },
  {
    what: 'clock',
    async run({ clock, database }) {
      const found = await sql<{ ms: number }>`
        select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`.execute(database.kysely)
      const apartMs = Math.abs(clock.now().getTime() - clock.offsetMs() - (found.rows[0]?.ms ?? 0))
      if (apartMs > MOST_APART_MS) {
        return fail(
          `differs from the database's by ${Math.round(apartMs / 1000)} s; synchronise both machines with a time server`,
        )
      }
      const hours = Math.round(clock.offsetMs() / 3_600_000)
      return hours === 0 ? ok('real time') : warn(`the sandbox clock is ${hours} hours ahead`)
    },
  },
  {
    what: 'disk',
    async run({ dataFolder }) {
      const { bavail, bsize } = await statfs(dataFolder)
      const free = bavail * bsize
      const gigabytes = `${(free / 1024 ** 3).toFixed(1)} GB free in DATA_DIR`
      return free < LEAST_FREE_BYTES ? warn(gigabytes) : ok(gigabytes)
    },
  },
  {
    what: 'callbacks',
    async run({ settings }) {
      const allowed = settings.CALLBACK_PRIVATE_ADDRESSES === 'allow'
      if (allowed && settings.MODE === 'production') {
        return warn(
          'may go to private addresses: a customer could reach your network; set CALLBACK_PRIVATE_ADDRESSES=deny',
        )
      }
      return ok(allowed ? 'may go to private addresses' : 'go to public addresses only')
    },
  },
  {
    what: 'PEC index',
    async run({ database, clock, settings }) {
      const last = await lastImport(database.kysely)
      if (last === undefined) {
        const says =
          'none imported, so domini_pec only knows our own and the shared domains; run: ceralacca index import FILE'
        return settings.MODE === 'production' ? warn(says) : ok(says)
      }
      const days = Math.floor((clock.now().getTime() - last.as_of.getTime()) / 86_400_000)
      const says = `${last.domains} domains, as of ${last.as_of.toISOString().slice(0, 10)}`
      return days > settings.PEC_INDEX_STALE_DAYS ? warn(`${says}; older than PEC_INDEX_STALE_DAYS`) : ok(says)
    },
  },
  {
    what: 'signatures',
    async run({ trust, clock, settings }) {
      const { certificates, services, lists } = await trust.anchors()
      if (certificates.length + services.length === 0) return trustsNobody(settings)
      const old = lists.filter(({ nextUpdate }) => nextUpdate !== undefined && new Date(nextUpdate) < clock.now())
      const names = (some: typeof lists) => some.map(({ territory }) => territory).join(', ')
      if (old.length > 0) return warn(`trusted list out of date: ${names(old)}; run: ceralacca trust import FILE`)
      const says = `${certificates.length} certificates in TRUST_ANCHORS_DIR, trusted lists: ${names(lists) || 'none'}`
      if (settings.MODE === 'sandbox' || settings.REVOCATION_CHECKS === 'on') return ok(says)
      return warn(`${says}; revoked certificates are not found out: set REVOCATION_CHECKS=on`)
    },
  },
  { what: 'providers', run: providersFinding },
  { what: 'address', run: ({ settings }) => portFinding(settings) },
]

/** Runs every check that can run; what cannot be opened is itself a finding. */
export async function doctor(args: readonly string[], variables: Environment): Promise<CommandResult> {
  const mostDocuments = documentsIn(args)
  const findings: Finding[] = [nodeFinding()]
  const settings = settingsOr(findings, variables)
  if (settings !== undefined) await checkContext(findings, settings, mostDocuments)
  const width = Math.max(...findings.map(({ what }) => what.length))
  const lines = findings.map(({ what, is, says }) => `${is.padEnd(4)}  ${what.padEnd(width)}  ${says}`)
  return { data: { findings }, lines: [...lines, '', summaryOf(findings)], failed: count(findings, 'fail') > 0 }
}

const count = (findings: readonly Finding[], which: Finding['is']) => findings.filter(({ is }) => is === which).length

/** How it stands, in the last line: what a terminal shows when the list is longer than it. */
function summaryOf(findings: readonly Finding[]): string {
  if (count(findings, 'ok') === findings.length) return `all ${findings.length} checks are well`
  const bad = findings.filter(({ is }) => is !== 'ok').map(({ is, what }) => `${what} (${is})`)
  return `to look at, of ${findings.length} checks: ${bad.join(', ')}`
}

function settingsOr(findings: Finding[], variables: Environment): Settings | undefined {
  try {
    const settings = settingsIn(variables)
    findings.push({ what: 'settings', ...ok(`MODE=${settings.MODE}`) })
    return settings
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    findings.push({ what: 'settings', ...fail(error.message) })
    return undefined
  }
}

/** How many documents to look at, from the arguments. */
function documentsIn(args: readonly string[]): number {
  try {
    const { values } = parseArgs({ args: [...args], options: { documents: { type: 'string' } } })
    if (/^\d{1,7}$/.test(values.documents ?? '0')) return Number(values.documents ?? DOCUMENTS_UNLESS_TOLD)
  } catch {
    // Told below, like a number that is none.
  }
  throw new UsageError('usage: ceralacca doctor [--documents N]')
}

function trustsNobody({ MODE, UNASSESSED_SIGNERS }: Settings): Omit<Finding, 'what'> {
  if (MODE === 'sandbox') return ok('no trusted issuers, so chains are not assessed')
  const remedy = 'set TRUST_ANCHORS_DIR, or run: ceralacca trust import FILE'
  return UNASSESSED_SIGNERS === 'refuse'
    ? fail(`no trusted issuers, so signed files are refused (359); ${remedy}`)
    : fail(`no trusted issuers, and UNASSESSED_SIGNERS=accept: anybody can sign in the name of anybody; ${remedy}`)
}

/** One line for all: a provider that does not work, or that orders still need and nobody declares, is a failure. */
async function providersFinding(context: Context): Promise<Omit<Finding, 'what'>> {
  const reports = await reportProviders(context)
  const declared = new Set(reports.map(({ name }) => name))
  const gone = (await providersWithOrders(context.database.kysely)).filter((name) => !declared.has(name))
  const said = reports.map(describeProvider)
  const missing = gone.map((name) => `${name}: has orders, and PROVIDERS_FILE does not name it`)
  const works = reports.every(({ health }) => health === undefined || isWell(health))
  const says = [...said, ...missing].join('; ')
  if (!works || gone.length > 0) return fail(says)
  return reports.some((report) => troublesOf(report).length > 0) ? warn(says) : ok(says)
}

const isWell = ({ credentials, problem }: ProviderHealth) => credentials === 'accepted' && problem === undefined

/** What keeps orders from a provider, or should be looked into. */
function troublesOf({ pause, operations, differences }: ProviderReport): string[] {
  const open = operations.filter(({ opened_at }) => opened_at !== null).map(({ operation }) => operation)
  return [
    ...(pause === undefined ? [] : ['paused']),
    ...(open.length === 0 ? [] : [`breaker open for ${open.join(' ')}`]),
    ...(differences === 0 ? [] : [`${differences} resources differ`]),
  ]
}

function describeProvider(report: ProviderReport): string {
  const { name, kind, health, pendingOperations } = report
  const pending = [
    ...(pendingOperations === 0 ? [] : [`${pendingOperations} operations pending`]),
    ...troublesOf(report),
  ]
  if (health === undefined) return [`${name} (${kind})`, ...pending].join(', ')
  const { reachable, credentials, credit, problem } = health
  const access = reachable ? `credentials ${credentials}` : 'cannot be reached'
  const more = [...(credit === undefined ? [] : [`credit ${credit}`]), ...(problem === undefined ? [] : [problem])]
  return [`${name} (${kind}) ${access}`, ...more, ...pending].join(', ')
}

async function keysFinding({ database, sealer, keyring }: Context): Promise<Omit<Finding, 'what'>> {
  if (!(await opensSealedData(database.kysely, sealer)))
    return fail('ENCRYPTION_KEY is not the key the database was sealed with')
  const { sealing, replaced } = await readSealingKeys(database.kysely)
  const missing = replaced.filter((id) => !keyring.ids.includes(id))
  if (missing.length > 0) return fail(keysMissing(missing))
  if (replaced.length === 0 && keyring.ids.length === 1)
    return ok(`${sealing ?? keyring.sealingId()} opens what is sealed`)
  const toRotate = 'run: ceralacca keys rotate'
  if (sealing !== undefined && sealing !== keyring.ids[0])
    return warn(`${sealing} seals, and ENCRYPTION_KEY is another one; ${toRotate}`)
  const others = (await readKeyUses(database.kysely)).filter(({ key }) => key !== sealing)
  if (replaced.length > 0 || others.length > 0) return warn(`${describeUses(others)}; ${toRotate}`)
  return ok(`${sealing ?? ''} opens all that is sealed, and nothing needs ENCRYPTION_KEY_PREVIOUS any more`)
}

const describeUses = (uses: readonly KeyUse[]): string =>
  uses.length === 0
    ? 'a change of the key has not ended'
    : uses
        .map(
          ({ key, secrets, documents }) =>
            `${secrets} secrets and ${documents} documents need ${key ?? 'a key nobody noted'}`,
        )
        .join(', ')

async function documentsFinding(context: Context, most: number): Promise<Omit<Finding, 'what'>> {
  const { documents, looked, missing, unreadable, listed, orphaned } = await checkDocuments(context, most)
  const says = `${looked} of ${documents} looked at: ${missing} missing, ${unreadable} cannot be opened`
  const stored = `${listed} stored objects: ${orphaned} belong to no document`
  if (missing + unreadable > 0) return fail(`${says}; ${stored}; restore them from a backup`)
  // An upload under way is stored before the database knows of it.
  return orphaned > 0 ? warn(`${says}; ${stored}, or to an upload under way`) : ok(`${says}; ${stored}`)
}

async function checkContext(findings: Finding[], settings: Settings, mostDocuments: number): Promise<void> {
  try {
    await using context = await openContext(settings, { log: openLog('silent'), purpose: 'inspection' })
    for (const { what, run } of checks) findings.push({ what, ...(await resultOf(run(context, mostDocuments))) })
  } catch (error) {
    findings.push({ what: 'start', ...fail(error instanceof SettingsError ? error.message : reasonOf(error)) })
  }
}

async function resultOf(check: Promise<Omit<Finding, 'what'>>): Promise<Omit<Finding, 'what'>> {
  try {
    return await check
  } catch (error) {
    return fail(reasonOf(error))
  }
}

const reasonOf = (error: unknown) =>
  `check failed: ${error instanceof Error ? error.message.split('\n', 1)[0] : 'unknown error'}`

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const newEnough = major > 20 || (major === 20 && minor >= 19)
  return {
    what: 'Node.js',
    ...(newEnough ? ok(process.versions.node) : fail(`${process.versions.node} is too old; 20.19 or newer is needed`)),
  }
}

function portFinding({ HOST, PORT }: Settings): Promise<Omit<Finding, 'what'>> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', (error) => {
      resolve(
        codeOf(error) === 'EADDRINUSE'
          ? ok(`${HOST}:${PORT} is in use, for example by a running server`)
          : fail(`HOST and PORT: cannot listen on ${HOST}:${PORT} (${codeOf(error)}); set an address of this machine`),
      )
    })
    probe.listen(PORT, HOST, () => probe.close(() => resolve(ok(`${HOST}:${PORT} is free`))))
  })
}
