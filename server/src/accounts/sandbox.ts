// The account that every sandbox has from its first start, and the file with its credentials.
import { join } from 'node:path'
import { newSecret } from '../auth/secrets.ts'
import type { Context } from '../context.ts'
import { readIfThere, writePrivately } from '../data-folder/data-folder.ts'
import { parseJsonObject } from '../model/strict-json.ts'
import { findAccount } from '../store/accounts.ts'
import type { TokenSetting } from '../store/tokens.ts'
import { fixApiKey } from './api-keys.ts'
import { createAccount } from './open.ts'
import { firstOperator, fixToken, generatedToken, sandboxAccountOwner } from './fixed-tokens.ts'
import type { Owner } from './fixed-tokens.ts'
import { signingSecretOf } from './signing-secret.ts'

/** Content of DATA_DIR/sandbox.json. */
export interface SandboxCredentials {
  baseUrl: string
  email: string
  apiKey: string
  token: string
  operatorToken: string
  callbackSecret: string
  /** Ports of the test gestore, and the certificates of both authorities (PEM); absent without MAIL. */
  mail?: { smtp: number; pop3: number; imap: number; ca: string }
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

  const apiKey = settings.SANDBOX_API_KEY ?? known('apiKey') ?? newSecret('key')
  const { accountId, callbackSecret } = await sandboxAccount(context, apiKey)
  const token = await tokenOf(context, 'SANDBOX_TOKEN', known('token'), sandboxAccountOwner(accountId))
  const operatorToken = await tokenOf(context, 'OPERATOR_TOKEN', known('operatorToken'), firstOperator)

  const { mail } = context
  const credentials = {
    ...{ baseUrl, email: settings.SANDBOX_EMAIL, apiKey, token, operatorToken, callbackSecret },
    ...(mail === undefined ? {} : { mail: { ...mail.ports, ca: mail.ca } }),
  }
  const address = context.isFirstOnFolder ? baseUrl : (known('baseUrl') ?? baseUrl)
  await writePrivately(path, `${JSON.stringify({ ...credentials, baseUrl: address }, null, 2)}\n`)
  return credentials
}

/** In production: registers OPERATOR_TOKEN, when set, as an operator's token. */
export async function prepareOperator(context: Context): Promise<void> {
  const token = context.settings.OPERATOR_TOKEN
  if (token !== undefined) await fixToken(context, 'OPERATOR_TOKEN', token, firstOperator)
}

/** The token the setting fixes, or else the one from before or a new one. */
async function tokenOf(
  context: Context,
  setting: TokenSetting,
  before: string | undefined,
  owner: Owner,
): Promise<string> {
  const fixed = context.settings[setting]
  if (fixed === undefined) return generatedToken(context, setting, before, owner)
  await fixToken(context, setting, fixed, owner)
  return fixed
}

async function sandboxAccount(context: Context, apiKey: string) {
  const { settings, database } = context
  const { SANDBOX_EMAIL: email, SANDBOX_CREDIT: creditCents } = settings
  // Without effect where another process on the same database was faster.
  if ((await findAccount(database.kysely, { email })) === undefined)
    await createAccount(context, { email, creditCents, reason: 'sandbox credit' })
  const found = await findAccount(database.kysely, { email })
  if (found === undefined) throw new Error('the account of the sandbox was removed while it started')
  await fixApiKey(context, found.id, apiKey)
  return { accountId: found.id, callbackSecret: await signingSecretOf(context, found.id) }
}
