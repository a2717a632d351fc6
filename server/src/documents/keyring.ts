// The keys of this process: what is new is sealed with one of them, and all of them open.
import { keyId, openText, sealText } from './sealing.ts'

/** Keys by their ids. Which of them seals, the database says (store/installation.ts), as all processes must agree. */
export interface Keyring {
  /** The ids of all keys at hand, that of ENCRYPTION_KEY first. */
  readonly ids: readonly string[]
  readonly all: readonly Uint8Array[]
  /** The key that seals. */
  sealing(): Uint8Array
  sealingId(): string
  /** Seals with another key from now on. Returns false, and changes nothing, where it is not at hand. */
  sealWith(id: string): boolean
}

/** A keyring of these keys (32 bytes each); the first seals until `sealWith` says otherwise. */
export function keyringOf(first: Uint8Array, others: readonly Uint8Array[] = []): Keyring {
  const byId = new Map([first, ...others].map((key) => [keyId(key), key]))
  let current = { id: keyId(first), key: first }
  return {
    ids: [...byId.keys()],
    all: [...byId.values()],
    sealing: () => current.key,
    sealingId: () => current.id,
    sealWith(id) {
      const key = byId.get(id)
      if (key !== undefined) current = { id, key }
      return key !== undefined
    },
  }
}

/** Seals and opens small secrets for their owner, e.g. `account:<id>`. */
export interface Sealer {
  sealText(owner: string, text: string): string
  openText(owner: string, sealed: string): string
}

/** A sealer with the keys of a ring. */
export const sealerWith = (keyring: Keyring): Sealer => ({
  sealText: (owner, text) => sealText(keyring.sealing(), owner, text),
  openText: (owner, sealed) => openText(keyring.all, owner, sealed),
})
