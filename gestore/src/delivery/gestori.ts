// The two gestori of the sandbox, and their keys: made at the first start, kept sealed.
import { sql } from 'kysely'
import { openText, sealText } from '../../../server/src/documents/sealing.ts'
import type { Reader } from '../../../server/src/store/database.ts'
import { createKeys, readKeys, writeKeys } from '../messages/authority.ts'
import type { GestoreKeys } from '../messages/authority.ts'
import type { Gestore } from '../messages/transaction.ts'
import { OTHER_DOMAIN } from '../store/directory.ts'
import type { GestoreName } from '../store/directory.ts'

/** A gestore with its keys. */
export interface OwnGestore extends Gestore {
  keys: GestoreKeys
}

export type Gestori = Readonly<Record<GestoreName, OwnGestore>>

const who: Readonly<Record<GestoreName, { name: string; domain: string }>> = {
  first: { name: 'Ceralacca Gestore di prova', domain: 'gestore-di-prova.test' },
  other: { name: 'Altro Gestore di prova', domain: OTHER_DOMAIN },
}

export const otherThan = (name: GestoreName): GestoreName => (name === 'first' ? 'other' : 'first')

/** The mailbox of a gestore to which the other one sends what is not for users. */
export const serviceMailbox = (name: GestoreName): string => `ricevute@${who[name].domain}`

/** The gestori; of several processes that start at once, the first makes the keys. `at`: when they begin to be valid. */
export async function openGestori(db: Reader, key: Uint8Array, at: Date): Promise<Gestori> {
  const [first, other] = await Promise.all([openGestore(db, key, 'first', at), openGestore(db, key, 'other', at)])
  return { first, other }
}

async function openGestore(db: Reader, key: Uint8Array, which: GestoreName, at: Date): Promise<OwnGestore> {
  const kept = await keptSecret(db, key, `keys of ${which}`, async () =>
    Buffer.from(writeKeys(await createKeys({ ...who[which], at }))).toString('base64'),
  )
  const keys = readKeys(Buffer.from(kept, 'base64'))
  return { ...who[which], signer: keys.signer, keys }
}

/** A secret that is made once and kept. */
export async function keptSecret(
  db: Reader,
  key: Uint8Array,
  name: string,
  make: () => Promise<string>,
): Promise<string> {
  const read = async () => {
    const found = await sql<{ sealed: string }>`select sealed from gestore.secrets where name = ${name}`.execute(db)
    return found.rows[0] && openText([key], `gestore:${name}`, found.rows[0].sealed)
  }
  const known = await read()
  if (known !== undefined) return known
  const made = await make()
  await sql`
    insert into gestore.secrets (name, sealed) values (${name}, ${sealText(key, `gestore:${name}`, made)})
    on conflict (name) do nothing`.execute(db)
  return (await read()) ?? made
}
