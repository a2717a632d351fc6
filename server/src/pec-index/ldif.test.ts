import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, LdifError, LdifReader, LONGEST_ATTRIBUTE_BYTES } from './ldif.ts'

interface Written {
  name: string
  options: string[]
  value: Uint8Array
}

/** The records of an LDIF, read in chunks of that many bytes. */
function recordsOf(ldif: string | Buffer, pieceBytes = 65_536): Written[][] {
  const records: Written[][] = []
  let record: Written[] = []
  const reader = new LdifReader({
    attribute: (one) => {
      record.push({ name: one.name, options: [...one.options], value: bytesOf(one) ?? Buffer.from('?') })
    },
    endOfRecord: () => {
      records.push(record)
      record = []
    },
  })
  const bytes = Buffer.from(ldif)
  for (let from = 0; from < bytes.length; from += pieceBytes) reader.push(bytes.subarray(from, from + pieceBytes))
  reader.end()
  return records
}

const texts = (ldif: string) =>
  recordsOf(ldif).map((record) => record.map(({ name, value }) => [name, Buffer.from(value).toString('utf8')]))

describe('LdifReader', () => {
  it('reads folded lines, also where the value begins on the folded line', () => {
    const ldif = [
      'dn: providerName=Gestore',
      '  Prova S.p.A.,o=postacert',
      'providerCertificateHash:',
      ' 0123456789ABCDEF',
      ' 0123',
      'mailReceipt:presaincarico@gestoreprova.test',
    ].join('\n')
    expect(texts(ldif)).toEqual([
      [
        ['dn', 'providerName=Gestore Prova S.p.A.,o=postacert'],
        ['providercertificatehash', '0123456789ABCDEF0123'],
        ['mailreceipt', 'presaincarico@gestoreprova.test'],
      ],
    ])
  })

  it('reads base64, binary values and their options', () => {
    const [record] = recordsOf('dn:: bz1wb3N0YWNlcnQ=\nproviderCertificate;binary::\n AAEC\n //79\n')
    expect(record?.map(({ name, options, value }) => [name, options, [...value]])).toEqual([
      ['dn', [], [...Buffer.from('o=postacert')]],
      ['providercertificate', ['binary'], [0, 1, 2, 255, 254, 253]],
    ])
  })

  it.each(['\n', '\r\n'])('reads records, comments, a version and repeated attributes, lines ending in %j', (end) => {
    const lines = ['version: 1', '', '# a comment', ' that goes on', 'dn: o=a', 'x: 1', '#', 'x: 2', '', '', 'dn: o=b']
    expect(texts(lines.join(end))).toEqual([
      [
        ['dn', 'o=a'],
        ['x', '1'],
        ['x', '2'],
      ],
      [['dn', 'o=b']],
    ])
  })

  it.each([
    [' folded\ndn: o=a', 'line 1 continues nothing'],
    ['dn: o=a\n\n x', 'line 3 continues nothing'],
    ['x: 1', 'line 1 comes before any dn'],
    ['dn: o=a\ndn: o=b', 'line 2 names a second dn'],
    ['dn: o=a\nno colon', 'line 2 is no attribute'],
    ['dn: o=a\n: x', 'line 2 is no attribute'],
    [`dn: o=a\n${'x'.repeat(300)}: x`, 'line 2 is no attribute'],
    ['dn: o=a\nx:< file:///etc/hostname', 'line 2 has its value elsewhere'],
    [`dn: o=a\nx: ${'x'.repeat(LONGEST_ATTRIBUTE_BYTES)}`, 'line 2 is too long'],
    [`dn: o=a\nx:\n${` ${'x'.repeat(99)}\n`.repeat(LONGEST_ATTRIBUTE_BYTES / 99 + 2)}`, 'line 2 is too long'],
    [`dn: o=a\nx:\n${' x\n'.repeat(30_000)}`, 'line 2 is too long'],
  ])('refuses %#', (ldif, why) => {
    expect(() => recordsOf(ldif)).toThrow(new LdifError(why))
  })

  it('returns no value for invalid base64', () => {
    expect(recordsOf('dn: o=a\nx:: MIIC...base64...').at(0)?.at(1)?.value).toEqual(Buffer.from('?'))
  })

  const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9-]{0,20}$/).filter((one) => !/^(dn|version)$/i.test(one))
  const attribute = fc.record({
    name,
    options: fc.array(fc.constantFrom('binary', 'lang-it'), { maxLength: 2 }),
    value: fc.uint8Array({ maxLength: 200 }),
  })
  const written = fc.array(fc.array(attribute, { maxLength: 6 }), { minLength: 1, maxLength: 5 })

  it('reads back whatever a writer wrote, wherever it is folded, ended or cut', () => {
    const how = fc.record({
      width: fc.integer({ min: 8, max: 90 }),
      end: fc.constantFrom('\n', '\r\n'),
      plain: fc.boolean(),
      pieceBytes: fc.integer({ min: 1, max: 300 }),
    })
    fc.assert(
      fc.property(written, how, (records, { width, end, plain, pieceBytes }) => {
        const all = records.map((record) => [
          { name: 'dn', options: [], value: Buffer.from('providerName=Gestore Prova,o=postacert') },
          ...record,
        ])
        const read = recordsOf(all.map((record) => write(record, { width, end, plain })).join(end), pieceBytes)
        expect(read.map((one) => one.map(comparable))).toEqual(all.map((one) => one.map(comparable)))
      }),
      { numRuns: 300 },
    )
  })

  it('ends in records or a LdifError, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.string({ unit: 'binary', maxLength: 200 }), (bytes, text) => {
        for (const one of [Buffer.from(bytes), Buffer.from(`dn: o=a\n${text}`)]) {
          try {
            recordsOf(one, 7)
          } catch (error) {
            expect(error).toBeInstanceOf(LdifError)
          }
        }
      }),
      { numRuns: 500 },
    )
  })
})

const comparable = ({ name, options, value }: Written) => [
  name.toLowerCase(),
  options,
  Buffer.from(value).toString('hex'),
]

/** A record as LDIF: plain where possible, otherwise base64, folded at `width`. */
function write(record: Written[], { width, end, plain }: { width: number; end: string; plain: boolean }): string {
  const lines = record.map(({ name, options, value }) => {
    const text = Buffer.from(value).toString('latin1')
    const safe = plain && /^(?:[\x21-\x39\x3b\x3d-\x7e][\x20-\x7e]*)?$/.test(text)
    const whole = [name, ...options].join(';') + (safe ? `: ${text}` : `:: ${Buffer.from(value).toString('base64')}`)
    const first = whole.slice(0, width)
    const rest = whole.slice(width).match(new RegExp(`.{1,${width}}`, 'g')) ?? []
    return [first, ...rest.map((part) => ` ${part}`)].join(end)
  })
  return `${lines.join(end)}${end}`
}
