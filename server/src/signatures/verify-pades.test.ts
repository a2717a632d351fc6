import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scanPdf } from '../documents/pdf-scanner.ts'
import { testAuthority } from '../testing/authority.ts'
import type { Authority, Issued } from '../testing/authority.ts'
import { pdf } from '../testing/fixtures.ts'
import { signPdf } from '../testing/signed-pdf.ts'
import { knownAnchors } from './known-anchors.ts'
import { judgePdfSignatures } from './verify-pades.ts'

const at = new Date()

let authority: Authority
let mario: Issued
let document: Buffer
let signed: Buffer
beforeAll(async () => {
  authority = await testAuthority()
  mario = await authority.issue({ fiscalCode: 'RSSMRA80A01H501U' })
  document = Buffer.from(await pdf())
  signed = await signPdf(document, authority, mario)
})
afterAll(() => authority[Symbol.asyncDispose]())

/** Without the attribute signing-time, which PAdES forbids; openssl 3.0 leaves out all of them, or none. */
const padesAt = (m: string, options: { contentsFirst?: boolean } = {}, signer = mario) =>
  signPdf(document, authority, signer, { ...options, more: `/M ${m} `, flags: ['-plain', '-noattr'] })

const judge = (bytes: Uint8Array) => judgePdfSignatures(bytes, { at }, knownAnchors(authority.anchors))

describe('a signature in a PDF', () => {
  it('is judged like any other', async () => {
    expect(scanPdf(signed)).toMatchObject({ is: 'pdf', pages: 1 })
    const [signature, ...more] = await judge(signed)
    expect(more).toEqual([])
    expect(signature).toMatchObject({
      coverage: 'whole file',
      kind: 'signature',
      readable: { is: 'signed' },
      signers: [
        { intact: { is: 'yes' }, signingCertificate: 'matches', chain: { is: 'trusted' }, name: 'Mario Rossi' },
      ],
    })
  })

  it('is not there in a PDF without one', async () => {
    expect(await judge(document)).toEqual([])
  })

  it('does not survive a change of what it covers', async () => {
    const bytes = Buffer.from(signed)
    bytes[200] = (bytes[200] ?? 0) ^ 1
    expect((await judge(bytes))[0]?.signers[0]?.intact).toEqual({ is: 'no', why: 'content changed' })
  })

  it('does not cover what was added after it', async () => {
    const [longer] = await judge(Buffer.concat([signed, Buffer.from('\n')]))
    expect(longer?.coverage).toBe('does not cover the whole file')
    expect(longer?.signers[0]?.intact).toEqual({ is: 'yes' })
    const anna = await authority.issue({ name: 'Anna' })
    const both = await judge(await signPdf(signed, authority, anna, { number: 901 }))
    expect(both.map(({ coverage }) => coverage)).toEqual(['does not cover the whole file', 'whole file'])
    expect(both.map(({ signers }) => signers[0]?.intact.is)).toEqual(['yes', 'yes'])
  })

  it.each([
    ['leaves out the beginning', /\/ByteRange \[0 /, '/ByteRange [1 '],
    ['reaches past the end', /(\d{10})\]/, '9999999999]'],
    ['is no array', /\/ByteRange \[/, '/ByteRange ('],
    ['leaves a hole that is no hex', /\/Contents </, '/Contents ('],
  ])('says nothing when its byte range %s', async (_, from, to) => {
    const text = signed.toString('latin1').replace(from, to)
    expect((await judge(Buffer.from(text, 'latin1')))[0]).toEqual({
      coverage: 'byte range wrong',
      kind: 'signature',
      readable: { is: 'not p7m', why: 'malformed' },
      signers: [],
    })
  })

  it.each([
    ['before its byte range', { contentsFirst: true }],
    ['after its byte range', {}],
    [
      'far from its byte range',
      { more: `/Reference [<< /TransformParams << /V /1.2 >> >>] /Cert <${'00'.repeat(9_000)}> ` },
    ],
  ])('may be a time stamp, which is not judged, %s', async (_, options) => {
    for (const stamp of [
      { subFilter: 'ETSI.RFC3161' },
      { more: `${'more' in options ? options.more : ''}/Type /DocTimeStamp ` },
    ]) {
      const stamped = await signPdf(document, authority, mario, { ...options, ...stamp })
      expect(await judge(stamped)).toMatchObject([{ kind: 'time stamp', coverage: 'whole file', signers: [] }])
    }
    const [signature] = await judge(await signPdf(document, authority, mario, options))
    expect(signature).toMatchObject({ kind: 'signature', signers: [{ intact: { is: 'yes' } }] })
  })

  it('beside a time stamp stays a signature, and the other way round', async () => {
    for (const contentsFirst of [true, false]) {
      const stamped = await signPdf(signed, authority, mario, { subFilter: 'ETSI.RFC3161', contentsFirst, number: 901 })
      expect((await judge(stamped)).map(({ kind }) => kind)).toEqual(['signature', 'time stamp'])
      const before = await signPdf(document, authority, mario, { subFilter: 'ETSI.RFC3161', contentsFirst })
      const later = await signPdf(before, authority, mario, { contentsFirst, number: 901 })
      expect((await judge(later)).map(({ kind }) => kind)).toEqual(['time stamp', 'signature'])
    }
  })

  it.each([
    ['with an offset', "(D:20260302101530+01'00')", '2026-03-02T09:15:30.000Z'],
    ['with an offset as PDF 2.0 has it', "(D:20260302101530-03'30)", '2026-03-02T13:45:30.000Z'],
    ['in universal time', '(D:20260302101530Z)', '2026-03-02T10:15:30.000Z'],
    ["in universal time, with Adobe's zeros", "(D:20260302101530Z00'00')", '2026-03-02T10:15:30.000Z'],
    ['without an offset, by the clock in Italy', '(D:20260702101530)', '2026-07-02T08:15:30.000Z'],
    ['to the day', '(D:20260302)', '2026-03-01T23:00:00.000Z'],
    ['in hexadecimal', `<${Buffer.from('D:20260302101530Z').toString('hex')}>`, '2026-03-02T10:15:30.000Z'],
    [
      'in UTF-16',
      `<FEFF${Buffer.from('D:20260302101530Z', 'utf16le').swap16().toString('hex')}>`,
      '2026-03-02T10:15:30.000Z',
    ],
  ])('is of the time its dictionary claims, %s', async (_, m, at) => {
    for (const contentsFirst of [true, false]) {
      const [signature] = await judge(await padesAt(m, { contentsFirst }))
      expect(signature?.signers[0]).toMatchObject({
        intact: { is: 'yes' },
        signingTime: { is: 'claimed', at },
        certificate: { is: 'valid' },
      })
    }
  })

  it('is judged at the time claimed, which is a claim all the same', async () => {
    const old = await authority.issue({ to: '20260401000000Z' })
    const [signature] = await judge(await padesAt('(D:20260302101530Z)', {}, old))
    expect(signature?.signers[0]).toMatchObject({ certificate: { is: 'valid', stillValid: false } })
    const [future] = await judge(await padesAt('(D:29990302101530Z)'))
    expect(future?.signers[0]?.signingTime).toEqual({ is: 'in the future', at: '2999-03-02T10:15:30.000Z' })
  })

  it.each(['(ieri)', '(D:20261302101530Z)', '(D:)', '42', '<<>>', "(D:20260302101530+99'00')"])(
    'claims no time in %s',
    async (m) => {
      expect((await judge(await padesAt(m)))[0]?.signers[0]).toMatchObject({
        intact: { is: 'yes' },
        signingTime: { is: 'absent' },
      })
    },
  )

  it('says its time by itself where it does, as older ones do', async () => {
    const more = '/M (D:20200302101530Z) '
    const [signature] = await judge(await signPdf(document, authority, mario, { more }))
    const { signingTime } = signature?.signers[0] ?? {}
    expect(signingTime?.is === 'claimed' && signingTime.at > '2026').toBe(true)
  })

  it('claims nothing by what it does not cover', async () => {
    const whole = await padesAt('(D:20260302101530Z)', { contentsFirst: true })
    const text = whole.toString('latin1')
    const [, hole, rest] = /\/ByteRange \[0 \d+ (\d+) (\d+)\]/.exec(text) ?? []
    expect(Number(hole) + Number(rest)).toBe(whole.length)
    const short = text.replace(/(\/ByteRange \[0 \d+ \d+ )\d+\]/, `$1${'1'.padStart(10, '0')}]`)
    const [signature] = await judge(Buffer.from(short, 'latin1'))
    expect(signature?.signers[0]?.signingTime.is).not.toBe('claimed')
  })

  it('is one of ten at the most', async () => {
    const bytes = Buffer.concat([document, Buffer.from('/ByteRange [0 1 2 3] '.repeat(1_000))])
    expect(await judge(bytes)).toHaveLength(10)
  })

  it('is of one signer: others have one of their own', async () => {
    const anna = await authority.issue({ name: 'Anna' })
    const flags = ['-signer', anna.certificate, '-inkey', anna.key]
    const [signature] = await judge(await signPdf(document, authority, mario, { flags }))
    expect(signature).toMatchObject({ readable: { is: 'too large', what: 'signers', limit: 1 }, signers: [] })
  })

  it('never hurts, whatever the bytes', async () => {
    const edit = fc.tuple(fc.nat({ max: signed.length - 1 }), fc.uint8Array({ maxLength: 30 }))
    await fc.assert(
      fc.asyncProperty(edit, async ([place, insert]) => {
        const bytes = Buffer.concat([signed.subarray(0, place), insert, signed.subarray(place)])
        for (const { coverage, signers } of await judge(bytes)) {
          const isIntact = signers.some(({ intact }) => intact.is === 'yes')
          if (insert.length > 0 && isIntact) expect(coverage).toBe('does not cover the whole file')
        }
      }),
      { numRuns: 150 },
    )
  })
})
