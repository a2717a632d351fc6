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

  it('may be a time stamp, which is not judged', async () => {
    const stamped = await signPdf(document, authority, mario, { subFilter: 'ETSI.RFC3161' })
    expect(await judge(stamped)).toMatchObject([{ kind: 'time stamp', coverage: 'whole file', signers: [] }])
  })

  it('is one of ten at the most', async () => {
    const bytes = Buffer.concat([document, Buffer.from('/ByteRange [0 1 2 3] '.repeat(1_000))])
    expect(await judge(bytes)).toHaveLength(10)
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
