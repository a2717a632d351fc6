// Moves the sandbox's clock forward, and lets everything that falls due on the way happen at its own moment.
import type { ClockAdvance, Context } from '../context.ts'
import { writeClockOffset } from '../store/product-clock.ts'
import { earliest } from './job.ts'
import { addTo, runRound, runWhatIsDue, whatWaits } from './run.ts'
import type { Ran } from './run.ts'

// Things due within this of each other are done in one go; each row is dated its own moment all the same.
const STEP_MS = 7 * 86_400_000

/** Clock advances of a sandbox process; one at a time. */
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
