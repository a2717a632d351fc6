// A signed file whose signer lies about the day: the claimed time is replaced and the signature made again.
import { createPrivateKey, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { OctetString, UTCTime } from 'asn1js'
import { ContentInfo, SignedData } from 'pkijs'
import type { Issued } from './authority.ts'

const SIGNING_TIME = '1.2.840.113549.1.9.5'

/** The same p7m (DER, one signer, SHA-256, RSA or EC key) as if signed at that time, by the signer's own key. */
export async function backdated(p7m: Uint8Array, { key }: Issued, to: Date): Promise<Buffer> {
  const outer = ContentInfo.fromBER(new Uint8Array(p7m).buffer)
  const signed = new SignedData({ schema: outer.content })
  const [signer] = signed.signerInfos
  const time = signer?.signedAttrs?.attributes.find(({ type }) => type === SIGNING_TIME)
  if (signer?.signedAttrs === undefined || time === undefined) throw new Error('no signing time to replace')
  time.values = [new UTCTime({ valueDate: to })]
  const attributes = Buffer.from(signer.signedAttrs.toSchema().toBER(false))
  // Signed as a SET, kept as [0] (RFC 5652, 5.4).
  attributes[0] = 0x31
  const valueHex = new Uint8Array(sign('sha256', attributes, createPrivateKey(await readFile(key)))).buffer
  signer.signature = new OctetString({ valueHex })
  outer.content = signed.toSchema(true)
  return Buffer.from(outer.toSchema().toBER(false))
}
