// The vault: documents sealed for their owner and stored under keys that name their content.
import { randomUUID } from 'node:crypto'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { ObjectStore } from './object-store.ts'
import { sha256InPieces } from './pieces.ts'
import { open, seal } from './sealing.ts'

/** Whose document it is. */
export interface DocumentOwner {
  kind: ResourceKind
  id: string
}

/** A document in the vault, as its database row keeps it; size and SHA-256 (hex) are those of the plain document. */
export interface KeptDocument {
  name: string
  key: string
  sizeBytes: number
  sha256: string
}

/** Keeps documents. Objects are written before any row names them; rows are the caller's. */
export interface DocumentVault {
  /**
   * Seals all of `docs` and begins to store them. `stored` resolves when all of them survive a power cut, so no row that
   * names them may be committed before; when one fails, none is left, and it rejects with what failed.
   */
  begin(
    owner: DocumentOwner,
    docs: readonly { name: string; bytes: Uint8Array; sha256: string }[],
  ): Promise<{ kept: KeptDocument[]; stored: Promise<void> }>
  /** The same, stored. */
  keep(
    owner: DocumentOwner,
    docs: readonly { name: string; bytes: Uint8Array; sha256: string }[],
  ): Promise<KeptDocument[]>
  /** Removes what `keep` stored, after its transaction failed or the document was replaced. */
  discard(kept: readonly { key: string }[]): Promise<void>
  /** The plain document. Throws `ObjectMissingError`, `SealBrokenError`. */
  read(row: { key: string; name: string; owner: DocumentOwner }): Promise<Uint8Array>
}

/**
 * A vault over `store`. `encryptionKey` (32 bytes) seals; `olderKeys` still open what was sealed before a rotation.
 * A document opens only under the owner and name it was kept for.
 */
export function documentVault(parts: {
  store: ObjectStore
  encryptionKey: Uint8Array
  olderKeys?: readonly Uint8Array[]
}): DocumentVault {
  const { store, encryptionKey } = parts
  const keys = [encryptionKey, ...(parts.olderKeys ?? [])]
  const discard = async (kept: readonly { key: string }[]) => {
    for (const { key } of kept) await store.delete(key)
  }
  const putAll = async (sealed: readonly { key: string; bytes: Uint8Array }[]) => {
    const puts = await Promise.allSettled(sealed.map(({ key, bytes }) => store.put(key, bytes)))
    const failed = puts.find((one) => one.status === 'rejected')
    if (failed === undefined) return
    // All of them: a put that reports failure may still have stored it.
    await Promise.allSettled(sealed.map(({ key }) => store.delete(key)))
    throw failed.reason
  }
  const begin: DocumentVault['begin'] = async (owner, docs) => {
    const sealed: { key: string; bytes: Uint8Array }[] = []
    for (const { name, bytes } of docs) {
      const closed = await seal(encryptionKey, sealedFor(owner, name), bytes)
      sealed.push({ key: await objectKey(owner, closed), bytes: closed })
    }
    const kept = docs.map(({ name, bytes, sha256 }, n) => {
      return { name, key: sealed[n]?.key ?? '', sizeBytes: bytes.length, sha256 }
    })
    return { kept, stored: putAll(sealed) }
  }
  return {
    begin,
    async keep(owner, docs) {
      const { kept, stored } = await begin(owner, docs)
      await stored
      return kept
    },
    discard,
    async read({ key, name, owner }) {
      return open(keys, sealedFor(owner, name), await store.get(key))
    },
  }
}

/** The word under which a kind's documents are sealed: part of the seal, so it stays as it was first written. */
const sealedAs: Readonly<Record<ResourceKind, string>> = {
  mailbox: 'mailbox',
  'certified-domain': 'domain',
  'registry-request': 'request',
}

function sealedFor(owner: DocumentOwner, name: string): string {
  return `${sealedAs[owner.kind]}:${owner.id}:${name}`
}

/** The hash is that of the sealed bytes: a listing of keys tells nothing about the documents. */
async function objectKey(owner: DocumentOwner, sealed: Uint8Array): Promise<string> {
  return `${sealedAs[owner.kind]}/${owner.id}/${randomUUID()}-${await sha256InPieces(sealed)}`
}
