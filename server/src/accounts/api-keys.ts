// API keys of an account: replaced with an overlap, or fixed by a setting. The text of a key is shown once.
import { hashSecret, newSecret } from '../auth/secrets.ts'
import type { Context } from '../context.ts'
import { newResourceId } from '../model/resource-id.ts'
import { endApiKeys, insertApiKey, replaceApiKeys } from '../store/api-keys.ts'
import { inTransaction } from '../store/transaction.ts'

/** The key to make, and how long those before it stay valid beside it. */
export interface WantedKey {
  accountId: string
  label: string
  allowedIps: readonly string[]
  expiresAt: Date | null
  overlapMs: number
}

/** A key just made; its text is known here alone. */
export interface MadeKey {
  id: string
  apiKey: string
  /** When the keys before it end. */
  othersEndAt: Date
}

/** Makes a new key; the account's other ones end after the overlap. */
export function rotateApiKey(context: Context, wanted: WantedKey): Promise<MadeKey> {
  const now = context.clock.now()
  const { accountId, label, allowedIps, expiresAt, overlapMs } = wanted
  const [id, apiKey, othersEndAt] = [newResourceId(now), newSecret('key'), new Date(now.getTime() + overlapMs)]
  return inTransaction(context.database.kysely, async ({ db }) => {
    await endApiKeys(db, accountId, othersEndAt)
    await insertApiKey(db, { id, accountId, hash: hashSecret(apiKey), label, allowedIps, expiresAt }, now)
    return { id, apiKey, othersEndAt }
  })
}

/** Makes a text the account's one key. */
export function fixApiKey(context: Context, accountId: string, apiKey: string): Promise<void> {
  const now = context.clock.now()
  const key = { id: newResourceId(now), accountId, hash: hashSecret(apiKey), label: 'sandbox', allowedIps: [] }
  return inTransaction(context.database.kysely, ({ db }) => replaceApiKeys(db, { ...key, expiresAt: null }, now))
}
