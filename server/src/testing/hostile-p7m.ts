// Signed files written by hand (RFC 5652, RFC 5280), to say in them what no program would.
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { wrap } from '../signatures/ber.ts'

/** Signs with SHA-256, and is known by the DER of its public key. */
export interface Signing {
  publicKey: Uint8Array
  algorithm: Uint8Array
  keyAlgorithm: Uint8Array
  sign(data: Uint8Array): Uint8Array
}

export interface HandMade {
  der: Uint8Array
  issuer: Uint8Array
  number: Uint8Array
  key: Signing
}

const hex = (digits: string) => Buffer.from(digits, 'hex')
const NULL = hex('0500')

const sequence = (...parts: Uint8Array[]) => wrap(0x30, parts)
const setOf = (...parts: Uint8Array[]) => wrap(0x31, parts)
const octets = (bytes: Uint8Array) => wrap(0x04, [bytes])
const integer = (bytes: Uint8Array) => wrap(0x02, [(bytes[0] ?? 0) >= 0x80 ? Buffer.concat([hex('00'), bytes]) : bytes])
const bits = (bytes: Uint8Array) => wrap(0x03, [hex('00'), bytes])

/** A name with that common name. */
export const nameOf = (commonName: string) =>
  sequence(setOf(sequence(hex('0603550403'), wrap(0x0c, [Buffer.from(commonName)]))))

const digests: Readonly<Record<string, string>> = {
  sha256: '0609608648016503040201',
  sha384: '0609608648016503040202',
  sha512: '0609608648016503040203',
  'sha3-512': '060960864801650304020a',
}
const signedData = hex('06092a864886f70d010702')
const plainData = hex('06092a864886f70d010701')
const rsaEncryption = hex('06092a864886f70d010101')

/** A key on the curve. */
export function curveKey(namedCurve: string): Signing {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve })
  const algorithm = sequence(hex('06082a8648ce3d040302'))
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }),
    algorithm,
    keyAlgorithm: algorithm,
    sign: (data) => sign('sha256', data, privateKey),
  }
}

/** An RSA key whose public exponent is as long as its modulus: the two exponents in each other's place. */
export function longExponentKey(modulusLength: number): Signing {
  const { n = '', d = '' } = generateKeyPairSync('rsa', { modulusLength }).privateKey.export({ format: 'jwk' })
  const [modulus, exponent] = [n, d].map((number) => Buffer.from(number, 'base64url'))
  const numbers = sequence(...[modulus, exponent].map((number) => integer(number ?? NULL)))
  return {
    publicKey: sequence(sequence(rsaEncryption, NULL), bits(numbers)),
    algorithm: sequence(hex('06092a864886f70d01010b'), NULL),
    keyAlgorithm: sequence(rsaEncryption, NULL),
    // Nobody gets as far as looking at it.
    sign: () => new Uint8Array(modulusLength / 8),
  }
}

/** A certificate of `subject` for `key`, signed by `by` in the name of `issuer`. */
export function certificateOf(
  subject: Uint8Array,
  key: Signing,
  { issuer, by, authority = false }: { issuer: Uint8Array; by: Signing; authority?: boolean },
): HandMade {
  const number = integer(randomBytes(8))
  const critical = hex('0101ff')
  const extensions = [
    sequence(hex('0603551d0f'), critical, octets(hex(authority ? '03020106' : '030206c0'))),
    ...(authority ? [sequence(hex('0603551d13'), critical, octets(hex('30030101ff')))] : []),
  ]
  const [from, to] = ['200101000000Z', '490101000000Z'].map((time) => wrap(0x17, [Buffer.from(time)]))
  const signed = sequence(
    wrap(0xa0, [hex('020102')]),
    number,
    by.algorithm,
    issuer,
    sequence(...[from, to].map((time) => time ?? NULL)),
    subject,
    key.publicKey,
    wrap(0xa3, [sequence(...extensions)]),
  )
  return { der: sequence(signed, by.algorithm, bits(by.sign(signed))), issuer, number, key }
}

/** A signer over the digest of the content. */
export function signerOf(content: Uint8Array, { issuer, number, key }: HandMade, hash = 'sha256'): Uint8Array {
  const digest = createHash(hash).update(content).digest()
  const attributes = [
    sequence(hex('06092a864886f70d010903'), setOf(plainData)),
    sequence(hex('06092a864886f70d010904'), setOf(octets(digest))),
  ]
  return sequence(
    hex('020101'),
    sequence(issuer, number),
    sequence(hex(digests[hash] ?? ''), NULL),
    wrap(0xa0, attributes),
    key.keyAlgorithm,
    octets(key.sign(setOf(...attributes))),
  )
}

/** The file; without content it is detached. */
export function signedFileOf(content: Uint8Array | undefined, certificates: HandMade[], signers: Uint8Array[]): Buffer {
  const inside = sequence(plainData, ...(content === undefined ? [] : [wrap(0xa0, [octets(content)])]))
  const all = [
    hex('020101'),
    setOf(sequence(hex(digests['sha256'] ?? ''), NULL)),
    inside,
    wrap(
      0xa0,
      certificates.map(({ der }) => der),
    ),
    wrap(0x31, signers),
  ]
  return Buffer.from(sequence(signedData, wrap(0xa0, [sequence(...all)])))
}
