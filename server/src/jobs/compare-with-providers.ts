// Compares what is known here with what providers over the network say, a slice every night, and tells operators what
// differs. Nothing is changed by it (docs/providers.md).
import { checksRecords } from '../certified-domains/status-check.ts'
import { domainOrder } from '../certified-domains/provider-order.ts'
import { certifiedDomains } from '../certified-domains/resource.ts'
import type { CertifiedDomainRow } from '../certified-domains/table.ts'
import type { Context } from '../context.ts'
import { mailboxOrder } from '../mailboxes/provider-order.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import type { MailboxRow } from '../mailboxes/table.ts'
import { lockIdle } from '../provider-operations/lock-idle.ts'
import { withDeadline } from '../provider-operations/run.ts'
import type { Answer } from '../providers/port/answer.ts'
import type { Provider } from '../providers/port/capabilities.ts'
import { comparedFacts } from '../providers/port/reads.ts'
import type { Facts, Seen } from '../providers/port/reads.ts'
import { requestOrder } from '../registry-requests/provider-order.ts'
import { registryRequests } from '../registry-requests/resource.ts'
import type { RegistryRequestRow } from '../registry-requests/table.ts'
import { noteOperatorEvents } from '../store/operator-events.ts'
import {
  addComparisons,
  claimForComparison,
  countAt,
  lockDueComparison,
  nextComparison,
  noteDifferences,
  setComparison,
} from '../store/provider-differences.ts'
import type { Differences } from '../store/provider-differences.ts'
import type { Resource, ResourceRow } from '../store/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { Job } from './job.ts'

const AT_ONCE = 20
const ANSWERED_WITHIN_MS = 10_000
/** Everything is compared within so many nights, where the calls of an hour are enough for that. */
const NIGHTS = 7
const NIGHT_HOUR_UTC = 1
const A_DAY_MS = 86_400_000
const A_MINUTE_MS = 60_000
const MINUTES_A_NIGHT = 60
/** Without a budget of its own a provider is asked no faster than this. */
const CALLS_PER_MINUTE = 60
/** What was compared since then is not compared again before its turn. */
const COMPARED_LATELY_MS = (NIGHTS - 0.5) * A_DAY_MS

export const compareWithProviders: Job = {
  name: 'compare-with-providers',
  repairs: 'nothing: every night it tells the operators which resources stand otherwise at their provider than here',
  isForAll: true,

  async nextDue(context) {
    const compared = comparedProviders(context).map(({ manifest }) => manifest.name)
    if (compared.length === 0) return undefined
    const { kysely } = context.database
    const known = await nextComparison(kysely, compared)
    return known ?? nextNight(context.clock.now())
  },

  async run(context) {
    const now = context.clock.now()
    const compared = comparedProviders(context)
    await addComparisons(
      context.database.kysely,
      compared.map(({ manifest }) => manifest.name),
      // Found before its first night, it waits for it; found at night, that is now.
      now.getUTCHours() === NIGHT_HOUR_UTC ? now : nextNight(now),
    )
    const counts = await Promise.all(compared.map((provider) => comparePart(context, provider, now)))
    return counts.reduce((sum, one) => sum + one, 0)
  },
}

const comparedProviders = ({ providers }: Context): Provider[] =>
  providers.all.filter(({ manifest, reads }) => !manifest.inProcess && reads !== undefined)

function nextNight(now: Date): Date {
  const night = new Date(now)
  night.setUTCHours(NIGHT_HOUR_UTC, 0, 0, 0)
  return night > now ? night : new Date(night.getTime() + A_DAY_MS)
}

/** One resource in hand, with how it is read there and compared. */
interface Compared {
  id: string
  compare(): Promise<void>
}

/** Compares the next part of tonight's slice at a provider; returns how many resources, 0 where none is due. */
async function comparePart(context: Context, provider: Provider, now: Date): Promise<number> {
  const claimed = await unitOfWork(context, (unit) => claimPart(context, unit, provider, now))
  await Promise.all((claimed ?? []).map((one) => one.compare()))
  return claimed === undefined ? 0 : Math.max(claimed.length, 1)
}

/**
 * Takes a part in hand. A slice uses half of the budget, so that it delays nobody who waits, and ends after the calls of an
 * hour.
 */
async function claimPart(
  context: Context,
  unit: UnitOfWork,
  provider: Provider,
  now: Date,
): Promise<Compared[] | undefined> {
  const { name } = provider.manifest
  const due = await lockDueComparison(unit.db, name, now)
  if (due === undefined) return undefined
  const callsPerMinute = provider.callsPerMinute ?? CALLS_PER_MINUTE
  const left = due.left_tonight === 0 ? await sliceOf(unit, name, callsPerMinute) : due.left_tonight
  const ready = (await context.gates.readiness([provider], 'reads.mailbox', unit.db)).get(name)
  if (ready?.is !== 'ready') {
    const again = left === 0 || ready === undefined || ready.why === 'paused' ? nextNight(now) : ready.until
    await setComparison(unit.db, name, left, again)
    return []
  }
  const claimed = await claimAny(context, unit, provider, Math.min(AT_ONCE, ready.room, left), now)
  const isOver = claimed.length === 0 || claimed.length >= left
  const pauseMs = (2 * A_MINUTE_MS * claimed.length) / callsPerMinute
  const next = isOver ? nextNight(now) : new Date(now.getTime() + Math.ceil(pauseMs))
  await setComparison(unit.db, name, isOver ? 0 : left - claimed.length, next)
  return claimed
}

async function sliceOf({ db }: UnitOfWork, provider: string, callsPerMinute: number): Promise<number> {
  let all = 0
  for (const resource of [mailboxes, certifiedDomains, registryRequests]) all += await countAt(db, resource, provider)
  return Math.min(Math.ceil(all / NIGHTS), callsPerMinute * MINUTES_A_NIGHT)
}

/** Resources of any kind, those compared longest ago of each kind first; mailboxes last, as they are the most. */
async function claimAny(
  context: Context,
  unit: UnitOfWork,
  provider: Provider,
  limit: number,
  now: Date,
): Promise<Compared[]> {
  const { reads = {}, manifest } = provider
  const claimed: Compared[] = []
  const claim = async <Row extends ResourceRow>(
    resource: Resource<Row>,
    read: ((row: Row) => Promise<Answer<Seen>>) | undefined,
    factsOf: (row: Row) => Facts | undefined,
  ) => {
    const room = limit - claimed.length
    if (read === undefined || room <= 0) return
    const before = new Date(now.getTime() - COMPARED_LATELY_MS)
    const rows = await claimForComparison(unit.db, resource, { provider: manifest.name, limit: room, now, before })
    claimed.push(
      ...rows.map((row) => ({
        id: row.id,
        compare: () => compareOne(context, resource, row, () => read(row), factsOf),
      })),
    )
  }
  const { certifiedDomain, mailbox, registryRequest } = reads
  await claim(certifiedDomains, certifiedDomain && ((row) => certifiedDomain(domainOrder(row), now)), (row) =>
    domainFacts(context, row),
  )
  await claim(registryRequests, registryRequest && ((row) => registryRequest(requestOrder(row), now)), requestFacts)
  await claim(mailboxes, mailbox && ((row) => mailbox(mailboxOrder(row), now)), mailboxFacts)
  return claimed
}

/** Compares one; what changed meanwhile, has a pending operation or got no answer is left for another night. */
async function compareOne<Row extends ResourceRow>(
  context: Context,
  resource: Resource<Row>,
  row: Row,
  read: () => Promise<Answer<Seen>>,
  factsOf: (row: Row) => Facts | undefined,
): Promise<void> {
  const { provider, id } = row
  const here = factsOf(row)
  if (here === undefined) return
  const about = { provider, operation: `compare ${resource.kind}` }
  const answer = await withDeadline(context, about, read, ANSWERED_WITHIN_MS)
  if (answer.is !== 'done') return
  const differences = differencesOf(here, answer.value)
  const isNews = await unitOfWork(context, async (unit) => {
    const locked = await lockIdle(unit, resource, id, row.version)
    if (locked.is !== 'idle' || !(await noteDifferences(unit.db, resource, row, differences, unit.now))) return false
    const kind = Object.keys(differences).length === 0 ? 'provider-agrees' : 'provider-differs'
    const detail = { provider, resource: { kind: resource.kind, id }, differences }
    await noteOperatorEvents(unit.db, [{ kind, subject: id, detail, at: unit.now }])
    return kind === 'provider-differs'
  })
  const facts = Object.keys(differences)
  if (isNews) context.log.error({ provider, kind: resource.kind, id, facts }, 'a provider knows it otherwise')
}

/** What differs of what both sides know; an expiry by more than a day. */
function differencesOf(here: Facts, seen: Seen): Differences {
  if (seen.is !== 'there') return { resource: { here: 'there', there: seen.is } }
  const differences: Record<string, Differences[string]> = {}
  for (const name of comparedFacts) {
    const [ours, theirs] = [here[name], seen.facts[name]]
    if (ours === undefined || theirs === undefined || ours === theirs) continue
    const isNear = name === 'scadenza' && Math.abs(Number(ours) - Number(theirs)) * 1_000 <= A_DAY_MS
    if (!isNear) differences[name] = { here: ours, there: theirs }
  }
  return differences
}

/** What is asked about anyway may be news there that is not heard here yet. */
const settledState = ({ stato, check_at }: ResourceRow): Facts => (check_at === null ? { stato } : {})

/** Undefined for what is given up here: it may be there for longer. */
function mailboxFacts(row: MailboxRow): Facts | undefined {
  const { scadenza, spazio_disco, spazio_storico, spazio_conservazione } = row
  if (row.stato === 'chiusa' || row.stato === 'registrazione_annullata') return undefined
  const state = settledState(row)
  if (scadenza === null) return state
  return { ...state, scadenza, spazio_disco, spazio_storico, spazio_conservazione }
}

function domainFacts(context: Context, row: CertifiedDomainRow): Facts {
  const { stato, scadenza, dns, stato_fornitore, config, certif } = row
  if (stato === 'registrato') return { scadenza }
  // Where records are checked here, theirs is another opinion.
  const records = checksRecords(context, row) ? {} : { dns }
  return { stato, scadenza, stato_fornitore, config, certif, ...records }
}

const requestFacts = (row: RegistryRequestRow): Facts => settledState(row)
