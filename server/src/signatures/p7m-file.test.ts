import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testAuthority } from '../testing/authority.ts'
import type { Authority, Issued } from '../testing/authority.ts'
import { eachOf, elementAt, wrap } from './ber.ts'
import type { Element } from './ber.ts'
import { openSignedFile } from './p7m-file.ts'
import { faultsOf } from './signature-report.ts'
import type { SignatureReport } from './signature-report.ts'
import { openP7m } from './verify-p7m.ts'

const at = new Date()
const content = Buffer.from('%PDF-1.7 una procura')

let authority: Authority
let mario: Issued
let signed: Buffer
beforeAll(async () => {
  authority = await testAuthority()
  mario = await authority.issue({ fiscalCode: 'RSSMRA80A01H501U' })
  signed = await authority.sign(content, mario)
})
afterAll(() => authority[Symbol.asyncDispose]())

async function reportOf(bytes: Uint8Array): Promise<SignatureReport> {
  return (await openP7m(bytes, { at, anchors: authority.anchors })).report
}

describe('content in pieces', () => {
  /** A signed file as far as its content, which is read first. */
  function around(pieces: Uint8Array): Uint8Array {
    const [number, none] = [wrap(0x02, [Uint8Array.of(1)]), wrap(0x31, [])]
    const [signedData, data] = ['06092a864886f70d010702', '06092a864886f70d010701'].map((oid) =>
      Buffer.from(oid, 'hex'),
    )
    const inside = wrap(0x30, [data ?? none, wrap(0xa0, [pieces])])
    return wrap(0x30, [signedData ?? none, wrap(0xa0, [wrap(0x30, [number, none, inside, none])])])
  }
  const run = (count: number) => wrap(0x24, [Buffer.alloc(2 * count, Buffer.from('0400', 'hex'))])

  it('has as many as a large file needs', () => {
    expect(openSignedFile(around(run(90_000)))).toEqual({ is: 'not p7m', why: 'no signers' })
  })

  it('has no more in pieces of pieces', () => {
    const pieces = wrap(
      0x24,
      Array.from({ length: 5 }, () => run(90_000)),
    )
    expect(openSignedFile(around(pieces))).toEqual({ is: 'too large', what: 'elements', limit: 100_000 })
  })
})

describe('unsigned attributes', () => {
  const timeStamp = Buffer.from('060b2a864886f70d010910020e', 'hex')
  const revocationValues = Buffer.from('060b2a864886f70d0109100218', 'hex')
  const attribute = (type: Uint8Array, ...values: Uint8Array[]) => wrap(0x30, [type, wrap(0x31, values)])
  const unsigned = (file: Buffer, ...attributes: Uint8Array[]) =>
    resigned(file, (parts) => [...parts, wrap(0xa1, attributes)])

  it('may be long: lists of the revoked (CAdES-XL), as openssl reads them too', async () => {
    const entry = wrap(0x30, [Buffer.from('0204deadbeef', 'hex'), Buffer.from('170d3236303130313030303030305a', 'hex')])
    for (const entries of [4_000, 400_000]) {
      const list = wrap(
        0x30,
        Array.from({ length: entries }, () => entry),
      )
      const long = unsigned(signed, attribute(revocationValues, list))
      const report = await reportOf(long)
      expect(report.readable).toMatchObject({ is: 'signed' })
      expect(report.signers[0]).toMatchObject({ intact: { is: 'yes' }, timeStamp: 'absent' })
      expect(faultsOf(report)).toEqual([])
      expect(await opensslTakes(long)).toBe(true)
    }
  })

  it('may be long in pieces of unknown length too', async () => {
    const list = Buffer.concat([
      Buffer.from('3080', 'hex'),
      Buffer.alloc(1_000_000, Buffer.from('0500', 'hex')),
      Buffer.alloc(2),
    ])
    const pieces = await authority.sign(content, mario, ['-stream'])
    expect(faultsOf(await reportOf(unsigned(pieces, attribute(revocationValues, list))))).toEqual([])
  })

  it('may be odd: empty, without values, twice, unknown', async () => {
    const odd = Buffer.from('06032a0304', 'hex')
    for (const attributes of [[], [attribute(timeStamp)], [attribute(odd)], [attribute(odd), attribute(odd)]]) {
      const file = unsigned(signed, ...attributes)
      const report = await reportOf(file)
      expect(report.signers[0]).toMatchObject({ intact: { is: 'yes' }, timeStamp: 'absent' })
      expect(faultsOf(report)).toEqual([])
    }
    expect(await opensslTakes(unsigned(signed, attribute(timeStamp)))).toBe(true)
  })

  it('may hold a time stamp, of which is said that it is there', async () => {
    const token = wrap(0x30, [Buffer.from('0500', 'hex')])
    for (const attributes of [[attribute(timeStamp, token)], [attribute(timeStamp), attribute(timeStamp, token)]]) {
      const [signer] = (await reportOf(unsigned(signed, ...attributes))).signers
      expect(signer).toMatchObject({ intact: { is: 'yes' }, timeStamp: 'present, not assessed' })
    }
  })

  it('may not be deep, nor anything but attributes', async () => {
    const deep = await reportOf(unsigned(signed, attribute(revocationValues, nested(10_000))))
    expect(deep.readable).toEqual({ is: 'too deep' })
    const other = await reportOf(unsigned(signed, Buffer.from('0500', 'hex')))
    expect(other.readable).toEqual({ is: 'not p7m', why: 'malformed' })
  })
})

describe('signed attributes', () => {
  it('without values are judged, and never hold', async () => {
    const types = ['2a864886f70d010903', '2a864886f70d010904', '2a864886f70d010905', '2a864886f70d010910022f']
    for (const type of types) {
      const empty = resigned(signed, (parts) => parts.map((part) => (part[0] === 0xa0 ? emptied(part, type) : part)))
      const report = await reportOf(empty)
      expect([type, report.readable]).toMatchObject([type, { is: 'signed' }])
      expect(report.signers[0]?.intact.is).toBe('no')
      expect(await opensslTakes(empty)).toBe(false)
    }
  })
})

describe('hostile bytes', () => {
  it.each([
    ['of definite length', nested(10_000)],
    ['of indefinite length', Buffer.alloc(20_000, Buffer.from('3080', 'hex'))],
    ['that never close', Buffer.alloc(5_000_000, Buffer.from('a080', 'hex')).fill('30', 0, 1, 'hex')],
  ])('10,000 levels %s are too deep', async (_, bytes) => {
    expect((await reportOf(bytes)).readable).toEqual({ is: 'too deep' })
  })

  it('may be deep where the library would look: inside the content', async () => {
    const report = await reportOf(await authority.sign(nested(10_000), mario))
    expect(report.readable).toEqual({ is: 'signed', encoding: 'DER', layers: 1 })
    expect(faultsOf(report)).toEqual([])
  })

  it('of millions of elements are refused, and by name', async () => {
    const nulls = (count: number) => Buffer.alloc(2 * count, Buffer.from('0500', 'hex'))
    const many = wrap(0x30, [nulls(6_000_000)])
    const limit = 1_000_000 + Math.ceil(many.length / 3)
    expect((await reportOf(many)).readable).toEqual({ is: 'too large', what: 'elements', limit })
    const attribute = wrap(0x30, [Buffer.from('06032a0304', 'hex'), wrap(0x31, [nulls(30_000)])])
    const long = resigned(signed, (parts) => parts.map((part) => (part[0] === 0xa0 ? wrap(0xa0, [attribute]) : part)))
    expect((await reportOf(long)).readable).toEqual({ is: 'too large', what: 'elements', limit: 20_000 })
  })

  it('of a thousand signers are refused', async () => {
    const one = signed.subarray(signed.lastIndexOf(Buffer.from('3182', 'hex')))
    const signer = one.subarray(4)
    const head = signed.subarray(0, signed.length - one.length)
    const inner = Buffer.concat([
      head.subarray(19),
      wrap(
        0x31,
        Array.from({ length: 1_000 }, () => signer),
      ),
    ])
    const oid = head.subarray(4, 15)
    const bytes = wrap(0x30, [oid, wrap(0xa0, [wrap(0x30, [inner.subarray(4)])])])
    const { readable } = await reportOf(bytes)
    expect(readable).toEqual({ is: 'too large', what: 'signers', limit: 20 })
  })

  it('are answered, whatever they are', async () => {
    const head = fc.constantFrom(Buffer.alloc(0), signed.subarray(0, 15), signed.subarray(0, 60), Buffer.from('MIIB'))
    await fc.assert(
      fc.asyncProperty(head, fc.uint8Array({ maxLength: 400 }), async (start, rest) => {
        const { readable } = await reportOf(Buffer.concat([start, rest]))
        expect(readable.is).not.toBe('signed')
      }),
      { numRuns: 1_000 },
    )
  })

  it('made of a good file are never taken for it', async () => {
    const edit = fc.tuple(fc.nat({ max: signed.length - 1 }), fc.integer({ min: 1, max: 255 }))
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        const bytes = Buffer.from(signed)
        for (const [place, change] of edits) bytes[place] = (bytes[place] ?? 0) ^ change
        const { report, content: inside } = await openP7m(bytes, { at, anchors: authority.anchors })
        if (report.readable.is === 'signed' && faultsOf(report).length === 0) expect(inside).toEqual(bytesOf(content))
      }),
      { numRuns: 500 },
    )
  })
})

/** The file with the parts of its signer changed; what they are signed with stays. */
function resigned(file: Buffer, change: (parts: Uint8Array[]) => Uint8Array[]): Buffer {
  const raw = ({ from, to }: Element) => file.subarray(from, to)
  const [type, explicit] = [...eachOf(file, elementAt(file, 0, file.length))]
  const [data] = explicit ? [...eachOf(file, explicit)] : []
  const parts = data ? [...eachOf(file, data)] : []
  const [signer] = [...eachOf(file, parts.at(-1) ?? elementAt(file, 0, file.length))]
  if (type === undefined || signer === undefined) throw new Error('no signed file')
  const changed = wrap(0x30, change([...eachOf(file, signer)].map(raw)))
  const all = wrap(0x30, [...parts.slice(0, -1).map(raw), wrap(0x31, [changed])])
  return Buffer.from(wrap(0x30, [raw(type), wrap(0xa0, [all])]))
}

/** Attributes with the one of that type without values. */
function emptied(attributes: Uint8Array, type: string): Uint8Array {
  const all = [...eachOf(attributes, elementAt(attributes, 0, attributes.length))].map(({ from, to }) =>
    attributes.subarray(from, to),
  )
  const oid = wrap(0x06, [Buffer.from(type, 'hex')])
  const isIt = (one: Uint8Array) => Buffer.from(one).includes(Buffer.from(oid))
  return wrap(
    0xa0,
    all.map((one) => (isIt(one) ? wrap(0x30, [oid, wrap(0x31, [])]) : one)),
  )
}

async function opensslTakes(bytes: Buffer): Promise<boolean> {
  const trusted = ['-CAfile', authority.root.certificate, '-purpose', 'any']
  const files = ['-inform', 'DER', '-in', await authority.file(bytes), '-out', await authority.file('')]
  return authority.openssl('cms', '-verify', '-binary', ...files, ...trusted).then(
    () => true,
    () => false,
  )
}

function nested(levels: number): Buffer {
  let bytes = Buffer.alloc(0)
  const heads: Uint8Array[] = []
  let length = 0
  for (let level = 0; level < levels; level += 1) {
    const head = wrap(0x30, [new Uint8Array(length)]).subarray(0, -length || undefined)
    heads.unshift(head)
    length += head.length
  }
  bytes = Buffer.concat([...heads, bytes])
  return bytes
}

function bytesOf(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer)
}
