// How jobs ask providers over the network: each in a turn of its own, so that one that is slow, closed or out of budget
// costs the others nothing.
import type { Context } from '../context.ts'
import type { Provider } from '../providers/port/capabilities.ts'
import type { Readiness } from '../providers/gates.ts'
import { onlyIn } from '../store/population.ts'
import type { JobName } from '../store/wake-ups.ts'
import { earliest } from './job.ts'
import type { Asking } from './job.ts'

const AT_ONCE = 20

/** What a job asks of providers: its operation there, and how a batch is taken in hand and asked about. */
export interface Turns<Row> {
  job: JobName
  operation: string
  /** Takes rows at a provider in hand. */
  claim(provider: string, limit: number): Promise<Row[]>
  /** Asks about rows in hand; returns about how many something was heard. */
  ask(rows: Row[]): Promise<number>
  /** Whether there is something to do with a provider that may not be asked, too. */
  evenClosed?: true
}

/**
 * Asks every provider over the network that may be asked; returns about how many rows something was heard, or how many are
 * being asked about. Silence counts as nothing done: a clock that is advanced would ask into it without end.
 */
export async function askInTurns<Row>(
  context: Context,
  turns: Turns<Row>,
  asking: Asking = 'awaited',
): Promise<number> {
  const remote = overTheNetwork(context)
  if (remote.length === 0) return 0
  const readiness = await context.gates.readiness(remote, turns.operation)
  const asked = await Promise.all(
    remote.map(async ({ manifest: { name } }) => {
      const limit = Math.min(AT_ONCE, roomFor(readiness.get(name), turns.evenClosed))
      if (limit === 0) return 0
      if (asking === 'begun') return beginTurn(context, turns, name, limit)
      return turns.ask(await turns.claim(name, limit))
    }),
  )
  return asked.reduce((sum, one) => sum + one, 0)
}

/**
 * When the next turn is due, if `due` says when something is at each of some providers: at those that may not be asked, not
 * before they may be again. Undefined for paused ones, whose resuming wakes the jobs, and for those whose turn it is.
 */
export async function nextTurn(
  context: Context,
  { job, operation, evenClosed }: Pick<Turns<never>, 'job' | 'operation' | 'evenClosed'>,
  due: (providers: readonly string[]) => Promise<Date | undefined>,
): Promise<Date | undefined> {
  const remote = overTheNetwork(context).filter(
    ({ manifest }) => !context.gates.isInTurn(turnOf(context, job, manifest.name)),
  )
  if (remote.length === 0) return undefined
  const readiness = await context.gates.readiness(remote, operation)
  const names = remote.map(({ manifest }) => manifest.name)
  const ready = names.filter((name) => roomFor(readiness.get(name), evenClosed) > 0)
  const waiting = names.filter((name) => !ready.includes(name))
  const moments = waiting.map(async (name) => {
    const one = readiness.get(name)
    if (one?.is !== 'closed' || one.why === 'paused') return undefined
    const at = await due([name])
    return at && new Date(Math.max(at.getTime(), inTimeHere(context, one.until).getTime()))
  })
  return earliest(await Promise.all([ready.length === 0 ? undefined : due(ready), ...moments]))
}

/** Names of the providers that may not be asked for an operation now. */
export async function closedProviders(context: Context, operation: string): Promise<string[]> {
  const remote = overTheNetwork(context)
  if (remote.length === 0) return []
  const readiness = await context.gates.readiness(remote, operation)
  return [...readiness].flatMap(([name, { is }]) => (is === 'closed' ? [name] : []))
}

/** Gates are everybody's, and go by everybody's clock. */
const inTimeHere = ({ clock, accountClocks }: Context, at: Date) =>
  new Date(at.getTime() + clock.offsetMs() - accountClocks.everybodys.offsetMs())

const overTheNetwork = ({ providers }: Context): Provider[] =>
  providers.all.filter(({ manifest }) => !manifest.inProcess)

function roomFor(readiness: Readiness | undefined, evenClosed: true | undefined): number {
  if (readiness?.is === 'ready') return readiness.room
  return evenClosed === true && readiness?.why !== 'budget used' ? AT_ONCE : 0
}

const turnOf = ({ whose }: Context, job: JobName, provider: string) => ({
  name: `${job} ${provider}`,
  accountId: onlyIn(whose()),
})

async function beginTurn<Row>(context: Context, turns: Turns<Row>, provider: string, limit: number): Promise<number> {
  let asked = 0
  const begun = await context.gates.inTurn(turnOf(context, turns.job, provider), {
    begin: () => turns.claim(provider, limit),
    rest(rows) {
      asked = rows.length
      return turns.ask(rows)
    },
    // There may be more; and it was nobody's while it was being asked.
    over() {
      if (asked > 0) context.wakeUps.wakeOwn(turns.job, onlyIn(context.whose()))
    },
  })
  return begun?.length ?? 0
}
