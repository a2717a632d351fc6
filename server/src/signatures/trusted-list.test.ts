import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testAuthority } from '../testing/authority.ts'
import type { Authority, Issued } from '../testing/authority.ts'
import { listXml, signedList, signings } from '../testing/trusted-list.ts'
import type { Signing } from '../testing/trusted-list.ts'
import { readTrustedList } from './trusted-list.ts'
import type { TrustedList } from './trusted-list.ts'

let authority: Authority
let operator: Issued
let known: Uint8Array[]
beforeAll(async () => {
  authority = await testAuthority()
  operator = await authority.issue({ name: 'Gestore della lista', key: 'RSA:2048' })
  known = [await derOf(operator)]
})
afterAll(() => authority[Symbol.asyncDispose]())

async function derOf({ certificate }: Issued): Promise<Uint8Array> {
  return new X509Certificate(await readFile(certificate)).raw
}

function listOf(bytes: Uint8Array, signers = known): TrustedList {
  const answer = readTrustedList(bytes, signers)
  if (answer.is === 'refused') throw new Error(answer.why)
  return answer.list
}

function whyNot(bytes: Uint8Array, signers = known): string | undefined {
  const answer = readTrustedList(bytes, signers)
  return answer.is === 'refused' ? answer.why : undefined
}

describe('readTrustedList', () => {
  it('gives dates, number and the issuers of certificates for signatures', async () => {
    const { certificate } = authority.root
    const xml = await listXml({
      services: [
        {
          certificate,
          status: 'withdrawn',
          from: '2024-01-01T00:00:00Z',
          before: [
            { status: 'granted', from: '2016-07-01T00:00:00Z' },
            { status: 'undersupervision', from: '2010-01-01T00:00:00Z' },
          ],
        },
        { certificate, use: 'ForeSignatures' },
        { certificate, use: 'ForeSeals' },
        { certificate, type: 'http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST' },
      ],
    })
    const list = listOf(await signedList(xml, operator))
    expect({ ...list, signer: undefined, services: undefined }).toEqual({
      territory: 'IT',
      sequence: 7,
      issuedAt: '2026-01-01T00:00:00.000Z',
      nextUpdate: '2026-07-01T00:00:00.000Z',
      unreadable: 0,
    })
    expect(list.services.map(({ history }) => history)).toEqual([
      [
        { from: '2024-01-01T00:00:00.000Z', granted: false },
        { from: '2016-07-01T00:00:00.000Z', granted: true },
        { from: '2010-01-01T00:00:00.000Z', granted: true },
      ],
      [{ from: '2016-07-01T00:00:00.000Z', granted: true }],
    ])
    const root = await derOf(authority.root)
    expect(list.services.map((one) => Buffer.compare(one.certificate, root))).toEqual([0, 0])
    expect(list.services[0]?.name).toBe('Firma di prova')
  })

  it.each(Object.keys(signings) as Signing[])('knows %s, unless it is weak', async (signing) => {
    const key = signing.includes('ecdsa') ? 'EC:P-256' : 'RSA:2048'
    const signer = await authority.issue({ key })
    const bytes = await signedList(await listXml(), signer, signing)
    expect(whyNot(bytes, [await derOf(signer)])).toBe(
      signing.endsWith('sha1') ? 'its signature does not hold' : undefined,
    )
  })

  it('names a signer that was not given', async () => {
    const bytes = await signedList(await listXml(), operator)
    const { fingerprint256, subject } = new X509Certificate(await readFile(operator.certificate))
    expect(readTrustedList(bytes, [await derOf(authority.root)])).toEqual({
      is: 'refused',
      why: 'signed by a certificate that was not given',
      signer: { name: subject, sha256: fingerprint256 },
    })
    expect(whyNot(bytes, [])).toBe('signed by a certificate that was not given')
  })

  it('refuses a signer whose certificate was not valid yet, or any more', async () => {
    const xml = await listXml()
    for (const dates of [{ to: '20210101000000Z' }, { from: '20480101000000Z' }]) {
      const signer = await authority.issue({ key: 'RSA:2048', ...dates })
      const why = whyNot(await signedList(xml, signer), [await derOf(signer)])
      expect(why).toBe('its signer was not valid when it was issued')
    }
  })

  it.each([
    ['a number', '<tsl:TSLSequenceNumber>7<', '<tsl:TSLSequenceNumber>8<'],
    ['a status', 'Svcstatus/withdrawn', 'Svcstatus/granted'],
    ['the signing time', 'SigningTime>2026-01', 'SigningTime>2026-02'],
    ['the signature', '<ds:SignatureValue>', '<ds:SignatureValue>AAAA'],
    ['a digest', '<ds:DigestValue>', '<ds:DigestValue>AAAA'],
    ['a space', '</tsl:SchemeInformation>', ' </tsl:SchemeInformation>'],
  ])('does not survive a change of %s', async (_, from, to) => {
    const services = [{ certificate: authority.root.certificate, status: 'withdrawn' }]
    const text = String(await signedList(await listXml({ services }), operator))
    expect(text).toContain(from)
    expect(whyNot(Buffer.from(text.replace(from, to)))).toBe('its signature does not hold')
  })

  it('believes nothing that is wrapped around what was signed', async () => {
    const genuine = String(await signedList(await listXml(), operator)).replace(/<\?xml.*?\?>\s*/, '')
    const signature = /<ds:Signature .*<\/ds:Signature>/s.exec(genuine)?.[0] ?? ''
    const forged = await listXml({ sequence: 99 })
    const close = '</tsl:TrustServiceStatusList>'
    const wrapped = [
      forged.replace(close, `${genuine}${close}`),
      forged.replace(close, `${genuine}${signature}${close}`),
      forged.replace(
        close,
        `${signature}<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#">${genuine}</ds:Object>${close}`,
      ),
      forged.replace(
        close,
        `${signature.replace('</ds:Signature>', `<ds:Object>${genuine}</ds:Object></ds:Signature>`)}${close}`,
      ),
    ]
    for (const one of wrapped) expect(whyNot(Buffer.from(one))).toMatch(/not hold|not signed/)
  })

  it('believes no list of which a part is signed', async () => {
    const part = "//*[local-name(.)='SchemeInformation']"
    const bytes = await signedList(await listXml(), operator, 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', part)
    expect(whyNot(bytes)).toBe('not a trusted list')
  })

  it('is not fooled by a comment in a number', async () => {
    const text = String(await signedList(await listXml({ sequence: 71 }), operator))
    const commented = text.replace('<tsl:TSLSequenceNumber>71<', '<tsl:TSLSequenceNumber>7<!-- -->1<')
    expect(listOf(Buffer.from(commented)).sequence).toBe(71)
  })

  it.each([
    ['nothing', '', 'not readable as XML'],
    ['text', 'ciao', 'not readable as XML'],
    ['half a document', '<a><b></a>', 'not readable as XML'],
    ['a document without a signature', '<a/>', 'not signed, or not as an enveloped signature'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'declares a document type or entities'],
    ['a hidden entity', '<a><!-- <!entity --></a>', 'declares a document type or entities'],
    ['200,000 levels', '<a>'.repeat(200_000), 'too deep or too many elements'],
    ['levels that hide in attributes', '<a b="/>" c=\'/>\'>'.repeat(65), 'too deep or too many elements'],
    ['levels that comments seem to close', '<a><!-- </a> -->'.repeat(65), 'too deep or too many elements'],
    ['a million elements', `<a>${'<b/>'.repeat(1_000_000)}</a>`, 'too deep or too many elements'],
    ['a tag without end', '<a b="', 'not readable as XML'],
  ])('is not %s', (_, text, why) => {
    expect(whyNot(Buffer.from(text))).toBe(why)
  })

  it('gives up on what is too large, or no text', () => {
    expect(whyNot(Buffer.alloc(20_000_001))).toBe('larger than 20 MB')
    expect(whyNot(Buffer.from([0xff, 0xfe]))).toBe('not UTF-8')
  })

  it('answers any text', async () => {
    const signed = String(await signedList(await listXml(), operator))
    const edit = fc.tuple(fc.nat({ max: signed.length }), fc.string({ maxLength: 5 }), fc.nat({ max: 20 }))
    fc.assert(
      fc.property(edit, ([at, text, cut]) => {
        const changed = signed.slice(0, at) + text + signed.slice(at + cut)
        const answer = readTrustedList(Buffer.from(changed), known)
        if (answer.is === 'read') expect(answer.list).toMatchObject({ territory: 'IT', sequence: 7, services: [] })
      }),
      { numRuns: 150 },
    )
  })
})
