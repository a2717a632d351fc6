// Opens an account with its wallet, API key, signing secret and initial credit, in one transaction.
import { hashSecret, newApiKey } from '../auth/secrets.ts'
import { newSigningSecret } from '../callbacks/signature.ts'
import type { Context } from '../context.ts'
import { topUp } from '../ledger/ledger.ts'
import type { Author } from '../model/author.ts'
import { newResourceId } from '../model/resource-id.ts'
import { insertAccount } from '../store/accounts.ts'
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
  apiKey?: string
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
  const email = wanted.email.toLowerCase()
  const apiKey = wanted.apiKey ?? newApiKey()
  const callbackSecret = newSigningSecret()
  const sealedSigningSecret = context.sealer.sealText(`account:${id}`, callbackSecret)
  const account = { id, email, apiKeyHash: hashSecret(apiKey), sealedSigningSecret }
  if (!(await insertAccount(tx, account, now))) return undefined
  if (wanted.creditCents > 0) {
    const { creditCents: amountCents, reason, author } = wanted
    await topUp(tx, { accountId: id, amountCents, cause: 'first credit', reason, author }, now)
  }
  return { id, email, apiKey, callbackSecret }
}
