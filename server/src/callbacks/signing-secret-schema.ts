import { Type } from 'typebox'

/** The secret callbacks to an account are signed with, on the wire. */
export const SigningSecret = Type.Object(
  { secret: Type.String({ description: 'Standard Webhooks secret, whsec_…' }) },
  { $id: 'SigningSecret' },
)
