// Moves the sandbox's clock forward, and lets everything that falls due on the way happen at its own moment.
import type { Context, TimeMachine } from '../context.ts'
import { writeClockOffset } from '../store/product-clock.ts'
import { earliest } from './job.ts'
import { addTo, runRound, runWhatIsDue, whatWaits } from './run.ts'
import type { Ran } from './run.ts'

// Things due within this of each other are done in one go; each row is dated its own moment all the same.
const STEP_MS = 7 * 86_400_000

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

async function travel(context: Context, to: Date): Promise<Ran> {
  const ran: Ran = {}
  let inVain: number | undefined
  for (;;) {
    const waiting = await whatWaits(context)
    const next = earliest(waiting.map(({ due }) => due))
    // Due, and yet nobody here can do it: another process has it in hand.
    if (next === undefined || next > to || next.getTime() === inVain) break
    if (next > context.clock.now()) await moveClock(context, next)
    const until = new Date(Math.min(Math.max(next.getTime(), context.clock.now().getTime()) + STEP_MS, to.getTime()))
    const round = await runRound(context, waiting, until)
    inVain = Object.keys(round).length === 0 ? next.getTime() : undefined
    addTo(ran, round)
  }
  if (to > context.clock.now()) await moveClock(context, to)
  addTo(ran, await runWhatIsDue(context))
  return ran
}

async function moveClock(context: Context, to: Date): Promise<void> {
  const offsetMs = to.getTime() - context.clock.realNow().getTime()
  context.clock.setOffsetMs(offsetMs)
  await writeClockOffset(context.database.kysely, offsetMs)
}
