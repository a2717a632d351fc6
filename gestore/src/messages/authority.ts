// The keys of a gestore: an authority of its own, whose name says TEST, and certificates as RFC 6109 (6.5) has them.
import { createHash, createPrivateKey, generateKeyPair, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { promisify } from 'node:util'
import {
  BitString,
  fromBER,
  Integer,
  Null,
  OctetString,
  PrintableString,
  Sequence,
  Set as SetOf,
  Utf8String,
} from 'asn1js'
import ipaddr from 'ipaddr.js'
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  Extension,
  ExtKeyUsage,
  GeneralName,
  GeneralNames,
  GeneralSubtree,
  NameConstraints,
  PublicKeyInfo,
  RelativeDistinguishedNames,
  Time,
  TimeType,
} from 'pkijs'

const generate = promisify(generateKeyPair)
const signBytes = promisify(sign)

/** What a gestore signs with: a certificate and its authority's, both DER, and the certificate's key. */
export interface Signer {
  certificate: Uint8Array
  authority: Uint8Array
  key: KeyObject
}

/** Who issues a gestore's certificates; its own certificate is DER. */
export interface Authority {
  certificate: Uint8Array
  key: KeyObject
}

/** The keys of a gestore, as they are kept. */
export interface GestoreKeys {
  authority: Authority
  signer: Signer
}

export interface KeysWanted {
  /** The gestore's name; the certificates' says TEST too. */
  name: string
  /** Its own domain, for `posta-certificata@…`. */
  domain: string
  /** From a day before this. */
  at: Date
}

const DAY_MS = 86_400_000
const AUTHORITY_DAYS = 30 * 366
const SIGNER_DAYS = 20 * 366
const RSA_BITS = 2_048

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11'
const names = { country: '2.5.4.6', organization: '2.5.4.10', common: '2.5.4.3', organizationId: '2.5.4.97' } as const
const ids = {
  subjectKey: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKey: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const
const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4'
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1'
/** keyCertSign and cRLSign; digitalSignature. */
const AUTHORITY_USE = 0x06
const SIGNER_USE = 0x80
/** Nobody has this VAT number. */
const ORGANIZATION_ID = 'VATIT-00000000000'
const RFC822_NAME = 1
const DNS_NAME = 2
const IP_ADDRESS = 7

/** Makes an authority for the domain and a first certificate; takes a quarter of a second, off the event loop. */
export async function createKeys(wanted: KeysWanted): Promise<GestoreKeys> {
  const authority = await createAuthority(wanted)
  return { authority, signer: await createSigner(authority, wanted) }
}

/** An authority that may certify addresses of the domain alone. */
export async function createAuthority({ name, domain, at }: KeysWanted): Promise<Authority> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: RSA_BITS })
  const subject = distinguishedName(`${name} TEST CA - senza valore legale`, name)
  const info = publicKeyInfo(publicKey)
  const constraints = new NameConstraints({
    permittedSubtrees: [new GeneralSubtree({ base: new GeneralName({ type: RFC822_NAME, value: domain }) })],
  })
  const certificate = await issue(
    {
      subject,
      issuer: subject,
      info,
      from: new Date(at.getTime() - DAY_MS),
      to: new Date(at.getTime() + AUTHORITY_DAYS * DAY_MS),
      extensions: [
        extension(ids.basicConstraints, true, new BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema()),
        extension(ids.keyUsage, true, keyUsage(AUTHORITY_USE)),
        extension(ids.nameConstraints, true, constraints.toSchema()),
        extension(ids.subjectKey, false, new OctetString({ valueHex: keyId(info) })),
      ],
    },
    privateKey,
  )
  return { certificate, key: privateKey }
}

/** A certificate to sign messages with; `from` and `to` for one that is not valid. */
export async function createSigner(
  authority: Authority,
  { name, domain, at, from, to }: KeysWanted & { from?: Date; to?: Date },
): Promise<Signer> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: RSA_BITS })
  const by = certificateIn(authority.certificate)
  const info = publicKeyInfo(publicKey)
  const address = new GeneralName({ type: RFC822_NAME, value: `posta-certificata@${domain}` })
  const certificate = await issue(
    {
      subject: distinguishedName(`${name} TEST`, name),
      issuer: by.subject,
      info,
      from: from ?? new Date(at.getTime() - DAY_MS),
      to: to ?? new Date(at.getTime() + SIGNER_DAYS * DAY_MS),
      extensions: [
        extension(ids.keyUsage, true, keyUsage(SIGNER_USE)),
        extension(ids.extendedKeyUsage, false, new ExtKeyUsage({ keyPurposes: [EMAIL_PROTECTION] }).toSchema()),
        extension(ids.subjectAltName, false, new GeneralNames({ names: [address] }).toSchema()),
        extension(ids.subjectKey, false, new OctetString({ valueHex: keyId(info) })),
        extension(ids.authorityKey, false, authorityKeyId(by).toSchema()),
      ],
    },
    authority.key,
  )
  return { certificate, authority: authority.certificate, key: privateKey }
}

/** A certificate for servers that encrypt: names and addresses of hosts. */
export async function createServerCertificate(
  authority: Authority,
  { hosts, at }: { hosts: readonly string[]; at: Date },
): Promise<Authority> {
  const { privateKey, publicKey } = await generate('rsa', { modulusLength: RSA_BITS })
  const by = certificateIn(authority.certificate)
  const info = publicKeyInfo(publicKey)
  const names = [...new Set(hosts)].map((host) =>
    isIP(host) === 0
      ? new GeneralName({ type: DNS_NAME, value: host })
      : new GeneralName({ type: IP_ADDRESS, value: new OctetString({ valueHex: addressBytes(host) }) }),
  )
  const certificate = await issue(
    {
      subject: distinguishedName(`${hosts[0] ?? ''} TEST`, 'TEST'),
      issuer: by.subject,
      info,
      from: new Date(at.getTime() - DAY_MS),
      to: new Date(at.getTime() + SIGNER_DAYS * DAY_MS),
      extensions: [
        extension(ids.keyUsage, true, keyUsage(SIGNER_USE)),
        extension(ids.extendedKeyUsage, false, new ExtKeyUsage({ keyPurposes: [SERVER_AUTHENTICATION] }).toSchema()),
        extension(ids.subjectAltName, false, new GeneralNames({ names }).toSchema()),
        extension(ids.subjectKey, false, new OctetString({ valueHex: keyId(info) })),
        extension(ids.authorityKey, false, authorityKeyId(by).toSchema()),
      ],
    },
    authority.key,
  )
  return { certificate, key: privateKey }
}

/** An IP address as certificates have it. */
function addressBytes(address: string): ArrayBuffer {
  return new Uint8Array(ipaddr.parse(address).toByteArray()).buffer
}

/** The keys as bytes, to be kept sealed: they hold private keys. */
export function writeKeys({ authority, signer }: GestoreKeys): Uint8Array {
  const pair = ({ certificate, key }: Authority) => ({
    certificate: Buffer.from(certificate).toString('base64'),
    key: key.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  })
  return Buffer.from(JSON.stringify({ authority: pair(authority), signer: pair(signer) }))
}

/** The keys that `writeKeys` wrote. Throws when they are anything else. */
export function readKeys(bytes: Uint8Array): GestoreKeys {
  const written: unknown = JSON.parse(Buffer.from(bytes).toString())
  const pair = (which: string): Authority => {
    const [certificate, key] = ['certificate', 'key'].map((part) => Buffer.from(textIn(written, which, part), 'base64'))
    if (certificate === undefined || key === undefined) throw new Error('no keys of a gestore')
    return { certificate, key: createPrivateKey({ key, format: 'der', type: 'pkcs8' }) }
  }
  const authority = pair('authority')
  return { authority, signer: { ...pair('signer'), authority: authority.certificate } }
}

/** A certificate (DER) as PEM. */
export function pemOf(certificate: Uint8Array): string {
  const lines =
    Buffer.from(certificate)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

/** `providerCertificateHash` of a certificate (RFC 6109, 5.3). */
export function certificateHash(certificate: Uint8Array): string {
  return createHash('sha1').update(certificate).digest('hex').toUpperCase()
}

interface Issued {
  subject: RelativeDistinguishedNames
  issuer: RelativeDistinguishedNames
  info: PublicKeyInfo
  from: Date
  to: Date
  extensions: Extension[]
}

async function issue({ subject, issuer, info, from, to, extensions }: Issued, key: KeyObject): Promise<Uint8Array> {
  const certificate = new Certificate({ version: 2 })
  certificate.serialNumber = new Integer({ valueHex: serialNumber() })
  certificate.subject = subject
  certificate.issuer = issuer
  certificate.subjectPublicKeyInfo = info
  certificate.notBefore = timeOf(from)
  certificate.notAfter = timeOf(to)
  certificate.extensions = extensions
  const algorithm = new AlgorithmIdentifier({ algorithmId: SHA256_WITH_RSA, algorithmParams: new Null() })
  certificate.signature = algorithm
  certificate.signatureAlgorithm = algorithm
  const signed = await signBytes('sha256', new Uint8Array(certificate.encodeTBS().toBER()), key)
  certificate.signatureValue = new BitString({ valueHex: bufferOf(signed) })
  return new Uint8Array(certificate.toSchema(true).toBER())
}

function distinguishedName(common: string, organization: string): RelativeDistinguishedNames {
  const attributes = [
    new AttributeTypeAndValue({ type: names.country, value: new PrintableString({ value: 'IT' }) }),
    ...(
      [
        [names.organization, organization],
        [names.organizationId, ORGANIZATION_ID],
        [names.common, common],
      ] as const
    ).map(([type, value]) => new AttributeTypeAndValue({ type, value: new Utf8String({ value }) })),
  ]
  // The library would write all of them as one.
  const each = attributes.map((attribute) => new SetOf({ value: [attribute.toSchema()] }))
  return RelativeDistinguishedNames.fromBER(new Sequence({ value: each }).toBER())
}

function extension(extnID: string, critical: boolean, schema: { toBER(): ArrayBuffer }): Extension {
  return new Extension({ extnID, critical, extnValue: schema.toBER() })
}

function keyUsage(bits: number): BitString {
  const unusedBits = Math.log2(bits & -bits)
  return new BitString({ valueHex: Uint8Array.of(bits).buffer, unusedBits })
}

function publicKeyInfo(key: KeyObject): PublicKeyInfo {
  return PublicKeyInfo.fromBER(bufferOf(key.export({ type: 'spki', format: 'der' })))
}

/** RFC 5280, 4.2.1.2: SHA-1 of the key, which is no signature. */
function keyId(info: PublicKeyInfo): ArrayBuffer {
  return bufferOf(createHash('sha1').update(info.subjectPublicKey.valueBlock.valueHexView).digest())
}

function authorityKeyId(by: Certificate): AuthorityKeyIdentifier {
  return new AuthorityKeyIdentifier({ keyIdentifier: new OctetString({ valueHex: keyId(by.subjectPublicKeyInfo) }) })
}

function certificateIn(der: Uint8Array): Certificate {
  return new Certificate({ schema: fromBER(bufferOf(der)).result })
}

/** Positive, and as long as one that nobody guesses. */
function serialNumber(): ArrayBuffer {
  const bytes = randomBytes(16)
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f)
  return bufferOf(bytes)
}

/** To the second; from 2050 on in the longer form (RFC 5280, 4.1.2.5). */
function timeOf(date: Date): Time {
  const value = new Date(Math.floor(date.getTime() / 1_000) * 1_000)
  return new Time({ type: value.getUTCFullYear() < 2050 ? TimeType.UTCTime : TimeType.GeneralizedTime, value })
}

/** pkijs takes whole buffers only. */
export function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer
}

function textIn(value: unknown, ...path: string[]): string {
  let here = value
  for (const name of path) {
    const known: unknown = typeof here === 'object' && here !== null ? Reflect.get(here, name) : undefined
    here = known
  }
  if (typeof here !== 'string') throw new Error('no keys of a gestore')
  return here
}
