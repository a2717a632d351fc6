// What a browser hands back of an authenticator, as PublicKeyCredential.toJSON() writes it (WebAuthn 3, 5.1).
import { Type } from 'typebox'
import type { GivenCredential } from '../accounts/passkeys.ts'
import type { FieldType } from './fields.ts'

const LONGEST = 16_384
const MOST_TRANSPORTS = 10

/** A credential with the texts of its response. */
export const credential: FieldType<GivenCredential> = {
  schema: Type.Object(
    {},
    { additionalProperties: true, description: 'the credential as PublicKeyCredential.toJSON() writes it' },
  ),
  read(value) {
    const { id, response } = Object(value)
    if (!isBase64Url(id) || typeof response !== 'object' || response === null) return undefined
    const each = Object.entries(response).filter((one): one is [string, string] => isBase64Url(one[1]))
    const transports: unknown = Reflect.get(response, 'transports')
    return { id, response: Object.fromEntries(each), transports: Array.isArray(transports) ? named(transports) : [] }
  },
}

const isBase64Url = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= LONGEST && /^[\w-]+$/.test(value)

const named = (transports: readonly unknown[]) =>
  transports
    .slice(0, MOST_TRANSPORTS)
    .filter((one): one is string => typeof one === 'string' && /^[a-z-]{1,20}$/.test(one))
