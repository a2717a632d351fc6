import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { propertySeed } from '../testing/property-seed.ts'
import { addressesOf, readParameters, textOf, valueOf } from './header-fields.ts'
import { bytesOf, contentOf, eachPart, mimeLimits, readStructure } from './mime-structure.ts'
import type { MimePart } from './mime-structure.ts'

const message = (...lines: string[]) => Buffer.from(lines.join('\r\n'), 'latin1')
const shape = ({ type, name, parts }: MimePart): unknown => [type, ...(name ? [name] : []), ...parts.map(shape)]
const nested = (levels: number) =>
  Array.from({ length: levels }, (_, i) => `Content-Type: multipart/mixed; boundary="b${i}"\r\n\r\n--b${i}\r\n`).join(
    '',
  )

describe('the structure of a message', () => {
  const mail = message(
    'From: a@b.test',
    'Content-Type: multipart/mixed;',
    '\tboundary="out"',
    '',
    'for clients of long ago',
    '--out  ',
    'Content-Type: multipart/alternative; boundary=in',
    '',
    '--in',
    'Content-Type: text/plain; charset=iso-8859-1',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'perch=E9 =',
    'no  ',
    '--in',
    '',
    '',
    '--in--',
    '--out',
    'Content-Type: application/xml; NAME="x.xml"',
    "Content-Disposition: attachment; filename*0*=utf-8''Dati%20; filename*1=cert.XML",
    'Content-Transfer-Encoding: base64',
    '',
    'PGE+',
    'PC9hPg==',
    '--out',
    'Content-Type: message/rfc822',
    '',
    'Subject: =?iso-8859-1?Q?Perch=E9?= =?utf-8?B?w6g=?=',
    '',
    'inside',
    '--out--',
    'and after',
  )
  const { root, closed } = readStructure(mail)
  const [alternative, xml, attached] = root.parts

  it('is what its boundaries say, whatever the line ends', () => {
    expect(closed).toBeUndefined()
    expect(shape(root)).toEqual([
      'multipart/mixed',
      ['multipart/alternative', ['text/plain'], ['text/plain']],
      ['application/xml', 'Dati cert.XML'],
      ['message/rfc822', ['text/plain']],
    ])
    const withoutCr = Buffer.from(mail.toString('latin1').replaceAll('\r', ''), 'latin1')
    expect(shape(readStructure(withoutCr).root)).toEqual(shape(root))
  })

  it('gives parts to the byte, and their contents', () => {
    const [text] = alternative?.parts ?? []
    if (!text || !xml || !attached?.parts[0]) throw new Error('parts are missing')
    expect(Buffer.from(contentOf(mail, text, 100)).toString('latin1')).toBe('perch\u00e9 no')
    expect(Buffer.from(bytesOf(mail, text)).toString('latin1')).toMatch(/^Content-Type: text[^]*\r\nno {2}$/)
    expect(Buffer.from(contentOf(mail, xml, 100)).toString()).toBe('<a></a>')
    expect(contentOf(mail, xml, 3).length).toBe(3)
    expect(textOf(valueOf(attached.parts[0].fields, 'subject') ?? '')).toBe('Perché\u00e8')
  })

  it.each([
    ['200 parts in each other', nested(200), 'too deep'],
    ['messages in messages', 'Content-Type: message/rfc822\r\n\r\n'.repeat(20_000), 'too deep'],
    [
      'a million parts',
      `Content-Type: multipart/a; boundary=b\r\n\r\n${'--b\r\n\r\n'.repeat(1_000_000)}`,
      'too many parts',
    ],
    ['boundaries all the way down', nested(23) + '\r\n--b1x'.repeat(300_000), 'too many parts'],
    ['a header without end', 'A: b\r\n'.repeat(200_000), 'header too long'],
    ['one endless field', `A: ${'x\r\n '.repeat(400_000)}`, 'header too long'],
    ['returns without a line end', '\r'.repeat(1_000_000), 'header too long'],
  ])('is bounded: %s', (_, text, why) => {
    const bytes = Buffer.from(text)
    const begunAt = performance.now()
    const read = readStructure(bytes)
    expect(performance.now() - begunAt).toBeLessThan(5_000)
    expect(read.closed).toBe(why)
    expect([...eachPart(read.root)].length).toBeLessThanOrEqual(mimeLimits.parts)
  })

  it.each(['a:'.repeat(50_000), '('.repeat(190_000), '"\\'.repeat(90_000), '@ '.repeat(90_000), '<'.repeat(190_000)])(
    'reads addresses in time: %#',
    (value) => {
      const begunAt = performance.now()
      addressesOf([value])
      expect(performance.now() - begunAt).toBeLessThan(5_000)
    },
  )

  it('finds every address of a thousand, those of groups too, and none that is made of a display name', () => {
    const thousand = Array.from({ length: 1_000 }, (_, i) => `"Rossi, ${i}" <R${i}@pec.test>`).join(', ')
    expect(addressesOf([thousand]).addresses).toHaveLength(1_000)
    const tricky = '"vero@pec.test" <falso@pec.test>, amici: uno@pec.test, Due <due@pec.test>;'
    expect(addressesOf([tricky])).toEqual({
      addresses: ['falso@pec.test', 'uno@pec.test', 'due@pec.test'],
      isCut: false,
    })
  })

  it('reads parameters as they are written', () => {
    expect([...readParameters('Text/Plain; charset="utf-8"; x=a\\b; q="a\\"b;c=d"').parameters]).toEqual([
      ['charset', 'utf-8'],
      ['x', 'a\\b'],
      ['q', 'a"b;c=d'],
    ])
  })

  it('holds for any bytes: parts stand within their whole, in order', () => {
    const line = fc.constantFrom(
      '--a',
      '--a--',
      '--b',
      'Content-Type: multipart/x; boundary=a',
      '',
      ' folded',
      'x: y',
      '\0é',
    )
    const other = fc.constantFrom(
      'Content-Type: multipart/x; boundary=b',
      'Content-Type: message/rfc822',
      '--',
      '-',
      '\t',
    )
    const lines = fc.array(fc.tuple(fc.oneof(line, other), fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 60 })
    fc.assert(
      fc.property(lines, (written) => {
        const bytes = Buffer.from(written.flat().join(''))
        for (const { from, bodyFrom, to, parts } of eachPart(readStructure(bytes).root)) {
          expect([from <= bodyFrom, bodyFrom <= to, to <= bytes.length]).toEqual([true, true, true])
          let at = bodyFrom
          for (const part of parts) {
            expect(part.from >= at && part.to <= to).toBe(true)
            at = part.to
          }
        }
      }),
      { seed: propertySeed('parts of a message'), numRuns: 300 },
    )
  })
})
