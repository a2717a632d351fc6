// Opening an account: its wallet, API key, signing secret and first credit, in one transaction.
import { everyScope } from './auth/scopes.ts'
import { hashSecret, newApiKey, newToken } from './auth/secrets.ts'
import { newSigningSecret } from './callbacks/signature.ts'
import type { Context } from './context.ts'
import { topUp } from './ledger/ledger.ts'
import { newResourceId } from './model/resource-id.ts'
import { insertAccount, rotateSigningSecret, sealedSigningSecrets } from './store/accounts.ts'
import { inTransaction } from './store/transaction.ts'
import { putToken } from './store/tokens.ts'

/** Secrets are shown here once; only their hashes, or a sealed copy, stay. */
export interface OpenedAccount {
  id: string
  email: string
  apiKey: string
  callbackSecret: string
}

/** Opens an account; undefined when the e-mail already has one. `creditCents` may be 0. */
export async function createAccount(
  context: Context,
  wanted: { email: string; creditCents: number; reason: string; apiKey?: string },
): Promise<OpenedAccount | undefined> {
  const now = context.clock.now()
  const id = newResourceId(now)
  const email = wanted.email.toLowerCase()
  const apiKey = wanted.apiKey ?? newApiKey()
  const callbackSecret = newSigningSecret()
  const sealedSigningSecret = context.sealer.sealText(`account:${id}`, callbackSecret)
  return inTransaction(context.database.kysely, async ({ db }) => {
    if (!(await insertAccount(db, { id, email, apiKeyHash: hashSecret(apiKey), sealedSigningSecret }, now)))
      return undefined
    if (wanted.creditCents > 0) {
      const movement = { accountId: id, amountCents: wanted.creditCents, cause: 'first credit', reason: wanted.reason }
      await topUp(db, movement, now)
    }
    return { id, email, apiKey, callbackSecret }
  })
}

/** A new token of the account that covers all 24 operations unless `scopes` says less; shown once. */
export async function createToken(
  context: Context,
  wanted: { accountId: string; name?: string; scopes?: string[]; expiresAt?: Date },
): Promise<{ id: string; token: string; scopes: string[] }> {
  const now = context.clock.now()
  const token = newToken()
  const id = newResourceId(now)
  const scopes = wanted.scopes ?? everyScope(context.settings.SCOPE_HOST)
  const { accountId, name = '', expiresAt = null } = wanted
  await putToken(
    context.database.kysely,
    { id, accountId, role: 'customer', hash: hashSecret(token), name, scopes, expiresAt },
    now,
  )
  return { id, token, scopes }
}

/** A new token for an operator; shown once. */
export async function createOperatorToken(context: Context, name: string): Promise<{ id: string; token: string }> {
  const now = context.clock.now()
  const token = newToken()
  const id = newResourceId(now)
  const row = {
    id,
    accountId: null,
    role: 'operator' as const,
    hash: hashSecret(token),
    name,
    scopes: [],
    expiresAt: null,
  }
  await putToken(context.database.kysely, row, now)
  return { id, token }
}

const BOTH_SIGN_FOR_MS = 24 * 60 * 60 * 1000

/** The account's current signing secret, `whsec_…`. */
export async function signingSecretOf(context: Context, accountId: string): Promise<string> {
  const [sealed = ''] = await sealedSigningSecrets(context.database.kysely, accountId, context.clock.now())
  return context.sealer.openText(`account:${accountId}`, sealed)
}

/** A new signing secret; the old one signs beside it for 24 hours. */
export async function renewSigningSecret(context: Context, accountId: string): Promise<string> {
  const secret = newSigningSecret()
  const until = new Date(context.clock.now().getTime() + BOTH_SIGN_FOR_MS)
  const sealed = context.sealer.sealText(`account:${accountId}`, secret)
  await rotateSigningSecret(context.database.kysely, accountId, sealed, until)
  return secret
}
