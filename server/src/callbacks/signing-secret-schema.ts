import { Type } from 'typebox'

/** The secret that signs an account's callbacks, on the wire. */
export const SigningSecret = Type.Object(
  { secret: Type.String({ description: 'Standard Webhooks secret, whsec_…' }) },
  { $id: 'SigningSecret' },
)
