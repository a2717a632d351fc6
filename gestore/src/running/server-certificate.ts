// The certificate of the servers, for STARTTLS: of the authority of the first gestore, made once and kept.
import type { Reader } from '../../../server/src/store/database.ts'
import { keptSecret } from '../delivery/gestori.ts'
import type { OwnGestore } from '../delivery/gestori.ts'
import { createServerCertificate, pemOf } from '../messages/authority.ts'

/** Certificate and key, PEM. */
export interface ServerCertificate {
  certificate: string
  key: string
}

/** The certificate for a host and for this machine. */
export async function serverCertificate(
  db: Reader,
  sealedBy: Uint8Array,
  { keys }: OwnGestore,
  { host, at }: { host: string; at: Date },
): Promise<ServerCertificate> {
  const kept = await keptSecret(db, sealedBy, `server certificate of ${host}`, async () => {
    const made = await createServerCertificate(keys.authority, { hosts: ['localhost', '127.0.0.1', host], at })
    const key = made.key.export({ type: 'pkcs8', format: 'pem' }).toString()
    return JSON.stringify({ certificate: pemOf(made.certificate), key })
  })
  const written: unknown = JSON.parse(kept)
  const part = (name: string) => String(Reflect.get(Object(written), name))
  return { certificate: part('certificate'), key: part('key') }
}
