// The standard security handler of PDF (ISO 32000-2, 7.6.4): what opens without a password is opened, as viewers do.
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto'
import { isCount, isName, PdfScanEnd } from './pdf-syntax.ts'
import type { PdfDict, PdfValue } from './pdf-syntax.ts'

/** Gives the bytes of an object's stream in clear. */
export type StreamDecryption = (data: Uint8Array, number: number, generation: number) => Uint8Array

/** The file as this needs it. */
interface Objects {
  trailer: PdfDict
  resolve(value: PdfValue | undefined): PdfValue
  dict(from: PdfDict, key: string): PdfDict | undefined
  items(from: PdfDict, key: string): PdfValue[]
}

type Method = 'none' | 'RC4' | 'AES-128' | 'AES-256'

/** The encryption dictionary as far as a password is judged by it. */
interface Handler {
  revision: number
  owner: Uint8Array
  user: Uint8Array
  userKey: Uint8Array
  permissions: number
  keyBytes: number
  leavesMetadata: boolean
  id: Uint8Array
}

const methods: Readonly<Record<string, Method>> = { V2: 'RC4', AESV2: 'AES-128', AESV3: 'AES-256' }
/** What stands for the characters a password has not: for the empty one, the whole password (algorithm 2, a). */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex')
const AES_BLOCK = 16

/** Opens `file` with the empty user password; ends the scan when that is not the password. */
export function openWithoutPassword(file: Objects, encrypt: PdfDict): StreamDecryption {
  const [streams, strings] = [methodOf(file, encrypt, 'StmF'), methodOf(file, encrypt, 'StrF')]
  const handler = handlerOf(file, encrypt)
  if (
    !isName(file.resolve(encrypt.entries.get('Filter')), 'Standard') ||
    streams === undefined ||
    strings === undefined
  )
    throw new PdfScanEnd('encryption not known')
  // Only embedded files may be encrypted (EFF): the document itself then opens for everybody.
  if (streams === 'none' && strings === 'none') return (data) => data
  const key = handler.revision >= 5 ? longKey(handler) : shortKey(handler)
  if (key === undefined) throw new PdfScanEnd('needs a password')
  return (data, number, generation) => decrypt(streams, objectKey(streams, key, number, generation), data)
}

/** How streams (`StmF`) or strings (`StrF`) are encrypted; nothing when this file does not know how. */
function methodOf(file: Objects, encrypt: PdfDict, key: 'StmF' | 'StrF'): Method | undefined {
  const version = file.resolve(encrypt.entries.get('V'))
  if (version === 1 || version === 2) return 'RC4'
  if (version !== 4 && version !== 5) return undefined
  const name = file.resolve(encrypt.entries.get(key))
  if (!isName(name) || name.name === 'Identity') return 'none'
  const filters = file.dict(encrypt, 'CF')
  const filter = filters && file.dict(filters, name.name)
  const method = filter && file.resolve(filter.entries.get('CFM'))
  return isName(method) ? methods[method.name] : undefined
}

function handlerOf(file: Objects, encrypt: PdfDict): Handler {
  const number = (key: string) => {
    const value = file.resolve(encrypt.entries.get(key))
    return typeof value === 'number' ? value : 0
  }
  const bytes = (key: string) => bytesOf(file.resolve(encrypt.entries.get(key)))
  const length = number('Length')
  const revision = number('R')
  if (!isCount(revision) || revision < 2 || revision > 6) throw new PdfScanEnd('encryption not known')
  return {
    revision,
    owner: bytes('O').subarray(0, 32),
    user: bytes('U'),
    userKey: bytes('UE').subarray(0, 32),
    permissions: number('P'),
    // In bits; some writers count bytes.
    keyBytes: Math.floor(length < 40 ? length : length / 8),
    leavesMetadata: file.resolve(encrypt.entries.get('EncryptMetadata')) === false,
    id: bytesOf(file.items(file.trailer, 'ID')[0]),
  }
}

function bytesOf(value: PdfValue | undefined): Uint8Array {
  return typeof value === 'object' && value?.is === 'string' ? value.bytes : new Uint8Array(0)
}

/** Algorithms 2 and 6. Writers disagree on where the key's length stands, and the password proves which it is. */
function shortKey(handler: Handler): Uint8Array | undefined {
  const lengths = new Set([handler.keyBytes, 16, 5].filter((length) => length >= 5 && length <= 16))
  for (const length of lengths) {
    const key = derivedKey(handler, length)
    const proof = proofOf(handler, key)
    if (proof.equals(handler.user.subarray(0, proof.length))) return key
  }
  return undefined
}

function derivedKey({ revision, owner, permissions, leavesMetadata, id }: Handler, length: number): Buffer {
  const flags = Buffer.alloc(4)
  flags.writeInt32LE(permissions | 0)
  const metadata = revision >= 4 && leavesMetadata ? Buffer.alloc(4, 0xff) : Buffer.alloc(0)
  let hash = md5(PADDING, owner, flags, id, metadata)
  if (revision >= 3) for (let round = 0; round < 50; round += 1) hash = md5(hash.subarray(0, length))
  return hash.subarray(0, length)
}

/** What U must begin with (algorithms 4 and 5). */
function proofOf({ revision, id }: Handler, key: Buffer): Buffer {
  if (revision === 2) return rc4(key, PADDING)
  let proof = md5(PADDING, id)
  for (let round = 0; round < 20; round += 1) proof = rc4(Buffer.from(key.map((byte) => byte ^ round)), proof)
  return proof
}

/** Algorithm 2.A: U is a hash of 32 bytes, and two salts. */
function longKey({ revision, user, userKey }: Handler): Uint8Array | undefined {
  if (user.length < 48 || userKey.length < 32) return undefined
  const hash = revision === 5 ? (salt: Uint8Array) => sha(256, salt) : hardenedHash
  if (!hash(user.subarray(32, 40)).equals(user.subarray(0, 32))) return undefined
  return aes(hash(user.subarray(40, 48)), Buffer.alloc(AES_BLOCK), userKey)
}

/** Algorithm 2.B for the empty password; it ends after 288 rounds at the latest, for the last byte is at most 255. */
function hardenedHash(salt: Uint8Array): Buffer {
  let key = sha(256, salt)
  for (let round = 1; ; round += 1) {
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(false)
    const mixed = cipher.update(Buffer.concat(Array.from({ length: 64 }, () => key)))
    const sum = mixed.subarray(0, 16).reduce((total, byte) => total + byte, 0)
    key = sha(([256, 384, 512] as const)[sum % 3] ?? 256, mixed)
    if (round >= 64 && (mixed.at(-1) ?? 0) <= round - 32) return key.subarray(0, 32)
  }
}

/** Algorithm 1: but for AES-256, each object has a key of its own. */
function objectKey(method: Method, key: Uint8Array, number: number, generation: number): Uint8Array {
  if (method === 'AES-256') return key
  const place = Buffer.alloc(5)
  place.writeUIntLE(number & 0xffffff, 0, 3)
  place.writeUIntLE(generation & 0xffff, 3, 2)
  const salt = Buffer.from(method === 'AES-128' ? 'sAlT' : '')
  return md5(key, place, salt).subarray(0, Math.min(key.length + 5, 16))
}

/** The padding after what AES hides is left in place: whatever is read from streams ends by itself. */
function decrypt(method: Method, key: Uint8Array, data: Uint8Array): Uint8Array {
  if (method === 'none') return data
  if (method === 'RC4') return rc4(key, data)
  const whole = data.length - (data.length % AES_BLOCK)
  const fits = key.length === (method === 'AES-128' ? 16 : 32)
  if (!fits || whole <= AES_BLOCK) return new Uint8Array(0)
  return aes(key, data.subarray(0, AES_BLOCK), data.subarray(AES_BLOCK, whole))
}

function aes(key: Uint8Array, start: Uint8Array, data: Uint8Array): Buffer {
  return createDecipheriv(`aes-${key.length * 8}-cbc`, key, start)
    .setAutoPadding(false)
    .update(data)
}

/** RC4 is in Node's OpenSSL, but in its legacy provider, which is not loaded. */
function rc4(key: Uint8Array, data: Uint8Array): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i)
  for (let i = 0, j = 0; i < 256; i += 1) {
    const own = state[i] ?? 0
    j = (j + own + (key[i % key.length] ?? 0)) & 0xff
    state[i] = state[j] ?? 0
    state[j] = own
  }
  const plain = Buffer.alloc(data.length)
  for (let at = 0, i = 0, j = 0; at < data.length; at += 1) {
    i = (i + 1) & 0xff
    const own = state[i] ?? 0
    j = (j + own) & 0xff
    const other = state[j] ?? 0
    state[i] = other
    state[j] = own
    plain[at] = (data[at] ?? 0) ^ (state[(own + other) & 0xff] ?? 0)
  }
  return plain
}

function md5(...parts: Uint8Array[]): Buffer {
  return createHash('md5').update(Buffer.concat(parts)).digest()
}

function sha(bits: 256 | 384 | 512, bytes: Uint8Array): Buffer {
  return createHash(`sha${bits}`).update(bytes).digest()
}
