// Does the steps that are due: a few at a time, each account's by its clock.
import { onlyIn } from '../../../server/src/store/population.ts'
import type { Population } from '../../../server/src/store/population.ts'
import { accept } from './accept.ts'
import { deliver } from './deliver.ts'
import { inStep } from './engine.ts'
import type { Engine, StepWork } from './engine.ts'
import { otherThan } from './gestori.ts'
import { notice } from './notices.ts'
import { receive } from './receive.ts'
import { accountsWithSteps, claimStep, endStep, lockStep, nextStepDue, putOffStep } from './steps.ts'
import type { Step, StepKind } from './steps.ts'
import { recipientsAt } from './transmissions.ts'

export interface Runner {
  /** There may be steps of that account, or of those without a clock of their own. */
  wake(accountId: string | undefined): void
  /** Does everything of these accounts that is due by then, and returns how much that was. */
  runUntil(whose: Population, until: Date): Promise<number>
  /** Ends what is under way. */
  close(): Promise<void>
}

const LANES = 4
// Nothing depends on being woken.
const LOOK_EVERY_MS = 2_000
const SHORTEST_TIMER_MS = 20
// Somebody else may have a step in hand: it is not waited for without end.
const MOST_TRIES = 50
const GIVE_UP_AFTER_MS = 24 * 3_600_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 600_000

const inOneTransaction: Readonly<
  Record<Exclude<StepKind, 'relay'>, (engine: Engine, work: StepWork, step: Step) => Promise<void>>
> = { accept, receive, deliver, 'notice-12': notice, 'notice-24': notice }

/** Starts doing steps in the background. */
export function startRunner(engine: Engine): Runner {
  const lanes = new Set<Promise<void>>()
  let isClosed = false
  let isMore = false
  let timer: NodeJS.Timeout | undefined

  const populations = async (): Promise<Population[]> => {
    const ahead = await accountsWithSteps(engine.database.kysely, engine.clocks.ahead())
    return [engine.clocks.allBut(), ...ahead.map((only) => ({ only }))]
  }
  const nowOf = (whose: Population) => engine.clocks.of(onlyIn(whose)).now()

  const lane = async () => {
    for (let found = true; found && !isClosed;) {
      found = false
      for (const whose of await populations()) found = (await doStep(engine, whose, nowOf(whose))) || found
    }
  }
  const begin = () => {
    isMore = true
    if (isClosed || lanes.size >= LANES) return
    isMore = false
    const running = lane()
      .catch((error: unknown) => engine.onProblem(error))
      .finally(() => {
        lanes.delete(running)
        if (isMore) begin()
        else if (lanes.size === 0) void setTimer()
      })
    lanes.add(running)
  }
  const untilDue = async (whose: Population) => {
    const due = await nextStepDue(engine.database.kysely, whose)
    return due === undefined ? LOOK_EVERY_MS : Math.max(due.getTime() - nowOf(whose).getTime(), SHORTEST_TIMER_MS)
  }
  const setTimer = async () => {
    const waits = await populations()
      .then((all) => Promise.all(all.map(untilDue)))
      .catch(() => [])
    clearTimeout(timer)
    if (!isClosed) timer = setTimeout(begin, Math.min(LOOK_EVERY_MS, ...waits)).unref()
  }
  begin()

  return {
    wake: () => begin(),
    async runUntil(whose, until) {
      let done = 0
      for (let tries = 0; tries < MOST_TRIES && !isClosed; tries += 1) {
        while (!isClosed && (await doStep(engine, whose, until))) done += 1
        // What a lane has in hand may leave something to be done.
        await Promise.all(lanes)
        const due = await nextStepDue(engine.database.kysely, whose)
        if (due === undefined || due > until) break
      }
      return done
    },
    async close() {
      isClosed = true
      clearTimeout(timer)
      await Promise.all(lanes)
    },
  }
}

/** Does the step that is due first; false where there is none. */
async function doStep(engine: Engine, whose: Population, until: Date): Promise<boolean> {
  let taken: Step | undefined
  try {
    const relayed = await inStep(engine, async (work) => {
      const step = await lockStep(work.tx, whose, until)
      taken = step
      if (step === undefined) return undefined
      engine.faultPoint?.(`step ${step.kind}`)
      if (step.kind === 'relay') {
        await claimStep(work.tx, step)
        return step
      }
      await inOneTransaction[step.kind](engine, work, step)
      await endStep(work.tx, step)
      return undefined
    })
    if (relayed !== undefined) await relay(engine, relayed)
  } catch (error) {
    if (taken === undefined) throw error
    if (taken.kind !== 'relay') engine.onProblem(error)
    await putOff(engine, taken)
  }
  return taken !== undefined
}

/** Outside of a transaction: the other gestore takes its time, and stores it in one of its own. */
async function relay(engine: Engine, step: Step): Promise<void> {
  const { kysely } = engine.database
  const to = otherThan(step.gestore)
  const content = step.bodyId === undefined ? undefined : await engine.bodies.content(kysely, step.bodyId)
  const recipients = step.recipient === undefined ? await recipientsAt(kysely, step.about, to) : [step.recipient]
  const from = `posta-certificata@${engine.gestori[step.gestore].domain}`
  if (content !== undefined && recipients.length > 0) await engine.send(to, { from, to: recipients, content })
  engine.faultPoint?.('sent')
  await endStep(kysely, step)
}

async function putOff(engine: Engine, step: Step): Promise<void> {
  const now = engine.clocks.of(step.accountId === '' ? undefined : step.accountId).now()
  const isTooLate = now.getTime() - step.firstDueAt.getTime() > GIVE_UP_AFTER_MS
  if (step.kind === 'relay' && isTooLate) return endStep(engine.database.kysely, step)
  const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** step.attempts)
  await putOffStep(engine.database.kysely, step, new Date(now.getTime() + pauseMs))
}
