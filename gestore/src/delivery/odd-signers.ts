// Receipts as a gestore must not send them, for whoever wants to see what comes of it.
import { createKeys, createSigner } from '../messages/authority.ts'
import type { Signer } from '../messages/authority.ts'
import type { OwnGestore } from './gestori.ts'
import type { OutcomeWord } from './words.ts'

const DAY_MS = 86_400_000
const made = new Map<string, Promise<Signer>>()

/** The gestore with the signer that a word asks for; made once, as it takes a while. */
export async function withOddSigner(gestore: OwnGestore, word: OutcomeWord | undefined, at: Date): Promise<OwnGestore> {
  if (word !== 'firma-scaduta' && word !== 'firma-ignota') return gestore
  const key = `${gestore.domain} ${word}`
  const signer = made.get(key) ?? (word === 'firma-scaduta' ? expired(gestore, at) : unknown(gestore, at))
  made.set(key, signer)
  return { ...gestore, signer: await signer }
}

const expired = ({ name, domain, keys }: OwnGestore, at: Date) => {
  const dayBefore = (days: number) => new Date(at.getTime() - days * DAY_MS)
  return createSigner(keys.authority, { name, domain, at, from: dayBefore(400), to: dayBefore(35) })
}

const unknown = async ({ name, domain }: OwnGestore, at: Date) => (await createKeys({ name, domain, at })).signer

/** A message whose signature no longer fits: a letter of what was signed is another one. */
export function withBrokenSignature(message: Uint8Array): Uint8Array {
  const broken = Buffer.from(message)
  const at = broken.indexOf('consegn')
  if (at !== -1) broken.write('C', at)
  return broken
}
