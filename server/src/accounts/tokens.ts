// Creates tokens for accounts and operators. The text of a token is shown once.
import { everyScope } from '../auth/scopes.ts'
import { hashSecret, newSecret } from '../auth/secrets.ts'
import type { Context } from '../context.ts'
import { newResourceId } from '../model/resource-id.ts'
import type { OperatorRole } from '../model/roles.ts'
import { putOperator } from '../store/operators.ts'
import { putToken } from '../store/tokens.ts'

/** A token to create for an account. It covers all 24 operations unless `scopes` restricts it. */
export interface WantedToken {
  accountId: string
  name?: string
  scopes?: string[]
  expiresAt?: Date
}

/** Creates a token for an account. */
export async function createToken(
  context: Context,
  wanted: WantedToken,
): Promise<{ id: string; token: string; scopes: string[] }> {
  const now = context.clock.now()
  const id = newResourceId(now)
  const token = newSecret('token')
  const { accountId, name = '', expiresAt = null } = wanted
  const scopes = wanted.scopes ?? everyScope(context.settings.SCOPE_HOST)
  const row = { id, accountId, operatorId: null, role: 'customer', hash: hashSecret(token), name, scopes } as const
  await putToken(context.database.kysely, { ...row, expiresAt }, now)
  return { id, token, scopes }
}

/** Creates an operator with that name and role, and a token. */
export async function createOperatorToken(
  context: Context,
  name: string,
  role: OperatorRole = 'administrator',
): Promise<{ id: string; token: string }> {
  const now = context.clock.now()
  const id = newResourceId(now)
  const token = newSecret('token')
  const { kysely } = context.database
  await putOperator(kysely, { id, name, role }, now)
  const row = { id, accountId: null, operatorId: id, role: 'operator', hash: hashSecret(token), name } as const
  await putToken(kysely, { ...row, scopes: [], expiresAt: null }, now)
  return { id, token }
}
