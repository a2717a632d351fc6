// The product's clock is the database's: read as transactions begin, and by a server that has none every second.
import type { FollowingClock } from '../model/clock.ts'
import type { Database } from './database.ts'
import { readProductClock } from './product-clock.ts'
import type { ProductClockReading } from './product-clock.ts'
import type { WakeUps } from './wake-ups.ts'

const READ_EVERY_MS = 1_000

/**
 * Makes a clock follow the database's, `also idle` or only `with work`; returns how to stop. Another process may move the
 * sandbox's: this one follows, and never goes back.
 */
export async function followClock(
  clock: FollowingClock,
  database: Database,
  wakeUps: WakeUps,
  when: 'also idle' | 'with work',
): Promise<() => void> {
  const moveTo = (offsetMs: number) => {
    if (offsetMs > clock.offsetMs()) clock.setOffsetMs(offsetMs)
  }
  const hear = (reading: ProductClockReading) => {
    clock.follow(reading)
    moveTo(reading.offsetMs)
  }
  hear(await readProductClock(database.kysely))
  database.clock.hear = hear
  wakeUps.onClock(moveTo)
  if (when === 'with work') return () => undefined
  const timer = setInterval(() => readProductClock(database.kysely).then(hear, () => undefined), READ_EVERY_MS)
  return () => clearInterval(timer)
}
