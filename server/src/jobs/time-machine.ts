// Moves the sandbox's clock forward, and lets everything that falls due on the way happen at its own moment.
import type { Context, TimeMachine } from '../context.ts'
import { writeClockOffset } from '../store/product-clock.ts'
import { earliest } from './job.ts'
import { runWhatIsDue } from './run.ts'
import { schedule } from './schedule.ts'

// Things due within this of each other are done in one go; each row is dated its own moment all the same.
const STEP_MS = 86_400_000

/** The time machine of a sandbox process; one journey at a time. */
export function timeMachine(context: Context): TimeMachine {
  let journey: Promise<unknown> = Promise.resolve()
  return {
    settled: () => journey.then(() => undefined),
    advance(to) {
      const travelled = journey.then(() => travel(context, to))
      journey = travelled.catch(() => undefined)
      return travelled
    },
  }
}

async function travel(context: Context, to: Date): Promise<Record<string, number>> {
  const ran: Record<string, number> = {}
  for (;;) {
    const next = earliest(await dueMoments(context))
    if (next === undefined || next > to) break
    if (next > context.clock.now()) await moveClock(context, next)
    const until = new Date(Math.min(Math.max(next.getTime(), context.clock.now().getTime()) + STEP_MS, to.getTime()))
    const done = Object.entries(await runWhatIsDue(context, until))
    for (const [job, count] of done) ran[job] = (ran[job] ?? 0) + count
    // Due, and yet nobody here can do it: another process has it in hand.
    if (done.length === 0) break
  }
  if (to > context.clock.now()) await moveClock(context, to)
  for (const [job, count] of Object.entries(await runWhatIsDue(context))) ran[job] = (ran[job] ?? 0) + count
  return ran
}

async function dueMoments(context: Context): Promise<(Date | undefined)[]> {
  const moments: (Date | undefined)[] = []
  for (const job of schedule) moments.push(await job.nextDue(context))
  return moments
}

async function moveClock(context: Context, to: Date): Promise<void> {
  const offsetMs = to.getTime() - context.clock.realNow().getTime()
  context.clock.setOffsetMs(offsetMs)
  await writeClockOffset(context.database.kysely, offsetMs)
}
