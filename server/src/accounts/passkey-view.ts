// Passkeys on the wire.
import { Type } from 'typebox'
import { moment, orNull } from '../model/wire-schemas.ts'
import type { PasskeyRow } from '../store/second-factors.ts'

export const Passkey = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    created_at: moment('when it was added'),
    last_used_at: orNull(moment('when somebody signed in with it last')),
  },
  { $id: 'Passkey' },
)

/** What a browser hands to its authenticator. */
export const PasskeyOptions = Type.Object(
  {},
  { $id: 'PasskeyOptions', additionalProperties: true, description: 'for navigator.credentials, as JSON (WebAuthn 3)' },
)

/** A passkey as its holder sees it. */
export const passkeyView = ({ id, name, created_at, last_used_at }: PasskeyRow) => ({
  id,
  name,
  created_at: created_at.toISOString(),
  last_used_at: last_used_at && last_used_at.toISOString(),
})
