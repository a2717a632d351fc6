// The secret that signs the callbacks to an account.
import { newSigningSecret } from '../model/message-signature.ts'
import type { Context } from '../context.ts'
import { rotateSigningSecret, sealedSigningSecrets } from '../store/accounts.ts'
import type { Reader } from '../store/database.ts'

const BOTH_SIGN_FOR_MS = 24 * 60 * 60 * 1000

/** The account's current signing secret, `whsec_…`. */
export async function signingSecretOf(context: Context, accountId: string): Promise<string> {
  const [sealed = ''] = await sealedSigningSecrets(context.database.kysely, accountId, context.clock.now())
  return context.sealer.openText(`account:${accountId}`, sealed)
}

/** Creates a new signing secret; the old one keeps signing alongside it for 24 hours. */
export async function renewSigningSecret(context: Context, db: Reader, accountId: string): Promise<string> {
  const secret = newSigningSecret()
  const until = new Date(context.clock.now().getTime() + BOTH_SIGN_FOR_MS)
  await rotateSigningSecret(db, accountId, context.sealer.sealText(`account:${accountId}`, secret), until)
  return secret
}
