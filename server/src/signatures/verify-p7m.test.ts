import { createHash } from 'node:crypto'
import { Null } from 'asn1js'
import { ContentInfo, OtherCertificateFormat, SignedData } from 'pkijs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testAuthority } from '../testing/authority.ts'
import type { Authority, Issued } from '../testing/authority.ts'
import { faultsOf } from './signature-report.ts'
import type { SignatureReport, SignerReport } from './signature-report.ts'
import { openP7m } from './verify-p7m.ts'
import type { SignatureQuestion } from './verify-p7m.ts'

const at = new Date()
const content = Buffer.from('%PDF-1.7 una procura')
const fiscalCode = 'RSSMRA80A01H501U'

let authority: Authority
let mario: Issued
let anna: Issued
let signed: Buffer
beforeAll(async () => {
  authority = await testAuthority()
  mario = await authority.issue({ fiscalCode })
  anna = await authority.issue({ fiscalCode: 'BNCNNA80A41H501X', name: 'Anna Bianchi' })
  signed = await authority.sign(content, mario)
})
afterAll(() => authority[Symbol.asyncDispose]())

async function reportOf(bytes: Uint8Array, asked: Partial<SignatureQuestion> = {}): Promise<SignatureReport> {
  return (await openP7m(bytes, { at, anchors: authority.anchors, ...asked })).report
}

async function signerOf(bytes: Uint8Array, asked: Partial<SignatureQuestion> = {}): Promise<SignerReport | undefined> {
  return (await reportOf(bytes, asked)).signers[0]
}

describe('a signed file', () => {
  it('is read in every writing', async () => {
    const inLines = signed.toString('base64').replace(/.{64}/g, '$&\r\n')
    const pem = await authority.sign(content, mario, ['-outform', 'PEM'])
    const cms = pem.toString().replaceAll('CMS', 'PKCS7')
    const pieces = await authority.sign(content, mario, ['-stream'])
    for (const [encoding, bytes] of [
      ['DER', signed],
      ['DER', pieces],
      ['PEM', pem],
      ['PEM', Buffer.from(`\n${cms}\n`)],
      ['base64', Buffer.from(inLines)],
    ] as const) {
      const { report, content: inside } = await openP7m(bytes, { at, anchors: authority.anchors })
      expect(report.readable).toEqual({ is: 'signed', encoding, layers: 1 })
      expect(inside && content.equals(inside)).toBe(true)
      expect(faultsOf(report)).toEqual([])
    }
  })

  it('inside others shows every signer, and the innermost content', async () => {
    const second = await authority.sign(signed, anna)
    const third = await authority.sign(Buffer.from(second.toString('base64')), [mario, anna])
    const { report, content: inside } = await openP7m(third, { at, anchors: authority.anchors })
    expect(report.readable).toEqual({ is: 'signed', encoding: 'DER', layers: 3 })
    expect(report.signers.map(({ layer }) => layer)).toEqual([1, 1, 2, 3])
    expect(new Set(report.signers.map(({ name }) => name))).toEqual(new Set(['Mario Rossi', 'Anna Bianchi']))
    expect(inside && content.equals(inside)).toBe(true)
    expect(await reportOf(await authority.sign(third, mario))).toEqual({ readable: { is: 'too deep' }, signers: [] })
  })

  it('is compared with what was expected, byte for byte', async () => {
    const sha256 = createHash('sha256').update(content).digest('hex')
    const same = await reportOf(signed, { expectedContent: { sha256 } })
    expect(same.content).toEqual({ is: 'matches', sha256, sizeBytes: content.length })
    const other = await reportOf(signed, { expectedContent: { sha256: '0'.repeat(64) } })
    expect(other.content).toMatchObject({ is: 'differs', sha256 })
    expect(faultsOf(other)).toEqual(['other content'])
  })

  it('without its content is detached', async () => {
    const report = await reportOf(await authority.sign(content, mario, ['-detached']))
    expect(report.content).toEqual({ is: 'detached' })
    expect(report.signers[0]?.intact).toEqual({ is: 'not checked', why: 'detached' })
    expect(faultsOf(report)).toEqual(['detached', 'not intact'])
  })

  it.each([
    ['nothing', Buffer.alloc(0), 'empty'],
    ['text', Buffer.from('ciao, mondo'), 'not DER, PEM or base64'],
    ['a PDF', content, 'not DER, PEM or base64'],
    ['a ZIP', Buffer.from('504b0304', 'hex'), 'not DER, PEM or base64'],
    ['half a PEM', Buffer.from('-----BEGIN CMS-----\nMIIB'), 'not DER, PEM or base64'],
    ['an empty list', Buffer.from('3000', 'hex'), 'not signed data'],
    ['a length without end', Buffer.from('3084ffffffff', 'hex'), 'malformed'],
  ])('is not %s', async (_, bytes, why) => {
    expect(await reportOf(bytes)).toEqual({ readable: { is: 'not p7m', why }, signers: [] })
  })

  it('with certificates alone is not signed', async () => {
    const bundle = await authority.openssl('crl2pkcs7', '-nocrl', '-certfile', mario.certificate)
    expect((await reportOf(Buffer.from(bundle))).readable).toEqual({ is: 'not p7m', why: 'no signers' })
  })
})

describe('a signature', () => {
  it.each([
    ['the content', (bytes: Buffer) => bytes.indexOf('procura'), { is: 'no', why: 'content changed' }],
    ['the signature', (bytes: Buffer) => bytes.length - 3, { is: 'no', why: 'signature wrong' }],
  ] as const)('does not survive a bit flipped in %s', async (_, where, intact) => {
    const bytes = Buffer.from(signed)
    bytes[where(bytes)] = (bytes[where(bytes)] ?? 0) ^ 1
    const report = await reportOf(bytes)
    expect(report.signers[0]?.intact).toEqual(intact)
    expect(faultsOf(report)).toEqual(['not intact'])
  })

  it('binds the content type', async () => {
    const bytes = Buffer.from(signed)
    const type = Buffer.from('2a864886f70d010701', 'hex')
    bytes[bytes.indexOf(type) + type.length - 1] = 5
    expect((await signerOf(bytes))?.intact).toEqual({ is: 'no', why: 'signed attributes wrong' })
  })

  it('names its certificate whatever else is kept beside it', async () => {
    const outer = ContentInfo.fromBER(new Uint8Array(signed).buffer)
    const data = new SignedData({ schema: outer.content })
    const other = new OtherCertificateFormat({ otherCertFormat: '1.2.3.4', otherCert: new Null() })
    data.certificates = [other, ...(data.certificates ?? [])]
    outer.content = data.toSchema(true)
    const signer = await signerOf(Buffer.from(outer.toSchema().toBER(false)))
    expect(signer).toMatchObject({ intact: { is: 'yes' }, signingCertificate: 'matches' })
  })

  it('without a certificate is not checked', async () => {
    const report = await reportOf(await authority.sign(content, mario, ['-nocerts']), {
      expectedFiscalCode: fiscalCode,
    })
    expect(report.signers[0]).toMatchObject({
      intact: { is: 'not checked', why: 'no certificate' },
      certificate: { is: 'missing' },
      fiscalCode: 'absent',
    })
  })

  it('names its certificate, or does not', async () => {
    expect((await signerOf(await authority.sign(content, mario, ['-plain'])))?.signingCertificate).toBe('missing')
    expect((await signerOf(await authority.sign(content, mario, ['-md', 'sha512'])))?.signingCertificate).toBe(
      'matches',
    )
    const [one, other] = await twins()
    const swapped = await authority.sign(content, one, ['-nocerts', '-certfile', other.certificate])
    const report = await reportOf(swapped)
    expect(report.signers[0]).toMatchObject({ intact: { is: 'yes' }, signingCertificate: 'does not match' })
    expect(faultsOf(report)).toEqual(['signing certificate does not match'])
  })

  it.each([
    ['SHA-1', {}, ['-md', 'sha1'], { digest: 'SHA-1' }],
    ['SHA-224', {}, ['-md', 'sha224'], { digest: 'SHA-224' }],
    ['SHA3-224', { key: 'RSA:2048' }, ['-md', 'sha3-224'], { digest: 'SHA3-224' }],
    ['MD5', { key: 'RSA:2048' }, ['-md', 'md5'], { digest: 'MD5' }],
    ['RSA 1024', { key: 'RSA:1024' }, [], { key: 'RSA 1024' }],
    ['EC 192', { key: 'EC:P-192' }, [], { key: 'EC prime192v1' }],
    ['a certificate issued with SHA-1', { digest: 'sha1' }, [], { digest: 'SHA-1' }],
  ])('is too weak with %s', async (_, wanted, flags, strength) => {
    const report = await reportOf(await authority.sign(content, await authority.issue(wanted), flags))
    expect(report.signers[0]?.strength).toMatchObject({ is: 'too weak', ...strength })
    expect(faultsOf(report)).toContain('too weak')
  })

  it('is too weak when an authority between signer and anchor is', async () => {
    const wanted = { name: 'Intermedia', authority: {}, issuer: authority.root }
    for (const weak of [{ digest: 'sha1' }, { key: 'RSA:1024' }]) {
      const between = await authority.issue({ ...wanted, ...weak })
      const signer = await authority.issue({ issuer: between })
      const report = await reportOf(await authority.sign(content, signer, ['-certfile', between.certificate]))
      expect(report.signers[0]?.chain.is).toBe('trusted')
      expect(faultsOf(report)).toEqual(['too weak'])
    }
  })

  it.each([
    ['RSA 2048', { key: 'RSA:2048' }, ['-keyopt', 'rsa_padding_mode:pss']],
    ['RSA 2048', { key: 'RSA-PSS:2048' }, ['-keyopt', 'rsa_padding_mode:pss']],
    ['EC secp384r1', { key: 'EC:P-384' }, ['-md', 'sha384']],
    ['EC brainpoolP256r1', { key: 'EC:brainpoolP256r1' }, []],
    ['RSA 2048', { key: 'RSA:2048' }, ['-md', 'sha3-256']],
    ['EC prime256v1', { key: 'EC:P-256', digest: 'sha3-256' }, []],
    ['RSA 2048', { key: 'RSA:2048', digest: 'sha3-512' }, ['-md', 'sha3-256']],
  ])('is strong enough with %s', async (key, wanted, flags) => {
    const report = await reportOf(await authority.sign(content, await authority.issue(wanted), flags))
    expect(report.signers[0]?.strength).toMatchObject({ is: 'enough', key })
    expect(faultsOf(report)).toEqual([])
  })
})

describe('a digest nobody here knows', () => {
  it.each(['ripemd160', 'sha512-256'])('is not judged: %s', async (md) => {
    const report = await reportOf(
      await authority.sign(content, await authority.issue({ key: 'RSA:2048' }), ['-md', md]),
    )
    expect(report.signers[0]).toMatchObject({
      intact: { is: 'not checked', why: 'algorithm not supported' },
      signingCertificate: 'not assessed',
      strength: { is: 'not assessed', digest: 'unknown', key: 'RSA 2048' },
    })
    expect(faultsOf(report)).toEqual(['not intact'])
  })
})

describe('a certificate', () => {
  it('is judged at the time of signing, and now', async () => {
    const brief = await authority.sign(content, await authority.issue({ fiscalCode, to: '20400101000000Z' }))
    const later = await reportOf(brief, { at: new Date('2041-01-01T00:00:00Z') })
    expect(later.signers[0]?.certificate).toMatchObject({ is: 'valid', stillValid: false })
    expect(later.signers[0]?.chain.is).toBe('trusted')
    const expired = await authority.issue({ fiscalCode, to: '20210101000000Z' })
    const report = await reportOf(await authority.sign(content, expired))
    expect(report.signers[0]).toMatchObject({
      intact: { is: 'yes' },
      certificate: { is: 'expired', stillValid: false },
      chain: { is: 'not trusted', why: 'a certificate was not valid then' },
    })
    expect(faultsOf(report)).toEqual(['certificate not valid at signing', 'not trusted'])
  })

  it('signs nothing in the future', async () => {
    const report = await reportOf(signed, { at: new Date('2020-06-01T00:00:00Z') })
    expect(report.signers[0]?.signingTime.is).toBe('in the future')
    expect(report.signers[0]?.certificate.is).toBe('valid')
    expect(faultsOf(report)).toEqual(['signed in the future'])
  })

  it('may say that it is not for signatures', async () => {
    const other = await authority.issue({ extensions: 'keyUsage=critical,keyEncipherment' })
    const report = await reportOf(await authority.sign(content, other))
    expect(faultsOf(report)).toEqual(['not for signatures'])
  })

  it('says whose it is: the code expected, another, or none', async () => {
    const answers: (string | undefined)[] = []
    for (const [wanted, expected] of [
      [{ fiscalCode }, ` ${fiscalCode.toLowerCase()} `],
      [{ fiscalCode }, 'BNCNNA80A41H501X'],
      [{}, fiscalCode],
      [{ fiscalCode }, undefined],
    ] as const) {
      const bytes = await authority.sign(content, await authority.issue(wanted))
      const asked = expected === undefined ? {} : { expectedFiscalCode: expected }
      const report = await reportOf(bytes, asked)
      expect(JSON.stringify(report).toUpperCase()).not.toContain(fiscalCode)
      answers.push(report.signers[0]?.fiscalCode)
    }
    expect(answers).toEqual(['matches', 'differs', 'absent', 'not asked'])
  })

  it('bears one fiscal code, or none that counts', async () => {
    const codes = [fiscalCode, 'BNCNNA80A41H501X']
    for (const [one = '', other = ''] of [codes, codes.toReversed()]) {
      const two = await authority.issue({ fiscalCode: one, name: `Due/serialNumber=TINIT-${other}` })
      const report = await reportOf(await authority.sign(content, two), { expectedFiscalCode: fiscalCode })
      expect(report.signers[0]?.fiscalCode).toBe('differs')
      expect(faultsOf(report)).toEqual(['other signer'])
    }
    const twice = await authority.issue({ fiscalCode, name: `Due/serialNumber=IT:${fiscalCode}` })
    expect((await signerOf(await authority.sign(content, twice), { expectedFiscalCode: fiscalCode }))?.fiscalCode).toBe(
      'matches',
    )
  })

  it.each([
    [`/CN=TINIT-${fiscalCode}`, 'absent'],
    [`/CN=x/serialNumber=VATIT-${fiscalCode}`, 'absent'],
    [`/CN=x/serialNumber=${fiscalCode}`, 'absent'],
    [`/CN=x/serialNumber=TINIT-${fiscalCode}X`, 'absent'],
    [`/CN=x/organizationName=y/serialNumber=TINIT-${fiscalCode}`, 'matches'],
  ])('names a person by serialNumber alone: %s', async (subject, answer) => {
    const issued = await authority.issue({ name: `x${subject}` })
    const signer = await signerOf(await authority.sign(content, issued), { expectedFiscalCode: fiscalCode })
    expect(signer?.fiscalCode).toBe(answer)
  })

  it.each([
    ['serverAuth', 'not for signatures'],
    ['clientAuth', 'not for signatures'],
    ['OCSPSigning,timeStamping', 'not for signatures'],
    ['emailProtection', 'for signatures'],
    ['clientAuth,1.3.6.1.5.5.7.3.36', 'for signatures'],
    ['anyExtendedKeyUsage', 'for signatures'],
  ])('for the purposes %s is %s', async (purposes, usage) => {
    const extensions = `keyUsage=critical,digitalSignature\nextendedKeyUsage=${purposes}`
    const report = await reportOf(await authority.sign(content, await authority.issue({ extensions })))
    expect(report.signers[0]?.usage).toBe(usage)
  })

  it('is not issued by one that says nothing of being an authority', async () => {
    const [old] = await twins()
    const signer = await authority.issue({ issuer: old, extensions: 'keyUsage=critical,nonRepudiation' })
    const report = await reportOf(await authority.sign(content, signer, ['-certfile', old.certificate]))
    expect(report.signers[0]?.intact).toEqual({ is: 'yes' })
    expect(faultsOf(report)).toEqual(['not trusted'])
  })

  it('is enough for one of several signers, if all are intact', async () => {
    const both = await reportOf(await authority.sign(content, [anna, mario]), { expectedFiscalCode: fiscalCode })
    expect(both.signers.map((one) => one.fiscalCode).sort()).toEqual(['differs', 'matches'])
    expect(faultsOf(both)).toEqual([])
    const other = await reportOf(await authority.sign(content, anna), { expectedFiscalCode: fiscalCode })
    expect(faultsOf(other)).toEqual(['other signer'])
  })

  it('reaches an anchor through the authorities in the file, however many loop there', async () => {
    await using loop = await testAuthority()
    const below = await authority.issue({ name: 'Intermedia', authority: { pathlen: 0 }, issuer: authority.root })
    const signer = await authority.issue({ fiscalCode, issuer: below })
    const flags = ['-certfile', below.certificate]
    expect((await signerOf(await authority.sign(content, signer, flags)))?.chain.is).toBe('trusted')
    const alone = await signerOf(await authority.sign(content, signer))
    expect(alone?.chain).toEqual({ is: 'not trusted', why: 'no path to an anchor' })
    const texts: string[] = []
    for (let i = 0; i < 12; i += 1) {
      const same = await loop.issue({ name: 'Intermedia', authority: {}, issuer: below })
      texts.push(await loop.openssl('x509', '-in', same.certificate))
    }
    const many = await authority.sign(content, signer, ['-certfile', await loop.file(texts.join(''))])
    expect((await signerOf(many))?.chain.is).toBe('not trusted')
  })
})

/** Two certificates with one key, name and number, that are not the same. */
async function twins(): Promise<[Issued, Issued]> {
  const [key, request] = [await authority.file(''), await authority.file('')]
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key]
  await authority.openssl('req', '-new', ...newKey, '-subj', '/CN=Gemello', '-out', request)
  const issue = async (days: string) => {
    const certificate = await authority.file('')
    const by = ['-CA', authority.root.certificate, '-CAkey', authority.root.key, '-set_serial', '77']
    await authority.openssl('x509', '-req', '-in', request, ...by, '-days', days, '-out', certificate)
    return { key, certificate }
  }
  return [await issue('30'), await issue('31')]
}
