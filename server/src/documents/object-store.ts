// Where sealed documents lie: verbs that a folder and any S3-compatible service can keep.

/** Keeps bytes under keys. Keys are never used twice: what is replaced is the same document, sealed anew. */
export interface ObjectStore {
  /** Stores `bytes`; when it resolves they survive a power cut. Throws for a key already taken, where it can tell. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** The bytes under `key`. Throws `ObjectMissingError`. */
  get(key: string): Promise<Uint8Array>
  /** The first bytes under `key`, at most so many. Throws `ObjectMissingError`. */
  start(key: string, bytes: number): Promise<Uint8Array>
  /** Stores other bytes under a key that is taken; whoever reads gets the ones or the others, whole. As durable as `put`. */
  replace(key: string, bytes: Uint8Array): Promise<void>
  /** Removes `key`; that it is not there is no error. */
  delete(key: string): Promise<void>
  /** Every key beginning with `prefix`, in no particular order. */
  list(prefix: string): AsyncIterable<string>
  /** When the object was stored, by the store's own clock; undefined when there is none. */
  storedAt(key: string): Promise<Date | undefined>
  /** Writes, reads and removes a small object. Throws, with a sentence an operator understands, when one fails. */
  tryOut(): Promise<void>
  /** Throws likewise when the store cannot be read; changes nothing. */
  look(): Promise<void>
}

/** The store failed or did not answer in time; what became of the object is not known. */
export class StoreUnavailableError extends Error {
  override name = 'StoreUnavailableError'

  constructor(cause?: unknown) {
    super(cause === undefined ? 'the document store does not answer' : 'the document store failed', { cause })
  }
}

/** There is no object under this key. */
export class ObjectMissingError extends Error {
  constructor(key: string) {
    super(`no stored object ${key}`)
    this.name = 'ObjectMissingError'
  }
}

const segment = /^[a-z0-9][a-z0-9-]{0,127}$/

/**
 * Lets only keys pass that are safe as paths and URLs: one to eight segments of `a-z`, `0-9` and `-`, joined by `/`.
 * Throws for any other: keys are made by us, so it is a mistake of ours.
 */
export function checkedKey(key: string): string {
  const segments = key.split('/')
  if (segments.length > 8 || !segments.every((part) => segment.test(part))) throw new Error('not an object key')
  return key
}
