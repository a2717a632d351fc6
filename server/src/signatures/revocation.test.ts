import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { Certificate } from 'pkijs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { boundedFetch } from '../network/bounded-fetch.ts'
import type { BoundedFetch, FetchQuestion } from '../network/bounded-fetch.ts'
import { testAuthority } from '../testing/authority.ts'
import type { Authority, Issued } from '../testing/authority.ts'
import { refusing, revocationServer } from '../testing/revocation-server.ts'
import type { Answering, RevocationServer } from '../testing/revocation-server.ts'
import { linksOf } from './certificate-links.ts'
import { crlStatus } from './crl-status.ts'
import { ocspStatus } from './ocsp-status.ts'
import { linesOf } from './report-words.ts'
import { signatureReader } from './signature-reader.ts'
import type { SignatureReader } from './signature-reader.ts'
import { faultsOf } from './signature-report.ts'
import type { SignatureReport } from './signature-report.ts'
import { certificatesOfPem, noAnchors } from './trust.ts'

const HOUR_MS = 3_600_000
const start = new Date()
const later = (ms: number) => new Date(start.getTime() + ms)

let authority: Authority
let server: RevocationServer
let reader: SignatureReader
let allowed: BoundedFetch
let denied: BoundedFetch
let fetcher: BoundedFetch
let now: Date
let part = 0

beforeAll(async () => {
  authority = await testAuthority()
  server = await revocationServer(authority)
  allowed = boundedFetch({ privateAddresses: 'allow', version: '1', timeoutMs: 4_000 })
  denied = boundedFetch({ privateAddresses: 'deny', version: '1' })
  const asking = { fetch: (question: FetchQuestion) => fetcher.fetch(question), close: () => Promise.resolve() }
  reader = signatureReader({ revocation: { fetcher: asking, now: () => now } })
})
afterAll(async () => {
  await reader.close()
  await Promise.all([allowed.close(), denied.close()])
  await server[Symbol.asyncDispose]()
  await authority[Symbol.asyncDispose]()
})
beforeEach(() => {
  fetcher = allowed
  now = start
  server.answers = { ocsp: refusing, crl: refusing }
  server.asked.length = 0
})

/** Somebody whose certificate names addresses nobody else's does. */
const signerAsking = (...which: ('ocsp' | 'crl')[]) =>
  authority.issue({ extensions: server.named(which, String((part += 1))) })

async function judged(signer: Issued, flags: string[] = [], anchors = authority.anchors): Promise<SignatureReport> {
  return reader.verifyP7m(await authority.sign(Buffer.from('una procura'), signer, flags), { at: start, anchors })
}
const revocationOf = async (...asked: Parameters<typeof judged>) => (await judged(...asked)).signers[0]?.revocation
const notAssessed = (why: string) => ({ is: 'not assessed', why })
const time = expect.stringMatching(/^20\d\d-.*Z$/) as string
const revokedAt = (at: Date) => `${at.toISOString().slice(0, 19)}.000Z`

describe('revocation by OCSP', () => {
  it('is good when the authority says so', async () => {
    const issued = await signerAsking('ocsp', 'crl')
    server.answers.ocsp = server.ocspOf([{ issued }])
    const report = await judged(issued)
    expect(report.signers[0]?.revocation).toEqual({ is: 'good', source: 'ocsp', asOf: time })
    expect(faultsOf(report)).toEqual([])
    expect(server.asked).toEqual([`/ocsp/${part}`])
  })

  it('is a fault before the claimed signing time, and after it too, for nothing proves that time', async () => {
    const issued = await signerAsking('ocsp')
    server.answers.ocsp = server.ocspOf([{ issued, revokedAt: later(-HOUR_MS), reason: 'keyCompromise' }])
    const before = await judged(issued)
    const facts = { is: 'revoked', whose: 'signer', source: 'ocsp', asOf: time }
    expect(before.signers[0]?.revocation).toEqual({
      ...facts,
      at: revokedAt(later(-HOUR_MS)),
      when: 'before signing',
      reason: 'key compromise',
    })
    expect(faultsOf(before)).toEqual(['revoked before signing'])
    const other = await signerAsking('ocsp')
    server.answers.ocsp = server.ocspOf([{ issued: other, revokedAt: later(HOUR_MS) }])
    const after = await judged(other)
    expect(after.signers[0]?.revocation).toEqual({
      ...facts,
      at: revokedAt(later(HOUR_MS)),
      when: 'after signing',
      reason: 'unspecified',
    })
    expect(faultsOf(after)).toEqual(['revoked since'])
  })

  it('takes the word of whom the issuer authorized, and of nobody else', async () => {
    const responder = await authority.issue({ name: 'R', extensions: 'extendedKeyUsage=OCSPSigning' })
    const colleague = await authority.issue({ name: 'C', extensions: 'extendedKeyUsage=emailProtection' })
    const past = { from: '20200101000000Z', to: '20210101000000Z' }
    const expired = await authority.issue({ name: 'E', extensions: 'extendedKeyUsage=OCSPSigning', ...past })
    const stranger = await authority.issue({ name: 'S', authority: {} })
    const byStranger = await authority.issue({ issuer: stranger, extensions: 'extendedKeyUsage=OCSPSigning' })
    const issued = await signerAsking('ocsp')
    const weak = await authority.issue({ name: 'W', key: 'RSA:1024', extensions: 'extendedKeyUsage=OCSPSigning' })
    for (const signer of [colleague, expired, stranger, byStranger, weak]) {
      server.answers.ocsp = server.ocspOf([{ issued }], { signer })
      expect(await revocationOf(issued)).toEqual(notAssessed('answer not usable'))
    }
    server.answers.ocsp = server.ocspOf([{ issued }], { signer: responder })
    expect(await revocationOf(issued)).toMatchObject({ is: 'good', source: 'ocsp' })
  })

  it('is not taken from an answer about another certificate, nor from one that does not know it', async () => {
    const [issued, other] = [await signerAsking('ocsp'), await signerAsking('ocsp')]
    let kept = Buffer.alloc(0)
    const keeping = server.ocspOf([{ issued: other }])
    server.answers.ocsp = async (response, body) => {
      kept = Buffer.concat([body])
      if (typeof keeping === 'function') await keeping(response, body)
    }
    expect(await revocationOf(other)).toMatchObject({ is: 'good' })
    server.answers.ocsp = (response) => (typeof keeping === 'function' ? keeping(response, kept) : undefined)
    expect(await revocationOf(issued)).toEqual(notAssessed('answer not usable'))
    server.answers.ocsp = server.ocspOf([])
    expect(await revocationOf(issued)).toEqual(notAssessed('answer not usable'))
  })

  it('is not taken from an answer that is stale, or of tomorrow; one without an end holds for a day', async () => {
    const issued = await signerAsking('ocsp')
    server.answers.ocsp = server.ocspOf([{ issued }], { days: 2 })
    for (const away of [49 * HOUR_MS, -HOUR_MS]) {
      now = later(away)
      expect(await revocationOf(issued)).toEqual(notAssessed('answer not usable'))
    }
    now = later(47 * HOUR_MS)
    expect(await revocationOf(issued)).toMatchObject({ is: 'good' })
    const other = await signerAsking('ocsp')
    server.answers.ocsp = server.ocspOf([{ issued: other }], { days: 0 })
    now = later(25 * HOUR_MS)
    expect(await revocationOf(other)).toEqual(notAssessed('answer not usable'))
    now = later(23 * HOUR_MS)
    expect(await revocationOf(other)).toMatchObject({ is: 'good' })
  })

  it('is asked for once within an hour, and never believed longer than it says', async () => {
    const issued = await signerAsking('ocsp')
    server.answers.ocsp = server.ocspOf([{ issued }])
    await revocationOf(issued)
    now = later(0.9 * HOUR_MS)
    expect(await revocationOf(issued)).toMatchObject({ is: 'good' })
    expect(server.asked).toHaveLength(1)
    now = later(25 * HOUR_MS)
    expect(await revocationOf(issued)).toEqual(notAssessed('answer not usable'))
    expect(server.asked).toHaveLength(2)
  })

  it('is asked for again after an hour, so that a revocation is heard of; silence leaves the answer that still holds', async () => {
    const issued = await signerAsking('ocsp')
    server.answers.ocsp = server.ocspOf([{ issued }], { days: 7 })
    expect(await revocationOf(issued)).toMatchObject({ is: 'good' })
    server.answers.ocsp = refusing
    now = later(2 * HOUR_MS)
    expect(await revocationOf(issued)).toMatchObject({ is: 'good' })
    server.answers.ocsp = server.ocspOf([{ issued, revokedAt: start }])
    expect(await revocationOf(issued)).toMatchObject({ is: 'revoked' })
    expect(server.asked).toHaveLength(3)
  })
})

describe('revocation by CRL', () => {
  it('is looked up when OCSP does not answer, or there is none', async () => {
    const issued = await signerAsking('ocsp', 'crl')
    server.answers.crl = await server.crlOf([])
    expect(await revocationOf(issued)).toEqual({ is: 'good', source: 'crl', asOf: time })
    expect(server.asked).toEqual([`/ocsp/${part}`, `/crl/${part}`])
    expect(await revocationOf(await signerAsking('crl'))).toMatchObject({ is: 'good', source: 'crl' })
  })

  it('tells before from after', async () => {
    const [early, late, other] = [await signerAsking('crl'), await signerAsking('crl'), await signerAsking('crl')]
    server.answers.crl = await server.crlOf([
      { issued: early, revokedAt: later(-HOUR_MS), reason: 'certificateHold' },
      { issued: late, revokedAt: later(HOUR_MS), reason: 'superseded' },
    ])
    expect(await revocationOf(early)).toMatchObject({
      is: 'revoked',
      source: 'crl',
      when: 'before signing',
      reason: 'certificate hold',
    })
    const at = revokedAt(later(HOUR_MS))
    expect(await revocationOf(late)).toMatchObject({ is: 'revoked', at, when: 'after signing', reason: 'superseded' })
    expect(await revocationOf(other)).toMatchObject({ is: 'good' })
  })

  it('is not taken from a list that is stale, or signed by another', async () => {
    const issued = await signerAsking('crl')
    server.answers.crl = await server.crlOf([])
    now = later(25 * HOUR_MS)
    expect(await revocationOf(issued)).toEqual(notAssessed('answer not usable'))
    now = start
    const stranger = await authority.issue({ name: 'Autorita di prova', authority: {} })
    server.answers.crl = await server.crlOf([], { issuer: stranger })
    expect(await revocationOf(issued)).toEqual(notAssessed('answer not usable'))
  })

  it('is not taken from a list of other certificates', async () => {
    const issued = await signerAsking('crl')
    const scope = (text: string) => server.crlOf([], { extensions: `issuingDistributionPoint=critical,${text}` })
    const others = ['onlyCA:TRUE', 'indirectCRL:TRUE', 'onlyAA:TRUE', 'onlysomereasons:keyCompromise']
    for (const text of [...others, `fullname:URI:${server.url}/crl/another`]) {
      server.answers.crl = await scope(text)
      expect(await revocationOf(issued), text).toEqual(notAssessed('answer not usable'))
    }
    // Critical by RFC 5280, and no less partial where an authority forgets to say so.
    const partial = ['issuingDistributionPoint=onlyCA:TRUE', '2.5.29.27=ASN1:INTEGER:1']
    for (const extensions of ['1.2.3.4=critical,ASN1:NULL', '2.5.29.27=critical,ASN1:INTEGER:1', ...partial]) {
      server.answers.crl = await server.crlOf([], { extensions })
      expect(await revocationOf(issued), extensions).toEqual(notAssessed('answer not usable'))
    }
    server.answers.crl = await scope(`onlyuser:TRUE,fullname:URI:${server.url}/crl/${part}`)
    expect(await revocationOf(issued)).toMatchObject({ is: 'good', source: 'crl' })
  })
})

describe('revocation', () => {
  const useless: [string, string, Answering][] = [
    ['a status that is no answer', 'no answer', refusing],
    ['a redirect', 'no answer', (response) => void response.writeHead(302, { location: '/crl/right' }).end()],
    ['garbage', 'answer not usable', Buffer.from('<html>not here</html>')],
    ['nothing', 'answer not usable', Buffer.alloc(0)],
    ['10,000 levels', 'answer not usable', Buffer.from('3080'.repeat(10_000), 'hex')],
    ['more than anybody reads', 'answer not usable', Buffer.alloc(5_000_001)],
  ]
  it.each(useless)('is not assessed after %s: %s', async (_what, why, answer) => {
    server.answers = { ocsp: answer, crl: answer }
    const report = await judged(await signerAsking('ocsp', 'crl'))
    expect(report.signers[0]?.revocation).toEqual(notAssessed(why))
    expect(faultsOf(report)).toEqual([])
    expect(server.asked).toEqual([`/ocsp/${part}`, `/crl/${part}`])
  })

  it('is not assessed when the answer does not come in time', async () => {
    const impatient = boundedFetch({ privateAddresses: 'allow', version: '1', timeoutMs: 100 })
    fetcher = impatient
    server.answers = { ocsp: () => undefined, crl: (response) => void response.write('0') }
    expect(await revocationOf(await signerAsking('ocsp', 'crl'))).toEqual(notAssessed('no answer'))
    await impatient.close()
  })

  it('asks at no private address where they are denied', async () => {
    fetcher = denied
    expect(await revocationOf(await signerAsking('ocsp', 'crl'))).toEqual(notAssessed('no answer'))
    expect(server.asked).toEqual([])
  })

  it('asks nobody where nobody is named, and for nobody who is not trusted or whose signature is wrong', async () => {
    expect(await revocationOf(await signerAsking())).toEqual(notAssessed('no responder named'))
    const issued = await signerAsking('ocsp')
    expect(await revocationOf(issued, [], noAnchors)).toEqual(notAssessed('signer not trusted'))
    const signed = await authority.sign(Buffer.from('una procura'), issued)
    signed.write('altra', signed.indexOf('procura'))
    const { signers } = await reader.verifyP7m(signed, { at: start, anchors: authority.anchors })
    expect(signers[0]).toMatchObject({ intact: { is: 'no' }, revocation: notAssessed('signer not trusted') })
    expect(server.asked).toEqual([])
  })

  it('says of an expired certificate that it was revoked, never that it was not', async () => {
    const to = '20210101000000Z'
    const extensions = () => server.named(['crl'], String((part += 1)))
    const [good, bad] = [
      await authority.issue({ to, extensions: extensions() }),
      await authority.issue({ to, extensions: extensions() }),
    ]
    server.answers.crl = await server.crlOf([{ issued: bad, revokedAt: new Date('2020-06-01T00:00:00Z') }])
    const signing = async (signer: Issued) => {
      const p7m = await authority.sign(Buffer.from('x'), signer, ['-plain', '-noattr'])
      return (await reader.verifyP7m(p7m, { at: new Date('2020-07-01T00:00:00Z'), anchors: authority.anchors }))
        .signers[0]
    }
    expect((await signing(good))?.revocation).toEqual(notAssessed('certificate has expired'))
    expect((await signing(bad))?.revocation).toMatchObject({ is: 'revoked', when: 'before signing' })
  })

  it('looks at the authorities between signer and anchor too', async () => {
    const below = await authority.issue({
      name: 'Sotto',
      issuer: authority.root,
      extensions: `basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\ncrlDistributionPoints=URI:${server.url}/crl/below`,
    })
    const issued = await authority.issue({ issuer: below, extensions: server.named(['ocsp'], 'below') })
    const flags = ['-certfile', below.certificate]
    server.answers.ocsp = server.ocspOf([{ issued }], { issuer: below, signer: below })
    expect(await revocationOf(issued, flags)).toEqual(notAssessed('no answer'))
    server.answers.crl = await server.crlOf([])
    expect(await revocationOf(issued, flags)).toEqual({ is: 'good', source: 'ocsp', asOf: time })
    now = later(23.9 * HOUR_MS)
    expect(server.asked.filter((path) => path.startsWith('/ocsp'))).toHaveLength(1)
    const other = await authority.issue({
      name: 'Revocata',
      issuer: authority.root,
      extensions: `basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\ncrlDistributionPoints=URI:${server.url}/crl/other`,
    })
    const hers = await authority.issue({ issuer: other, extensions: server.named(['ocsp'], 'other') })
    server.answers.ocsp = server.ocspOf([{ issued: hers }], { issuer: other, signer: other })
    server.answers.crl = await server.crlOf([{ issued: other, revokedAt: later(-HOUR_MS), reason: 'CACompromise' }])
    now = start
    const report = await judged(hers, ['-certfile', other.certificate])
    expect(report.signers[0]?.revocation).toMatchObject({ is: 'revoked', whose: 'authority', reason: 'CA compromise' })
    expect(faultsOf(report)).toEqual(['revoked before signing'])
  })

  it('is put into words: passed when good, failed when before signing', async () => {
    const issued = await signerAsking('ocsp')
    server.answers.ocsp = server.ocspOf([{ issued, revokedAt: later(-HOUR_MS) }])
    const line = linesOf(await judged(issued)).find(({ check }) => check === 'revocation')
    expect(line).toMatchObject({ outcome: 'failed', signer: 1 })
    expect(line?.italian).toMatch(
      /^Certificato revocato il 20.* \(motivo non indicato; OCSP, 20.*\), prima della firma\.$/,
    )
  })
})

describe('hostile answers', () => {
  const read = async ({ certificate }: Issued) => {
    const [der] = certificatesOfPem(await readFile(certificate, 'latin1'))
    return Certificate.fromBER(new Uint8Array(der ?? []).buffer)
  }

  it('never throw, and one changed byte makes no revoked certificate a good one', async () => {
    const issued = await signerAsking('ocsp', 'crl')
    const asked = { certificate: await read(issued), issuer: await read(authority.root) }
    const entries = [{ issued, revokedAt: start }]
    server.answers = { ocsp: server.ocspOf(entries), crl: await server.crlOf(entries) }
    const [link] = await linksOf([asked.certificate, asked.issuer])
    const bytes = link?.ocsp?.question ?? Buffer.alloc(0)
    const body = { type: 'application/ocsp-request', bytes }
    const fetched = await allowed.fetch({ url: link?.ocsp?.url ?? '', maxBytes: 64_000, body })
    const single = fetched.is === 'fetched' ? fetched.bytes : Buffer.alloc(0)
    const list = await server.crlOf(entries)
    const readers = [
      [ocspStatus, single],
      [crlStatus, list],
    ] as const
    for (const [status, answer] of readers) {
      expect(await status(answer, asked, start)).toMatchObject({ is: 'revoked' })
      await fc.assert(
        fc.asyncProperty(fc.nat(answer.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
          const changed = new Uint8Array(answer)
          changed[at] = (changed[at] ?? 0) ^ change
          expect((await status(changed, asked, start)).is).not.toBe('good')
        }),
        { numRuns: 200 },
      )
      await fc.assert(
        fc.asyncProperty(fc.nat(answer.length - 1), async (length) => {
          expect(await status(answer.subarray(0, length), asked, start)).toEqual({ is: 'not usable' })
        }),
      )
    }
  })

  it('of sixty thousand entries are read as quickly as others', async () => {
    const issued = await signerAsking('crl')
    const others = Array.from(
      { length: 60_000 },
      (_, i) =>
        `R\t491231235959Z\t260101000000Z\t${(0x10000 + i).toString(16).toUpperCase().padStart(10, '7')}\tunknown\t/CN=x`,
    )
    const book = await authority.file(`${others.join('\n')}\n`)
    const config = await authority.file(`[ca]\ndefault_ca=all\n[all]\ndatabase=${book}\ndefault_md=sha256\n`)
    const { certificate, key } = authority.root
    const how = ['-config', config, '-cert', certificate, '-keyfile', key, '-crldays', '1']
    const pem = await authority.file(await authority.openssl('ca', '-gencrl', ...how))
    const to = await authority.file('')
    await authority.openssl('crl', '-in', pem, '-outform', 'DER', '-out', to)
    server.answers.crl = await readFile(to)
    expect(server.answers.crl.length).toBeGreaterThan(1_000_000)
    expect(await revocationOf(issued)).toMatchObject({ is: 'good', source: 'crl' })
  })
})
