// Tokens whose text a setting fixes: the newest of each setting is valid, and what was revoked stays so.
import { everyScope } from '../auth/scopes.ts'
import { hashSecret, newSecret } from '../auth/secrets.ts'
import type { Context } from '../context.ts'
import { newResourceId } from '../model/resource-id.ts'
import type { Reader } from '../store/database.ts'
import { findFirstOperator, putOperator, reinstateOperator } from '../store/operators.ts'
import { putToken, revokeOthersOf } from '../store/tokens.ts'
import type { NewToken, TokenSetting } from '../store/tokens.ts'
import { inTransaction } from '../store/transaction.ts'

const FIRST_OPERATOR = 'first operator'

/** Whose a fixed token is to be. */
export type Owner = (
  db: Reader,
  context: Context,
) => Promise<Pick<NewToken, 'accountId' | 'operatorId' | 'role' | 'name' | 'scopes'>>

/** The operator that OPERATOR_TOKEN stands for: the same one whatever its token is, and always an administrator. */
export const firstOperator: Owner = async (db, { clock }) => {
  const now = clock.now()
  const operatorId = (await findFirstOperator(db)) ?? newResourceId(now)
  await putOperator(db, { id: operatorId, name: FIRST_OPERATOR, role: 'administrator' }, now)
  return { accountId: null, operatorId, role: 'operator', name: FIRST_OPERATOR, scopes: [] }
}

/** The sandbox's account. */
export const sandboxAccountOwner =
  (accountId: string): Owner =>
  async (_, { settings }) => {
    const scopes = everyScope(settings.SCOPE_HOST)
    return { accountId, operatorId: null, role: 'customer', name: 'sandbox', scopes }
  }

/**
 * Makes the text a token, and ends every other one the setting fixed. One that was revoked, or is somebody else's, changes
 * nothing, and the log says so.
 */
export async function fixToken(context: Context, setting: TokenSetting, token: string, owner: Owner): Promise<void> {
  if (await settle(context, { setting, token, owner, endsOthers: true })) return
  context.log.warn(
    `${setting} was revoked, has been replaced before or is another token: it opens nothing; set a new one`,
  )
}

/** The token an earlier start generated, if it is still valid, or else a new one. */
export async function generatedToken(
  context: Context,
  setting: TokenSetting,
  before: string | undefined,
  owner: Owner,
): Promise<string> {
  const token = before ?? newSecret('token')
  if (await settle(context, { setting, token, owner, endsOthers: false })) return token
  return generatedToken(context, setting, undefined, owner)
}

interface Wanted {
  setting: TokenSetting
  token: string
  owner: Owner
  endsOthers: boolean
}

function settle(context: Context, { setting, token, owner, endsOthers }: Wanted): Promise<boolean> {
  const now = context.clock.now()
  const hash = hashSecret(token)
  return inTransaction(context.database.kysely, async ({ db }) => {
    const row = { id: newResourceId(now), hash, expiresAt: null, ...(await owner(db, context)) }
    const isSettled = await putToken(db, row, now, setting)
    if (isSettled && row.operatorId !== null) await reinstateOperator(db, row.operatorId)
    if (isSettled && endsOthers) await revokeOthersOf(db, setting, hash, now)
    return isSettled
  })
}
