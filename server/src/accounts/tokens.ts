// Creates tokens for accounts and operators. The text of a token is shown once.
import { everyScope } from '../auth/scopes.ts'
import { hashSecret, newToken } from '../auth/secrets.ts'
import type { Context } from '../context.ts'
import { newResourceId } from '../model/resource-id.ts'
import { findOperatorOfToken, putOperator } from '../store/operators.ts'
import { putToken } from '../store/tokens.ts'

/** A token to create for an account. It covers all 24 operations unless `scopes` restricts it. */
export interface WantedToken {
  accountId: string
  name?: string
  scopes?: string[]
  expiresAt?: Date
  /** Its text, when a setting fixes it. */
  token?: string
}

/** Creates a token for an account. */
export async function createToken(
  context: Context,
  wanted: WantedToken,
): Promise<{ id: string; token: string; scopes: string[] }> {
  const now = context.clock.now()
  const id = newResourceId(now)
  const { accountId, name = '', expiresAt = null, token = newToken() } = wanted
  const scopes = wanted.scopes ?? everyScope(context.settings.SCOPE_HOST)
  const row = { id, accountId, operatorId: null, role: 'customer', hash: hashSecret(token), name, scopes } as const
  await putToken(context.database.kysely, { ...row, expiresAt }, now)
  return { id, token, scopes }
}

/** Creates an operator with that name and a token; an existing `token` stays its operator's. */
export async function createOperatorToken(
  context: Context,
  name: string,
  token = newToken(),
): Promise<{ id: string; token: string }> {
  const now = context.clock.now()
  const id = newResourceId(now)
  const { kysely } = context.database
  const hash = hashSecret(token)
  const operatorId = (await findOperatorOfToken(kysely, hash)) ?? id
  await putOperator(kysely, { id: operatorId, name }, now)
  const row = { id, accountId: null, operatorId, role: 'operator', hash, name, scopes: [], expiresAt: null } as const
  await putToken(kysely, { ...row, scopes: [] }, now)
  return { id, token }
}
