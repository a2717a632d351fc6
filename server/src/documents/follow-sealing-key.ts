// Which key seals is in the database: a server asks at its start, when it is told of a change, and every few seconds, and
// says each time which keys it has.
import { randomBytes } from 'node:crypto'
import type { Log } from '../log.ts'
import type { Database } from '../store/database.ts'
import { readSealingKeys } from '../store/installation.ts'
import { forgetKeyHolder, HOLDER_TELLS_EVERY_MS, noteKeyHolder } from '../store/key-holders.ts'
import type { WakeUps } from '../store/wake-ups.ts'
import type { Keyring } from './keyring.ts'

/**
 * Lets the ring seal with the database's key: once, or `asHolder` for as long as the process runs. Returns how to stop.
 * Another key that is not at hand changes nothing: the one before is still read by everybody.
 */
export async function followSealingKey(
  keyring: Keyring,
  { kysely }: Database,
  wakeUps: WakeUps,
  { asHolder, log }: { asHolder: boolean; log: Log },
): Promise<() => Promise<void>> {
  if (!asHolder) {
    const { sealing } = await readSealingKeys(kysely)
    if (sealing !== undefined) keyring.sealWith(sealing)
    return () => Promise.resolve()
  }
  const process = randomBytes(6).toString('hex')
  const tell = () => noteKeyHolder(kysely, { process, keys: [...keyring.ids], sealing: keyring.sealingId() })
  const follow = async () => {
    const wanted = await tell()
    if (wanted === undefined || wanted === keyring.sealingId()) return
    if (keyring.sealWith(wanted)) await tell()
    else log.error({ key: wanted }, 'the key that seals now is not at hand: see ENCRYPTION_KEY')
  }
  await follow()
  const followAgain = () => void follow().catch(() => undefined)
  wakeUps.onKeys(followAgain)
  const timer = setInterval(followAgain, HOLDER_TELLS_EVERY_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    // One that is lost counts as gone soon.
    await forgetKeyHolder(kysely, process).catch(() => undefined)
  }
}
