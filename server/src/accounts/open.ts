// Opens an account with its wallet, API key, signing secret and initial credit, in one transaction.
import { hashSecret, newSecret } from '../auth/secrets.ts'
import { newSigningSecret } from '../model/message-signature.ts'
import type { Context } from '../context.ts'
import { topUp } from '../ledger/ledger.ts'
import type { Author } from '../model/author.ts'
import { comparableEmail } from '../model/email.ts'
import { newResourceId } from '../model/resource-id.ts'
import { findAccount, insertAccount } from '../store/accounts.ts'
import { insertApiKey } from '../store/api-keys.ts'
import type { Writer } from '../store/database.ts'
import { inTransaction } from '../store/transaction.ts'

/** The secrets are only shown here; what is stored is their hashes or a sealed copy. */
export interface OpenedAccount {
  id: string
  email: string
  apiKey: string
  callbackSecret: string
}

/** The initial data of an account; `creditCents` may be 0. */
export interface WantedAccount {
  email: string
  creditCents: number
  reason: string
  author?: Author | undefined
}

/** Opens an account in its own transaction; undefined when the e-mail already has one. */
export function createAccount(context: Context, wanted: WantedAccount): Promise<OpenedAccount | undefined> {
  return inTransaction(context.database.kysely, ({ db }) => openAccount(context, db, wanted))
}

/** Opens an account in the caller's transaction. */
export async function openAccount(
  context: Context,
  tx: Writer,
  wanted: WantedAccount,
): Promise<OpenedAccount | undefined> {
  const now = context.clock.now()
  const id = newResourceId(now)
  const email = comparableEmail(wanted.email)
  const apiKey = newSecret('key')
  const callbackSecret = newSigningSecret()
  const sealedSigningSecret = context.sealer.sealText(`account:${id}`, callbackSecret)
  if ((await findAccount(tx, { email })) !== undefined) return undefined
  const account = { id, email, sealedSigningSecret }
  if (!(await insertAccount(tx, account, now))) return undefined
  const key = { id: newResourceId(now), accountId: id, hash: hashSecret(apiKey), label: 'first', allowedIps: [] }
  await insertApiKey(tx, { ...key, expiresAt: null }, now)
  if (wanted.creditCents > 0) {
    const { creditCents: amountCents, reason, author } = wanted
    await topUp(tx, { accountId: id, amountCents, cause: 'first credit', reason, author }, now)
  }
  return { id, email, apiKey, callbackSecret }
}
