// What the browser does with passkeys: makes one, or signs with one. Its own forms are those the server speaks.

/** Whether the browser has no passkey to show, or shows none: cancelled, timed out, unknown. */
export class NoPasskeyError extends Error {}

/** Whether this browser knows passkeys, on this page. */
export const knowsPasskeys = (): boolean =>
  window.isSecureContext && typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON === 'function'

/** Makes a passkey from what the server asks for. */
export async function makePasskey(options: Record<string, unknown>): Promise<Record<string, unknown>> {
  if (!isCreation(options)) throw new NoPasskeyError()
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  return shown(navigator.credentials.create({ publicKey }))
}

/** Signs what the server asks for with a passkey the person chooses. */
export async function signWithPasskey(options: Record<string, unknown>): Promise<Record<string, unknown>> {
  if (!isRequest(options)) throw new NoPasskeyError()
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  return shown(navigator.credentials.get({ publicKey }))
}

async function shown(asked: Promise<Credential | null>): Promise<Record<string, unknown>> {
  const credential = await asked.catch((error: unknown) => {
    throw new NoPasskeyError(error instanceof Error ? error.name : '')
  })
  if (!(credential instanceof PublicKeyCredential)) throw new NoPasskeyError()
  return Object.fromEntries(Object.entries(credential.toJSON()))
}

/** The documents call them open objects; the browser looks at the rest itself. */
function isCreation(options: object): options is PublicKeyCredentialCreationOptionsJSON {
  return 'challenge' in options && 'rp' in options && 'user' in options
}

function isRequest(options: object): options is PublicKeyCredentialRequestOptionsJSON {
  return 'challenge' in options
}
