// Passkeys (WebAuthn): what a browser is asked for, and what its authenticator signed. The library is loaded with the first.
import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Reader } from '../store/database.ts'
import { keepChallenge, listPasskeys, takeChallenge } from '../store/second-factors.ts'
import type { PasskeyRow, PersonName } from '../store/second-factors.ts'
import { forgetOldAttempts } from '../store/sign-ins.ts'

/** How many passkeys somebody may have. */
export const MOST_PASSKEYS = 20

/** What a browser hands back, with the texts its authenticator made of it. */
export interface GivenCredential {
  id: string
  response: Readonly<Record<string, string>>
  transports: string[]
}

/** The pages that passkeys are for. */
export interface Pages {
  /** Scheme and host. */
  origin: string
}

const library = () => import('@simplewebauthn/server')
const relyingParty = ({ origin }: Pages) => new URL(origin).hostname
const hashOf = (challenge: string) => createHash('sha256').update(challenge).digest()

/** What a browser makes a passkey of somebody from. */
export async function askToRegister(
  { database: { kysely } }: Context,
  pages: Pages,
  person: PersonName,
  names: { email: string | null; name: string },
): Promise<object> {
  const { generateRegistrationOptions } = await library()
  const options = await generateRegistrationOptions({
    rpName: 'Ceralacca',
    rpID: relyingParty(pages),
    userName: names.email ?? names.name,
    userDisplayName: names.name,
    userID: Uint8Array.from(Buffer.from(person.id)),
    attestationType: 'none',
    excludeCredentials: (await listPasskeys(kysely, person)).map(({ credential_id: id }) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  await challenge(kysely, options.challenge, person.id)
  return options
}

/** What a browser signs in with; whoever it is has chosen their passkey there. */
export async function askToSignIn({ database: { kysely } }: Context, pages: Pages): Promise<object> {
  const { generateAuthenticationOptions } = await library()
  const options = await generateAuthenticationOptions({ rpID: relyingParty(pages), userVerification: 'required' })
  await challenge(kysely, options.challenge, null)
  return options
}

async function challenge(db: Reader, text: string, personId: string | null): Promise<void> {
  await forgetOldAttempts(db)
  await keepChallenge(db, hashOf(text), personId)
}

/** The passkey that was made, if it is one for these pages and its challenge was asked of that person just now. */
export async function registered(
  { database: { kysely } }: Context,
  pages: Pages,
  person: PersonName,
  { id, response, transports }: GivenCredential,
): Promise<Pick<PasskeyRow, 'credential_id' | 'public_key' | 'counter' | 'transports'> | undefined> {
  const { clientDataJSON = '', attestationObject = '' } = response
  if (!(await vouchesForItself(attestationObject))) return undefined
  const { verifyRegistrationResponse } = await library()
  const verified = await verifyRegistrationResponse({
    response: { ...bare(id), response: { clientDataJSON, attestationObject, transports } },
    expectedChallenge: (text) => takeChallenge(kysely, hashOf(text), person.id),
    expectedOrigin: pages.origin,
    expectedRPID: relyingParty(pages),
    requireUserVerification: true,
  }).catch(() => undefined)
  if (verified?.verified !== true) return undefined
  const { id: credential_id, publicKey, counter } = verified.registrationInfo.credential
  return { credential_id, public_key: Buffer.from(publicKey), counter, transports }
}

/** Nobody is asked to vouch for an authenticator, and a certificate of one could name servers for us to call. */
async function vouchesForItself(attestationObject: string): Promise<boolean> {
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers')
  try {
    const decoded = decodeAttestationObject(Uint8Array.from(Buffer.from(attestationObject, 'base64url')))
    const format = decoded.get('fmt')
    return format === 'none' || (format === 'packed' && decoded.get('attStmt').get('x5c') === undefined)
  } catch {
    return false
  }
}

/** The new count of a passkey, if it signed a challenge of ours for these pages just now. */
export async function signedInWith(
  { database: { kysely } }: Context,
  pages: Pages,
  { public_key, counter, credential_id }: PasskeyRow,
  { id, response }: GivenCredential,
): Promise<number | undefined> {
  const { clientDataJSON = '', authenticatorData = '', signature = '', userHandle } = response
  const { verifyAuthenticationResponse } = await library()
  const verified = await verifyAuthenticationResponse({
    response: {
      ...bare(id),
      response: { clientDataJSON, authenticatorData, signature, ...(userHandle !== undefined && { userHandle }) },
    },
    expectedChallenge: (text) => takeChallenge(kysely, hashOf(text), null),
    expectedOrigin: pages.origin,
    expectedRPID: relyingParty(pages),
    credential: { id: credential_id, publicKey: Uint8Array.from(public_key), counter },
    requireUserVerification: true,
  }).catch(() => undefined)
  return verified?.verified === true ? verified.authenticationInfo.newCounter : undefined
}

const bare = (id: string) => ({ id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} })
