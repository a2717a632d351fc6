// Encryption at rest: every object under its own random key, that key wrapped by ENCRYPTION_KEY, both bound to an owner.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import type { CipherGCM, DecipherGCM } from 'node:crypto'
import { inPieces } from './pieces.ts'

/*
 * A sealed object, version 1, all AES-256-GCM with 96-bit IVs and 128-bit tags (NIST SP 800-38D):
 *
 *   magic "CRLC" 4 | version 1 | key id 4 | wrap IV 12 | wrapped key 32 | wrap tag 16 | IV 12 | tag 16 | ciphertext
 *
 * The key id is the start of the SHA-256 of the wrapping key, so that keys can be rotated. Both encryptions
 * authenticate magic, version and key id, then one byte saying which of the two it is, then the owner in UTF-8.
 */
const magic = Buffer.from('CRLC')
const version = 1
const at = { keyId: 5, wrapIv: 9, wrapped: 21, wrapTag: 53, iv: 69, tag: 81, data: 97 }
const forKey = Buffer.from([1])
const forData = Buffer.from([2])

/** The sealed bytes were changed, belong to another owner, or need a key that is not at hand. */
export class SealBrokenError extends Error {
  readonly why: 'format' | 'unknown key' | 'changed or not the owner'

  constructor(why: SealBrokenError['why']) {
    super(`sealed data cannot be opened: ${why}`)
    this.name = 'SealBrokenError'
    this.why = why
  }
}

/**
 * Encrypts `plain` for `owner` (such as `mailbox:<id>:<name>`) under `key` (32 bytes), in pieces of 1 MB between which
 * the event loop runs. Give the same owner to open it.
 */
export async function seal(key: Uint8Array, owner: string, plain: Uint8Array): Promise<Uint8Array> {
  const { sealed, cipher } = startSeal(key, owner, plain.length)
  let to = at.data
  await inPieces(plain, (piece) => {
    sealed.set(cipher.update(piece), to)
    to += piece.length
  })
  return finishSeal(sealed, cipher)
}

/**
 * Decrypts what `seal` made, choosing among `keys` by the key id. Nothing is given out before all of it is verified.
 * Throws `SealBrokenError`.
 */
export async function open(keys: readonly Uint8Array[], owner: string, sealed: Uint8Array): Promise<Uint8Array> {
  const decipher = startOpen(keys, owner, sealed)
  const plain = new Uint8Array(sealed.length - at.data)
  let to = 0
  await inPieces(sealed.subarray(at.data), (piece) => {
    plain.set(decipher.update(piece), to)
    to += piece.length
  })
  finishOpen(decipher)
  return plain
}

/** Encrypts a small secret (a signing secret, a password) for `owner`; gives base64. */
export function sealText(key: Uint8Array, owner: string, text: string): string {
  const plain = Buffer.from(text, 'utf8')
  const { sealed, cipher } = startSeal(key, owner, plain.length)
  sealed.set(cipher.update(plain), at.data)
  return finishSeal(sealed, cipher).toString('base64')
}

/** Decrypts what `sealText` made. Throws `SealBrokenError`. */
export function openText(keys: readonly Uint8Array[], owner: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = startOpen(keys, owner, bytes)
  const plain = decipher.update(bytes.subarray(at.data))
  finishOpen(decipher)
  return plain.toString('utf8')
}

/** How many bytes of a sealed object say which key it needs. */
export const KEY_KNOWN_AFTER_BYTES = at.wrapIv

/** The id of the key that sealed bytes need, from their beginning; undefined where they are not sealed. */
export function keyIdOf(beginning: Uint8Array): string | undefined {
  const bytes = Buffer.from(beginning.buffer, beginning.byteOffset, beginning.length)
  const isSealed = bytes.length >= at.wrapIv && bytes.subarray(0, 4).equals(magic) && bytes[4] === version
  return isSealed ? bytes.toString('hex', at.keyId, at.wrapIv) : undefined
}

/** The first 8 hex digits of the SHA-256 of a key: names it without telling it. */
export function keyId(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}

function startSeal(key: Uint8Array, owner: string, plainBytes: number): { sealed: Buffer; cipher: CipherGCM } {
  if (key.length !== 32) throw new Error('an encryption key must have 32 bytes')
  const sealed = Buffer.alloc(at.data + plainBytes)
  sealed.set(magic, 0)
  sealed[4] = version
  sealed.write(keyId(key), at.keyId, 'hex')
  sealed.set(randomBytes(12), at.wrapIv)
  sealed.set(randomBytes(12), at.iv)
  const ownKey = randomBytes(32)
  const wrap = createCipheriv('aes-256-gcm', key, sealed.subarray(at.wrapIv, at.wrapped))
  wrap.setAAD(boundTo(sealed, forKey, owner))
  sealed.set(wrap.update(ownKey), at.wrapped)
  wrap.final()
  sealed.set(wrap.getAuthTag(), at.wrapTag)
  const cipher = createCipheriv('aes-256-gcm', ownKey, sealed.subarray(at.iv, at.tag))
  cipher.setAAD(boundTo(sealed, forData, owner))
  ownKey.fill(0)
  return { sealed, cipher }
}

function finishSeal(sealed: Buffer, cipher: CipherGCM): Buffer {
  cipher.final()
  sealed.set(cipher.getAuthTag(), at.tag)
  return sealed
}

function startOpen(keys: readonly Uint8Array[], owner: string, bytes: Uint8Array): DecipherGCM {
  const sealed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const wanted = keyIdOf(sealed)
  if (sealed.length < at.data || wanted === undefined) throw new SealBrokenError('format')
  const key = keys.find((candidate) => keyId(candidate) === wanted)
  if (key === undefined) throw new SealBrokenError('unknown key')
  const unwrap = createDecipheriv('aes-256-gcm', key, sealed.subarray(at.wrapIv, at.wrapped), { authTagLength: 16 })
  unwrap.setAAD(boundTo(sealed, forKey, owner)).setAuthTag(sealed.subarray(at.wrapTag, at.iv))
  const ownKey = unwrap.update(sealed.subarray(at.wrapped, at.wrapTag))
  finishOpen(unwrap)
  const decipher = createDecipheriv('aes-256-gcm', ownKey, sealed.subarray(at.iv, at.tag), { authTagLength: 16 })
  decipher.setAAD(boundTo(sealed, forData, owner)).setAuthTag(sealed.subarray(at.tag, at.data))
  ownKey.fill(0)
  return decipher
}

function finishOpen(decipher: DecipherGCM): void {
  try {
    decipher.final()
  } catch {
    throw new SealBrokenError('changed or not the owner')
  }
}

function boundTo(sealed: Buffer, purpose: Buffer, owner: string): Buffer {
  return Buffer.concat([sealed.subarray(0, at.wrapIv), purpose, Buffer.from(owner, 'utf8')])
}
