// The vault: documents sealed for their owner and stored under keys of their own.
import { randomUUID } from 'node:crypto'
import type { ResourceKind } from '../model/resource-kind.ts'
import { ObjectMissingError, StoreUnavailableError } from './object-store.ts'
import type { ObjectStore } from './object-store.ts'
import type { Keyring } from './keyring.ts'
import { KEY_KNOWN_AFTER_BYTES, keyId, keyIdOf, open, seal } from './sealing.ts'

const ANSWERS_WITHIN_MS = 20_000

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
  /** Of the key it is sealed with. */
  keyId: string
}

/** Where a document lies, and what it is sealed for. */
export interface DocumentPlace {
  key: string
  name: string
  owner: DocumentOwner
}

/** Keeps documents. Objects are written before any row names them; rows are the caller's. */
export interface DocumentVault {
  /**
   * Seals all of `docs` and stores them; resolves when all of them survive a power cut. When one fails, none is left.
   * Rejects with `StoreUnavailableError` when the store fails or does not answer in time.
   */
  keep(
    owner: DocumentOwner,
    docs: readonly { name: string; bytes: Uint8Array; sha256: string }[],
  ): Promise<KeptDocument[]>
  /** Removes what `keep` stored, after its transaction failed or the document was replaced. */
  discard(kept: readonly { key: string }[]): Promise<void>
  /** Removes everything stored for an owner, whoever names it. Rejects with `StoreUnavailableError`. */
  discardAllOf(owner: DocumentOwner): Promise<void>
  /** The plain document. Throws `ObjectMissingError`, `SealBrokenError`, `StoreUnavailableError`. */
  read(row: DocumentPlace): Promise<Uint8Array>
  /** The id of the key a stored object needs; undefined where it is not sealed. Throws as `read` does. */
  keyIdOf(key: string): Promise<string | undefined>
  /**
   * Seals a document with the key that seals now, in its place, unless it is; resolves with whether it was not. It can be
   * read all the while. Throws as `read` does.
   */
  reseal(row: DocumentPlace): Promise<boolean>
}

/** A vault over `store`. A document opens only under the owner and name it was kept for. */
export function documentVault(parts: {
  store: ObjectStore
  keyring: Keyring
  /** How long one object may take, 20 seconds unless given. */
  answersWithinMs?: number
}): DocumentVault {
  const { store, keyring } = parts
  const inTime = <T>(work: Promise<T>) => withinTime(work, parts.answersWithinMs ?? ANSWERS_WITHIN_MS)
  const putAll = async (sealed: readonly { key: string; bytes: Uint8Array }[]) => {
    const puts = await Promise.allSettled(sealed.map(({ key, bytes }) => inTime(store.put(key, bytes))))
    const failed = puts.find((one) => one.status === 'rejected')
    if (failed === undefined) return
    // All of them: a put that reports failure may still have stored it. What cannot be removed is swept later.
    await Promise.allSettled(sealed.map(({ key }) => inTime(store.delete(key))))
    throw failed.reason
  }
  const needed = async (key: string) => keyIdOf(await inTime(store.start(key, KEY_KNOWN_AFTER_BYTES)))
  const read = async ({ key, name, owner }: DocumentPlace) =>
    open(keyring.all, sealedFor(owner, name), await inTime(store.get(key)))
  return {
    async keep(owner, docs) {
      // One for all: the ring may turn meanwhile.
      const sealing = keyring.sealing()
      const sealed: { key: string; bytes: Uint8Array }[] = []
      for (const { name, bytes } of docs) {
        const closed = await seal(sealing, sealedFor(owner, name), bytes)
        sealed.push({ key: objectKey(owner), bytes: closed })
      }
      await putAll(sealed)
      return docs.map(({ name, bytes, sha256 }, n) => {
        return { name, key: sealed[n]?.key ?? '', sizeBytes: bytes.length, sha256, keyId: keyId(sealing) }
      })
    },
    async discard(kept) {
      for (const { key } of kept) await inTime(store.delete(key))
    },
    async discardAllOf(owner) {
      for await (const key of store.list(folderOf(owner))) await inTime(store.delete(key))
    },
    read,
    keyIdOf: needed,
    async reseal(row) {
      const sealing = keyring.sealing()
      if ((await needed(row.key)) === keyId(sealing)) return false
      const sealed = await seal(sealing, sealedFor(row.owner, row.name), await read(row))
      await inTime(store.replace(row.key, sealed))
      return true
    },
  }
}

/** Rejects with `StoreUnavailableError` when the store fails or takes longer; what it does then is its own affair. */
async function withinTime<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreUnavailableError()), ms).unref()
  })
  try {
    return await Promise.race([work, late])
  } catch (error) {
    const isTold = error instanceof ObjectMissingError || error instanceof StoreUnavailableError
    throw isTold ? error : new StoreUnavailableError(error)
  } finally {
    clearTimeout(timer)
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

/** A listing of keys tells whose documents there are, and nothing about them. */
const objectKey = (owner: DocumentOwner) => `${folderOf(owner)}${randomUUID()}`
const folderOf = ({ kind, id }: DocumentOwner) => `${sealedAs[kind]}/${id}/`
