// A forgotten password: somebody set over the person issues a secret, good once and for a day, to choose another with.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { hashSecret, newSecret } from '../auth/secrets.ts'
import { moment } from '../model/wire-schemas.ts'
import type { Writer } from '../store/database.ts'
import { putReset } from '../store/password-resets.ts'
import type { Team } from '../store/people.ts'

const RESET_FOR_MS = 86_400_000

export const PasswordReset = Type.Object(
  {
    id: Type.String({ description: 'id of the person' }),
    email: Type.String({ description: 'what they sign in with' }),
    secret: Type.String({ description: 'the secret to choose another password with, once; shown once' }),
    expires_at: moment('until when it may be used'),
  },
  { $id: 'PasswordReset' },
)

/** Issues a reset in place of the one before; undefined for somebody who is not active, or signs in without an e-mail. */
export async function issueReset(
  tx: Writer,
  team: Team<string>,
  id: string,
  now: Date,
): Promise<Static<typeof PasswordReset> | undefined> {
  const [secret, endsAt] = [newSecret('reset'), new Date(now.getTime() + RESET_FOR_MS)]
  const email = await putReset(tx, team, id, { hash: hashSecret(secret), endsAt })
  return email === undefined ? undefined : { id, email, secret, expires_at: endsAt.toISOString() }
}
