// The account every sandbox has from its first start, and the file that tells its credentials.
import { join } from 'node:path'
import { createAccount } from './accounts.ts'
import { everyScope } from './auth/scopes.ts'
import { hashSecret, newApiKey, newToken } from './auth/secrets.ts'
import type { Context } from './context.ts'
import { readIfThere, writePrivately } from './data-folder.ts'
import { newResourceId } from './model/resource-id.ts'
import { parseJsonObject } from './model/strict-json.ts'
import { findAccount, replaceApiKey, sealedSigningSecrets } from './store/accounts.ts'
import { putToken } from './store/tokens.ts'

/** What DATA_DIR/sandbox.json says. */
export interface SandboxCredentials {
  baseUrl: string
  email: string
  apiKey: string
  token: string
  operatorToken: string
  callbackSecret: string
}

/**
 * Makes the sandbox account and its tokens where they are missing, and writes sandbox.json.
 * Settings win over what an earlier start generated.
 */
export async function prepareSandbox(context: Context, baseUrl: string): Promise<SandboxCredentials> {
  const { settings, dataFolder } = context
  const path = join(dataFolder, 'sandbox.json')
  const before = parseJsonObject((await readIfThere(path)) ?? '') ?? {}
  const known = (name: string) => (typeof before[name] === 'string' ? before[name] : undefined)

  const apiKey = settings.SANDBOX_API_KEY ?? known('apiKey') ?? newApiKey()
  const token = settings.SANDBOX_TOKEN ?? known('token') ?? newToken()
  const operatorToken = settings.OPERATOR_TOKEN ?? known('operatorToken') ?? newToken()
  const { accountId, callbackSecret } = await sandboxAccount(context, apiKey)
  await grant(context, { token, accountId, role: 'customer', scopes: everyScope(settings.SCOPE_HOST) })
  await grant(context, { token: operatorToken, accountId: null, role: 'operator', scopes: [] })

  const credentials = { baseUrl, email: settings.SANDBOX_EMAIL, apiKey, token, operatorToken, callbackSecret }
  await writePrivately(path, `${JSON.stringify(credentials, null, 2)}\n`)
  return credentials
}

/** In production: makes OPERATOR_TOKEN, when set, an operator's token. */
export async function prepareOperator(context: Context): Promise<void> {
  const token = context.settings.OPERATOR_TOKEN
  if (token !== undefined) await grant(context, { token, accountId: null, role: 'operator', scopes: [] })
}

async function sandboxAccount(context: Context, apiKey: string) {
  const { settings, database, sealer, clock } = context
  const found = await findAccount(database.kysely, { email: settings.SANDBOX_EMAIL })
  if (found === undefined) {
    const created = await createAccount(context, {
      email: settings.SANDBOX_EMAIL,
      creditCents: settings.SANDBOX_CREDIT,
      reason: 'sandbox credit',
      apiKey,
    })
    if (created !== undefined) return { accountId: created.id, callbackSecret: created.callbackSecret }
    // Another process on the same database was faster.
    return sandboxAccount(context, apiKey)
  }
  await replaceApiKey(database.kysely, found.id, hashSecret(apiKey))
  const [sealed = ''] = await sealedSigningSecrets(database.kysely, found.id, clock.now())
  return { accountId: found.id, callbackSecret: sealer.openText(`account:${found.id}`, sealed) }
}

interface Grant {
  token: string
  accountId: string | null
  role: 'customer' | 'operator'
  scopes: string[]
}

async function grant(context: Context, { token, accountId, role, scopes }: Grant): Promise<void> {
  const now = context.clock.now()
  const id = newResourceId(now)
  const name = role === 'operator' ? 'first operator' : 'sandbox'
  await putToken(
    context.database.kysely,
    { id, accountId, role, hash: hashSecret(token), name, scopes, expiresAt: null },
    now,
  )
}
