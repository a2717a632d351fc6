// Advances the sandbox's clock and runs everything that becomes due on the way, dated its own time.
import type { ClockAdvance, Context } from '../context.ts'
import { writeClockOffset } from '../store/product-clock.ts'
import { earliest } from './job.ts'
import { addCounts, runRound, runWhatIsDue, jobsWithWork } from './run.ts'
import type { Ran } from './run.ts'

// Work due within this span is done in one round; each row is still dated its own time.
const STEP_MS = 7 * 86_400_000

/** Clock advances of a sandbox process, one at a time. */
export function clockAdvance(context: Context): ClockAdvance {
  let last: Promise<unknown> = Promise.resolve()
  return {
    settled: () => last.then(() => undefined),
    advance(to) {
      const advanced = last.then(() => advance(context, to))
      last = advanced.catch(() => undefined)
      return advanced
    },
  }
}

async function advance(context: Context, to: Date): Promise<Ran> {
  const ran: Ran = {}
  // What is under way belongs to the time before.
  await context.outbox.settled()
  let stuckAt: number | undefined
  for (;;) {
    const waiting = await jobsWithWork(context)
    const next = earliest(waiting.map(({ due }) => due))
    // Due, but nothing was done: another process is working on it.
    if (next === undefined || next > to || next.getTime() === stuckAt) break
    if (next > context.clock.now()) await moveClock(context, next)
    const until = new Date(Math.min(Math.max(next.getTime(), context.clock.now().getTime()) + STEP_MS, to.getTime()))
    const round = await runRound(context, waiting, until)
    stuckAt = Object.keys(round).length === 0 ? next.getTime() : undefined
    addCounts(ran, round)
  }
  if (to > context.clock.now()) await moveClock(context, to)
  addCounts(ran, await runWhatIsDue(context))
  await context.wakeUps.tellClock(context.clock.offsetMs())
  return ran
}

async function moveClock(context: Context, to: Date): Promise<void> {
  const offsetMs = to.getTime() - context.clock.realNow().getTime()
  context.clock.setOffsetMs(offsetMs)
  await writeClockOffset(context.database.kysely, offsetMs)
}
