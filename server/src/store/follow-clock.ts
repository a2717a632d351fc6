// The product's clock is the database's: read as transactions begin, and by a server that has none every second.
import type { Database } from './database.ts'
import { readLeads } from './account-clocks.ts'
import type { AccountClocks } from './account-clocks.ts'
import { readProductClock } from './product-clock.ts'
import type { ProductClockReading } from './product-clock.ts'
import type { MovedClock, WakeUps } from './wake-ups.ts'

const READ_EVERY_MS = 1_000

/**
 * Makes the clocks follow the database's, `also idle` or only `with work`; returns how to stop. Another process may move
 * the sandbox's: this one follows, and goes back only when it was set back.
 */
export async function followClock(
  clocks: AccountClocks,
  database: Database,
  wakeUps: WakeUps,
  when: 'also idle' | 'with work',
): Promise<() => void> {
  const clock = clocks.everybodys
  let lastTurn = 0
  let reading: Promise<void> | undefined
  const moveTo = ({ offsetMs, turn }: MovedClock) => {
    // What was read before it was set back says nothing any more.
    if (turn < lastTurn) return
    if (turn > lastTurn || offsetMs > clock.offsetMs()) clock.setOffsetMs(offsetMs)
    lastTurn = turn
  }
  // Of many that hear of the same moves, one reads them.
  const readAccounts = async (accountMoves: number) => {
    while (accountMoves > clocks.moves()) {
      reading ??= readLeads(database.kysely)
        .then((leads) => clocks.hear(leads))
        .finally(() => (reading = undefined))
      await reading
    }
  }
  const hear = (heard: ProductClockReading) => {
    clock.follow(heard)
    moveTo(heard)
    void readAccounts(heard.accountMoves).catch(() => undefined)
  }
  const first = await readProductClock(database.kysely)
  hear(first)
  await readAccounts(first.accountMoves)
  database.clock.hear = hear
  wakeUps.onClock((moved) => {
    moveTo(moved)
    return readAccounts(moved.accountMoves)
  })
  if (when === 'with work') return () => undefined
  const timer = setInterval(() => readProductClock(database.kysely).then(hear, () => undefined), READ_EVERY_MS)
  return () => clearInterval(timer)
}
