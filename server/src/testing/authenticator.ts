// An authenticator in software: it makes passkeys on P-256 and signs with them, byte for byte as one in hardware.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { memberOf } from './caller.ts'
import type { Reply } from './caller.ts'

export interface Authenticator {
  /** What a browser hands back of the options it was offered. */
  make(options: Reply, at: string): Record<string, unknown>
  /** The same when it signs in; `counter`: how often it says it has signed. */
  use(options: Reply, at: string, counter?: number): Record<string, unknown>
}

const FLAGS = { used: 0x01, verified: 0x04, withKey: 0x40 }

/** Makes an authenticator with one key; `verifies`: whether it asks who is there. */
export function softwareAuthenticator({ verifies = true, format = 'none' } = {}): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(32)
  const who = FLAGS.used | (verifies ? FLAGS.verified : 0)
  let signatures = 0

  const known = (at: string, flags: number, counter: number) => {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter)
    return Buffer.concat([sha256(new URL(at).hostname), Buffer.from([flags]), count])
  }
  const credential = (response: Record<string, unknown>) => ({
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    clientExtensionResults: {},
    response,
  })

  return {
    make(options, at) {
      // COSE_Key (RFC 9052, 7): EC2, ES256, P-256, x, y.
      const key = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(x, 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(y, 'base64url'),
      ])
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key])
      const data = Buffer.concat([known(at, who | FLAGS.withKey, 0), attested])
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        cborText('fmt'),
        cborText(format),
        cborText('attStmt'),
        Buffer.from([0xa0]),
        cborText('authData'),
        Buffer.from([0x58, data.length]),
        data,
      ])
      const clientDataJSON = clientData('webauthn.create', options, at).toString('base64url')
      return credential({ clientDataJSON, attestationObject: attestation.toString('base64url'), transports: ['usb'] })
    },
    use(options, at, counter) {
      signatures = counter ?? signatures + 1
      const data = known(at, who, signatures)
      const client = clientData('webauthn.get', options, at)
      const signature = sign('sha256', Buffer.concat([data, sha256(client)]), privateKey)
      return credential({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
      })
    },
  }
}

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest()
const cborText = (text: string) => Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)])

const clientData = (type: string, { data }: Reply, origin: string) =>
  Buffer.from(JSON.stringify({ type, challenge: memberOf(data, 'challenge'), origin, crossOrigin: false }))
