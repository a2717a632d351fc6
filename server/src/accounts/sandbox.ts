// The account that every sandbox has from its first start, and the file with its credentials.
import { join } from 'node:path'
import { hashSecret, newApiKey, newToken } from '../auth/secrets.ts'
import type { Context } from '../context.ts'
import { readIfThere, writePrivately } from '../data-folder/data-folder.ts'
import { parseJsonObject } from '../model/strict-json.ts'
import { findAccount, replaceApiKey } from '../store/accounts.ts'
import { createAccount } from './open.ts'
import { signingSecretOf } from './signing-secret.ts'
import { createOperatorToken, createToken } from './tokens.ts'

const FIRST_OPERATOR = 'first operator'

/** Content of DATA_DIR/sandbox.json. */
export interface SandboxCredentials {
  baseUrl: string
  email: string
  apiKey: string
  token: string
  operatorToken: string
  callbackSecret: string
}

/**
 * Creates the sandbox account and its tokens if they are missing, and writes sandbox.json. Settings override what an
 * earlier start generated. A server beside another one leaves the other's address in the file.
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
  await createToken(context, { token, accountId, name: 'sandbox' })
  await createOperatorToken(context, FIRST_OPERATOR, operatorToken)

  const credentials = { baseUrl, email: settings.SANDBOX_EMAIL, apiKey, token, operatorToken, callbackSecret }
  const address = context.isFirstOnFolder ? baseUrl : (known('baseUrl') ?? baseUrl)
  await writePrivately(path, `${JSON.stringify({ ...credentials, baseUrl: address }, null, 2)}\n`)
  return credentials
}

/** In production: registers OPERATOR_TOKEN, when set, as an operator's token. */
export async function prepareOperator(context: Context): Promise<void> {
  const token = context.settings.OPERATOR_TOKEN
  if (token !== undefined) await createOperatorToken(context, FIRST_OPERATOR, token)
}

async function sandboxAccount(context: Context, apiKey: string) {
  const { settings, database } = context
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
  return { accountId: found.id, callbackSecret: await signingSecretOf(context, found.id) }
}
