// Detached S/MIME signatures over exact bytes (RFC 8551, RFC 5652). Put together by hand: for each message the library
// would read and write both certificates again, which takes ten times as long as signing.
import { createHash, sign } from 'node:crypto'
import { promisify } from 'node:util'
import { GeneralizedTime, Integer, Null, ObjectIdentifier, OctetString, UTCTime } from 'asn1js'
import { Certificate, IssuerAndSerialNumber } from 'pkijs'
import { wrap } from '../../../server/src/signatures/ber.ts'
import { bufferOf } from './authority.ts'
import type { Signer } from './authority.ts'

const signBytes = promisify(sign)

const [SEQUENCE, SET, CONTEXT_0] = [0x30, 0x31, 0xa0]
const der = (block: { toBER(): ArrayBuffer }) => new Uint8Array(block.toBER())
const oid = (value: string) => der(new ObjectIdentifier({ value }))
const algorithm = (value: string) => wrap(SEQUENCE, [oid(value), der(new Null())])

const version = der(new Integer({ value: 1 }))
const sha256 = algorithm('2.16.840.1.101.3.4.2.1')
const rsa = algorithm('1.2.840.113549.1.1.1')
const data = oid('1.2.840.113549.1.7.1')
const signedData = oid('1.2.840.113549.1.7.2')
const attributeIds = {
  contentType: oid('1.2.840.113549.1.9.3'),
  digest: oid('1.2.840.113549.1.9.4'),
  time: oid('1.2.840.113549.1.9.5'),
}

/** A detached signature (DER) over `content`, made at that time, with the signer's and its authority's certificates. */
export async function signDetached(content: Uint8Array, signer: Signer, at: Date): Promise<Uint8Array> {
  const attributes = attributesOf(createHash('sha256').update(content).digest(), at)
  // What is signed is the set itself, not as it is tagged in the structure (RFC 5652, 5.4).
  const signature = await signBytes('sha256', wrap(SET, attributes), signer.key)
  const info = wrap(SEQUENCE, [
    ...[version, signerIdOf(signer), sha256, wrap(CONTEXT_0, attributes), rsa],
    der(new OctetString({ valueHex: bufferOf(signature) })),
  ])
  const signed = wrap(SEQUENCE, [
    ...[version, wrap(SET, [sha256]), wrap(SEQUENCE, [data])],
    ...[wrap(CONTEXT_0, [signer.certificate, signer.authority]), wrap(SET, [info])],
  ])
  return wrap(SEQUENCE, [signedData, wrap(CONTEXT_0, [signed])])
}

/** In the order of DER, which their lengths give. */
function attributesOf(digest: Uint8Array, at: Date): Uint8Array[] {
  const attribute = (id: Uint8Array, value: Uint8Array) => wrap(SEQUENCE, [id, wrap(SET, [value])])
  return [
    attribute(attributeIds.contentType, data),
    attribute(attributeIds.time, timeOf(at)),
    attribute(attributeIds.digest, der(new OctetString({ valueHex: bufferOf(digest) }))),
  ]
}

/** RFC 5652, 11.3. */
function timeOf(at: Date): Uint8Array {
  const isShort = at.getUTCFullYear() < 2050
  return der(isShort ? new UTCTime({ valueDate: at }) : new GeneralizedTime({ valueDate: at }))
}

const signerIds = new WeakMap<Signer, Uint8Array>()

function signerIdOf(signer: Signer): Uint8Array {
  const known = signerIds.get(signer)
  if (known !== undefined) return known
  const { issuer, serialNumber } = Certificate.fromBER(bufferOf(signer.certificate))
  const id = der(new IssuerAndSerialNumber({ issuer, serialNumber }).toSchema())
  signerIds.set(signer, id)
  return id
}
