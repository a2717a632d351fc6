// Signature checks for pkijs by Node's own OpenSSL: every curve it knows, in place, without keys travelling.
import { constants, createHash, createPublicKey, verify } from 'node:crypto'
import type { KeyObject, VerifyKeyObjectInput } from 'node:crypto'
import { CryptoEngine, RSASSAPSSParams } from 'pkijs'
import type { AlgorithmIdentifier, ICryptoEngine, PublicKeyInfo } from 'pkijs'

type Scheme = { key: 'rsa' | 'ec' | 'ed25519'; hash?: string; pss?: true }

/** Signature algorithms by object identifier; without `hash` it is that of the digest. */
const schemes: Readonly<Record<string, Scheme>> = {
  '1.2.840.113549.1.1.1': { key: 'rsa' },
  '1.2.840.113549.1.1.4': { key: 'rsa', hash: 'MD5' },
  '1.2.840.113549.1.1.5': { key: 'rsa', hash: 'SHA-1' },
  '1.2.840.113549.1.1.14': { key: 'rsa', hash: 'SHA-224' },
  '1.2.840.113549.1.1.11': { key: 'rsa', hash: 'SHA-256' },
  '1.2.840.113549.1.1.12': { key: 'rsa', hash: 'SHA-384' },
  '1.2.840.113549.1.1.13': { key: 'rsa', hash: 'SHA-512' },
  '1.2.840.113549.1.1.10': { key: 'rsa', pss: true },
  '1.2.840.10045.4.1': { key: 'ec', hash: 'SHA-1' },
  '1.2.840.10045.4.3.1': { key: 'ec', hash: 'SHA-224' },
  '1.2.840.10045.4.3.2': { key: 'ec', hash: 'SHA-256' },
  '1.2.840.10045.4.3.3': { key: 'ec', hash: 'SHA-384' },
  '1.2.840.10045.4.3.4': { key: 'ec', hash: 'SHA-512' },
  '1.3.101.112': { key: 'ed25519' },
  '2.16.840.1.101.3.4.3.9': { key: 'ec', hash: 'SHA3-224' },
  '2.16.840.1.101.3.4.3.10': { key: 'ec', hash: 'SHA3-256' },
  '2.16.840.1.101.3.4.3.11': { key: 'ec', hash: 'SHA3-384' },
  '2.16.840.1.101.3.4.3.12': { key: 'ec', hash: 'SHA3-512' },
  '2.16.840.1.101.3.4.3.13': { key: 'rsa', hash: 'SHA3-224' },
  '2.16.840.1.101.3.4.3.14': { key: 'rsa', hash: 'SHA3-256' },
  '2.16.840.1.101.3.4.3.15': { key: 'rsa', hash: 'SHA3-384' },
  '2.16.840.1.101.3.4.3.16': { key: 'rsa', hash: 'SHA3-512' },
}

const digests: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.5': 'MD5',
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.4': 'SHA-224',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
  '2.16.840.1.101.3.4.2.7': 'SHA3-224',
  '2.16.840.1.101.3.4.2.8': 'SHA3-256',
  '2.16.840.1.101.3.4.2.9': 'SHA3-384',
  '2.16.840.1.101.3.4.2.10': 'SHA3-512',
}

/** An algorithm this room does not check. */
export class UnsupportedAlgorithm extends Error {
  override name = 'UnsupportedAlgorithm'
}

/** The digest with this object identifier, such as `SHA-256`; nothing when it is not known. */
export function digestName(oid: string): string | undefined {
  return digests[oid]
}

/** The name by which OpenSSL knows a digest: `SHA-256` is `sha256`, `SHA3-256` is `sha3-256`. */
export function hashOf(name: string): string {
  return name.toLowerCase().replace(/^sha-/, 'sha')
}

const contentDigests = new WeakMap<ArrayBufferLike, Map<string, Buffer>>()

/** The digest `name` of `bytes`. Of content in a buffer of its own it is remembered: many signers may have signed it. */
export function digestOf(name: string, bytes: Uint8Array): Buffer {
  const isWhole = bytes.length === bytes.buffer.byteLength
  const known = isWhole ? contentDigests.get(bytes.buffer) : undefined
  const found = known?.get(name)
  if (found !== undefined) return found
  const digest = createHash(hashOf(name)).update(bytes).digest()
  if (known !== undefined) known.set(name, digest)
  else if (isWhole) contentDigests.set(bytes.buffer, new Map([[name, digest]]))
  return digest
}

/** The digest inside a signature algorithm; nothing when it has none of its own. Throws UnsupportedAlgorithm. */
export function signatureDigest(algorithm: AlgorithmIdentifier): string | undefined {
  const scheme = schemes[algorithm.algorithmId]
  if (scheme === undefined) throw new UnsupportedAlgorithm(algorithm.algorithmId)
  return scheme.pss === true ? pssOf(algorithm).hash : scheme.hash
}

/** Above these a check takes tens of milliseconds; keys of authorities have half as many bits, and 65537. */
const MOST_RSA_BITS = 8_192
const MOST_EXPONENT = 2n ** 32n
/** Those over binary fields take ten times as long, those that are written out have no name. */
const PRIME_CURVE = /^(?:prime|secp|brainpoolP)/

const publicKeys = new WeakMap<PublicKeyInfo, KeyObject>()

/** The public key of a certificate. Throws when OpenSSL cannot read it, or it is made to keep us busy. */
export function publicKeyOf(info: PublicKeyInfo): KeyObject {
  const known = publicKeys.get(info)
  if (known !== undefined) return known
  const key = createPublicKey({ key: Buffer.from(info.toSchema().toBER(false)), format: 'der', type: 'spki' })
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = key.asymmetricKeyDetails ?? {}
  const isLong = modulusLength > MOST_RSA_BITS || publicExponent > MOST_EXPONENT
  if (isLong || (key.asymmetricKeyType === 'ec' && !PRIME_CURVE.test(namedCurve ?? '')))
    throw new UnsupportedAlgorithm('a key that takes too long')
  publicKeys.set(info, key)
  return key
}

class NodeEngine extends CryptoEngine {
  /** The library's own list of digests is WebCrypto's, which has no SHA-3. */
  override getAlgorithmByOID<T extends Algorithm = Algorithm>(
    oid: string,
    safety?: boolean,
    target?: string,
  ): T | object
  override getAlgorithmByOID<T extends Algorithm = Algorithm>(oid: string, safety: true, target?: string): T
  override getAlgorithmByOID(oid: string, safety = false, target?: string): object {
    const name = digestName(oid)
    return name === undefined ? super.getAlgorithmByOID(oid, safety, target) : { name }
  }

  override digest(...[algorithm, data]: Parameters<CryptoEngine['digest']>): Promise<ArrayBuffer> {
    const name = typeof algorithm === 'string' ? algorithm : algorithm.name
    return Promise.resolve(new Uint8Array(digestOf(name, viewOf(data))).buffer)
  }

  /** Is `signature` that of `data`. Throws UnsupportedAlgorithm. */
  override async verifyWithPublicKey(
    ...[data, signature, info, algorithm, digest]: Parameters<CryptoEngine['verifyWithPublicKey']>
  ): Promise<boolean> {
    const scheme = schemes[algorithm.algorithmId]
    const key = publicKeyOf(info)
    const type = key.asymmetricKeyType === 'rsa-pss' && scheme?.pss === true ? 'rsa' : key.asymmetricKeyType
    if (scheme === undefined || type !== scheme.key) throw new UnsupportedAlgorithm(algorithm.algorithmId)
    const { hash, options } = parametersOf(scheme, algorithm, digest)
    return verify(hash && hashOf(hash), viewOf(data), { key, ...options }, signature.valueBlock.valueHexView)
  }
}

/** What pkijs checks signatures with. */
export const nodeEngine: ICryptoEngine = new NodeEngine({ name: 'node', crypto: globalThis.crypto })

function parametersOf(
  scheme: Scheme,
  algorithm: AlgorithmIdentifier,
  digest: string | undefined,
): { hash?: string; options: Omit<VerifyKeyObjectInput, 'key'> } {
  if (scheme.key === 'ed25519') return { options: {} }
  if (scheme.pss === true) {
    const { hash, saltLength } = pssOf(algorithm)
    return { hash, options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength } }
  }
  const hash = scheme.hash ?? digest
  if (hash === undefined) throw new UnsupportedAlgorithm('no digest')
  return { hash, options: scheme.key === 'rsa' ? { padding: constants.RSA_PKCS1_PADDING } : { dsaEncoding: 'der' } }
}

/** RFC 4055, 3.1; Node masks with the same digest, and so does everybody. */
function pssOf(algorithm: AlgorithmIdentifier): { hash: string; saltLength: number } {
  const parameters = new RSASSAPSSParams({ schema: algorithm.algorithmParams })
  const hash = digestName(parameters.hashAlgorithm.algorithmId)
  if (hash === undefined) throw new UnsupportedAlgorithm(parameters.hashAlgorithm.algorithmId)
  return { hash, saltLength: parameters.saltLength }
}

function viewOf(data: Parameters<CryptoEngine['verifyWithPublicKey']>[0]): Uint8Array {
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
}
