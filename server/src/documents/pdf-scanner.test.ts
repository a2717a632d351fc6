import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { PDFDocument } from '@cantoo/pdf-lib'
import fc from 'fast-check'
import PdfKit from 'pdfkit'
import { beforeAll, describe, expect, it } from 'vitest'
import { scanPdf, scanPdfPrefix } from './pdf-scanner.ts'
import { pdfLimits, PdfWork } from './pdf-syntax.ts'

const plain = { is: 'pdf', encrypted: false, javascript: false, attachments: false, signatures: 0 }
const pages = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R>>']
const ending = '\nstartxref\n9\n%%EOF\n'

describe('scanPdf accepts', () => {
  it('a file by pdfkit, and reads the mark of a form', async () => {
    const bytes = await kit({ info: { Keywords: 'CERALACCA:1:abc' } }, (doc) => doc.text('one').addPage().text('two'))
    expect(scanPdf(bytes)).toEqual({ ...plain, version: '1.3', pages: 2, formMark: 'CERALACCA:1:abc' })
  })

  it('a tagged file with form fields', async () => {
    const bytes = await kit({ pdfVersion: '1.7', tagged: true }, (doc) =>
      doc.initForm().formText('nome', 10, 10, 99, 20),
    )
    expect(scanPdf(bytes)).toEqual({ ...plain, version: '1.7', pages: 1 })
  })

  it.each([true, false])(
    'what pdf-lib made of another file, object streams %s, mark in UTF-16',
    async (useObjectStreams) => {
      const doc = await PDFDocument.load(await kit({}, (it) => it.text('x')))
      doc.setKeywords(['CERALACCA:2:perché'])
      doc.addJavaScript('main', 'app.alert(1)')
      await doc.attach(Buffer.from('x'), 'x.txt')
      const bytes = await doc.save({ useObjectStreams })
      expect(scanPdf(bytes)).toMatchObject({ javascript: true, attachments: true, formMark: 'CERALACCA:2:perché' })
    },
  )

  // Made by qpdf 11.3 and Ghostscript 10 from a two-page file by pdfkit.
  it.each(['linearized', 'linearized-object-streams', 'ghostscript'])('%s', (name) => {
    expect(scanPdf(fixture(name))).toMatchObject({ ...plain, pages: 2, formMark: 'CERALACCA:1:abc' })
  })

  it('a catalog that does not say its type, also where it must be looked for', () => {
    const silent = classic(['<</Pages 2 0 R>>', ...pages.slice(1)])
    expect(scanPdf(silent)).toEqual({ ...plain, version: '1.7', pages: 1 })
    const damaged = silent.toString('latin1').replace(/startxref\n\d+/, 'startxref\n3')
    expect(scanPdf(latin(damaged))).toMatchObject({ is: 'pdf', pages: 1 })
    expect(scanPdf(classic(['<</Type 4 0 R/Pages 2 0 R>>', ...pages.slice(1), '/Catalog']))).toMatchObject({ pages: 1 })
  })

  it.each([
    ['an empty branch first', '4 0 R 3 0 R', '<</Type/Pages/Kids[]>>'],
    ['a branch of empty branches first', '4 0 R 3 0 R', '<</Type/Pages/Kids[5 0 R 5 0 R]>>', '<</Type/Pages/Kids[]>>'],
    ['a branch that leads back first', '4 0 R 3 0 R', '<</Type/Pages/Kids[2 0 R 4 0 R]>>'],
    ['what is nowhere first', '9 0 R null 3 0 R'],
    [
      'a hundred empty branches first',
      `${'4 0 R '.repeat(50)}${'5 0 R '.repeat(50)}3 0 R`,
      '<</Kids[]>>',
      '<</Kids[]>>',
    ],
  ])('a page tree with %s', (_, kids, ...more) => {
    const tree = `<</Type/Pages/Kids[${kids}]/Count 1>>`
    expect(scanPdf(classic([pages[0] ?? '', tree, pages[2] ?? '', ...more]))).toMatchObject({ is: 'pdf', pages: 1 })
  })

  it.each(['', '\n', '\r\n', '\n%%EO', '\n%', '\n\0\0\0', '\n\x1a'])(
    'a file whose last line is missing or cut: %j',
    (end) => {
      for (const whole of [classic(pages), hybrid(), increment(classic(pages), { 9: '<<>>' })]) {
        const text = whole.toString('latin1')
        const cut = text.slice(0, text.lastIndexOf('\n%%EOF')) + end
        expect(scanPdf(latin(cut))).toEqual({ ...plain, version: '1.7', pages: 1 })
      }
    },
  )

  it('a signed file: an increment with a new catalog after the first end mark', () => {
    const first = classic(pages)
    const field = '<</FT/Sig/T(firma)/V 5 0 R/Subtype/Widget>>'
    const signed = increment(first, {
      1: '<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[4 0 R]>>>>',
      4: field,
      5: '<</Type/Sig/SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]/Contents<00>>>',
    })
    expect(scanPdf(signed)).toEqual({ ...plain, version: '1.7', pages: 1, signatures: 1 })
    expect(scanPdf(increment(signed, { 9: '<<>>' }))).toMatchObject({ signatures: 1 })
  })

  it('a hybrid file, whose table hides what its stream knows', () => {
    expect(scanPdf(hybrid())).toEqual({ ...plain, version: '1.7', pages: 1 })
  })

  it('a table with nineteen-byte entries', () => {
    const text = classic(pages).toString('latin1')
    expect(scanPdf(latin(text.replaceAll(/ ([nf]) \n/g, ' $1\n')))).toEqual({ ...plain, version: '1.7', pages: 1 })
  })

  it.each([
    ['junk before the header', (pdf: Buffer) => Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), pdf])],
    ['zeros after the end', (pdf: Buffer) => Buffer.concat([pdf, Buffer.alloc(5_000)])],
    ['offsets off by a few bytes', (pdf: Buffer) => latin(pdf.toString('latin1').replace('1 0 obj', '\n\n\n1 0 obj'))],
    ['a wrong startxref', (pdf: Buffer) => latin(pdf.toString('latin1').replace(/startxref\n\d+/, 'startxref\n3'))],
    [
      'a startxref beyond the end',
      (pdf: Buffer) => latin(pdf.toString('latin1').replace(/startxref\n\d+/, 'startxref\n999999999')),
    ],
    [
      'a table that begins at the wrong number',
      (pdf: Buffer) => latin(pdf.toString('latin1').replace('xref\n0 ', 'xref\n1 ')),
    ],
  ])('a file with %s', (_, damage) => expect(scanPdf(damage(classic(pages)))).toMatchObject({ is: 'pdf', pages: 1 }))

  it('an object-stream file whose startxref is wrong, with its mark', () => {
    const text = fixture('linearized-object-streams').toString('latin1')
    const damaged = latin(text.slice(0, text.lastIndexOf('startxref')) + 'startxref\n1\n%%EOF\n')
    expect(scanPdf(damaged)).toMatchObject({ is: 'pdf', pages: 2, formMark: 'CERALACCA:1:abc' })
  })

  it('a script in the opening action, on a page, in a field, and a file on a page', () => {
    const js = '<</S/JavaScript/JS(app.alert\\(1\\))>>'
    const variants = [
      [`<</Type/Catalog/Pages 2 0 R/OpenAction${js}>>`, ...pages.slice(1)],
      [...pages.slice(0, 2), `<</Type/Page/AA<</O${js}>>>>`],
      [`<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>`, ...pages.slice(1), `<</FT/Tx/AA<</K${js}>>>>`],
    ]
    for (const variant of variants)
      expect(scanPdf(classic(variant))).toMatchObject({ javascript: true, attachments: false })
    const attached = [...pages.slice(0, 2), '<</Type/Page/Annots[<</Subtype/FileAttachment>>]>>']
    expect(scanPdf(classic(attached))).toMatchObject({ javascript: false, attachments: true })
  })

  it('no mark that does not begin with ours', () => {
    expect(scanPdf(classic([...pages, '<</Keywords(x CERALACCA:1)>>'], '/Info 4 0 R'))).not.toHaveProperty('formMark')
  })
})

describe('scanPdf refuses', () => {
  it.each([
    ['nothing', '', 'empty'],
    ['a renamed page', '<!doctype html><html><body>PDF</body></html>', 'no header'],
    ['a zip', 'PK\x03\x04\x14\x00', 'no header'],
    ['only the magic', '%PDF-1.4\n', 'no end of file mark'],
    ['the magic and a page', '%PDF-1.4\n<html></html>', 'no end of file mark'],
    ['a late header', ' '.repeat(1_100) + '%PDF-1.4' + ending, 'no header'],
    ['a beginning and an end', `%PDF-1.4\nhello${ending}`, 'no catalog'],
    ['a catalog without pages', classic(['<</Type/Catalog>>']).toString('latin1'), 'no catalog'],
    [
      'a catalog of another type',
      classic(['<</Type/Page/Pages 2 0 R>>', pages[1] ?? '']).toString('latin1'),
      'no catalog',
    ],
    [
      'pages without a page',
      classic(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[]/Count 0>>']).toString('latin1'),
      'no pages',
    ],
    [
      'pages that hold themselves',
      classic(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[2 0 R]>>']).toString('latin1'),
      'no pages',
    ],
    ['references in a circle', classic(['2 0 R', '1 0 R']).toString('latin1'), 'no catalog'],
  ])('%s', (_, text, why) => expect(scanPdf(latin(text))).toEqual({ is: 'not pdf', why }))

  it('a file cut anywhere before its last line', () => {
    const whole = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(4_000, ' '), classic(pages)])
    expect(scanPdf(whole).is).toBe('pdf')
    for (let length = 0; length < whole.length - 6; length += 1)
      expect(scanPdf(whole.subarray(0, length)).is).toBe('not pdf')
  })

  it('a file cut in the number that says where its cross-reference is, or before', () => {
    const whole = classic(pages)
    const numberTo = whole.lastIndexOf('\n%%EOF')
    for (let length = 0; length < numberTo; length += 1) expect(scanPdf(whole.subarray(0, length)).is).toBe('not pdf')
    expect(scanPdf(whole.subarray(0, numberTo)).is).toBe('pdf')
  })

  it('a file without its last line whose cross-reference is elsewhere', () => {
    const text = classic(pages)
      .toString('latin1')
      .replace(/\d+\n%%EOF\n$/, '7')
    expect(scanPdf(latin(text))).toEqual({ is: 'not pdf', why: 'no end of file mark' })
  })

  it('ten thousand empty branches before a page, which are more than is looked at', () => {
    const branches = Array.from({ length: 10_000 }, () => '<</Kids[]>>').join('')
    const tree = `<</Type/Pages/Kids[${branches}3 0 R]>>`
    expect(scanPdf(classic([pages[0] ?? '', tree, pages[2] ?? '']))).toEqual({ is: 'not pdf', why: 'no pages' })
  })

  it('a stream that inflates without end', () => {
    expect(scanPdf(packed(deflateSync(Buffer.alloc(100_000_000, ' '))))).toEqual({
      is: 'not pdf',
      why: 'inflates too much',
    })
  })

  it('many streams that together inflate to more than is allowed', () => {
    const work = new PdfWork({ ...pdfLimits, inflatedBytes: 1_000 })
    const small = packed(deflateSync(Buffer.from('1 0 2 20 <</Type/Catalog/Pages 2 0 R>>'.padEnd(900))))
    expect(scanPdf(small, work)).toEqual({ is: 'not pdf', why: 'inflates too much' })
  })

  it.each([
    ['a hundred thousand arrays in arrays', () => '['.repeat(100_000), 'nested too deeply'],
    ['a hundred thousand dictionaries in dictionaries', () => '<</A'.repeat(100_000), 'nested too deeply'],
    [
      'a million small objects',
      () => Array.from({ length: 1_000_000 }, (_, i) => `${i} 0 obj 1 endobj `).join('') + '/Root 1 0 R',
      'too much work',
    ],
    ['a long comment', () => `%${'x'.repeat(25_000_000)}`, 'too much work'],
    ['a string without end', () => '(\\123'.repeat(4_000_000), 'too much work'],
    ['a million sections', () => `xref\n${'0 1\n0000000000 65535 f \n'.repeat(500_000)}`, 'too much work'],
    ['roots without end', () => '/Root 1 0 R '.repeat(1_000_000), 'no catalog'],
  ])('%s', (_, text, why) => expect(scanPdf(latin(`%PDF-1.4\n${text()}${ending}`))).toEqual({ is: 'not pdf', why }))

  it('neither for cross-references in a circle: they are read once', () => {
    const first = classic(pages)
    const at = first.toString('latin1').lastIndexOf('xref\n0 ')
    expect(scanPdf(classic(pages, `/Prev ${at}`))).toMatchObject({ is: 'pdf' })
  })
})

describe('scanPdfPrefix', () => {
  it('takes what begins as a PDF, and everything scanPdf takes', () => {
    expect(scanPdfPrefix(Buffer.from('%PDF-1.5\n…'))).toEqual({ ...plain, version: '1.5' })
    expect(scanPdfPrefix(Buffer.from('%PDF'))).toEqual({ ...plain, version: '' })
    expect(scanPdfPrefix(Buffer.concat([Buffer.from('x'), classic(pages)]))).toMatchObject({ pages: 1 })
    expect(scanPdfPrefix(Buffer.from(' %PDF-1.5'))).toEqual({ is: 'not pdf', why: 'no end of file mark' })
    expect(scanPdfPrefix(Buffer.from('GIF89a'))).toEqual({ is: 'not pdf', why: 'no header' })
  })
})

describe('scanPdf, whatever it is given,', () => {
  const originals: Buffer[] = []
  const tight = () => new PdfWork({ ...pdfLimits, steps: 60_000, inflatedBytes: 200_000, streamBytes: 100_000 })

  beforeAll(async () => {
    originals.push(
      classic(pages),
      hybrid(),
      packed(deflateSync(Buffer.from('1 0 2 29 <</Type/Catalog/Pages 2 0 R>><</Kids[3 0 R]>>'))),
    )
    for (const name of ['linearized', 'linearized-object-streams', 'encrypted-object-streams', 'ghostscript']) {
      originals.push(fixture(name))
    }
    originals.push(Buffer.from(await (await PDFDocument.create().then((doc) => (doc.addPage(), doc))).save()))
  })

  it('accepts the originals to be spoilt below', () => {
    expect(originals.map((bytes) => scanPdf(bytes, tight()).is)).toEqual(originals.map(() => 'pdf'))
  })

  it('never throws: a real file with bytes changed, cut out and doubled', () => {
    const change = fc.record({ at: fc.nat(5_000), length: fc.nat(40), bytes: fc.uint8Array({ maxLength: 20 }) })
    fc.assert(
      fc.property(fc.nat(7), fc.array(change, { minLength: 1, maxLength: 6 }), (which, changes) => {
        let bytes = originals[which % originals.length] ?? Buffer.alloc(0)
        for (const { at, length, bytes: inserted } of changes) {
          const from = at % bytes.length
          bytes = Buffer.concat([bytes.subarray(0, from), inserted, bytes.subarray(from + length)])
        }
        expect(['pdf', 'not pdf']).toContain(scanPdf(bytes, tight()).is)
      }),
      { numRuns: 3_000 },
    )
  })

  it('never throws: any sequence of the words of PDF', () => {
    const words = [
      '<<',
      '>>',
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '/Root',
      '/Type',
      '/Catalog',
      '/Pages',
      '/XRef',
      '/ObjStm',
      '/W[1 2 1]',
      '/Index',
    ]
    const more = [
      '1 0 R',
      '1 0 obj',
      '2 0 obj',
      'endobj',
      'stream\n',
      'endstream',
      'xref\n',
      '0 2\n',
      'trailer',
      '/Prev 9',
      '/Size 3',
      '/Length 5',
      '%',
      '\\',
      '\n',
      '-1',
      '1e9',
      '#',
      '/N 3',
      '/First 2',
      '/Kids',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words, ...more), { maxLength: 60 }), (sequence) => {
        expect(['pdf', 'not pdf']).toContain(scanPdf(latin(`%PDF-1.4\n${sequence.join(' ')}${ending}`), tight()).is)
      }),
      { numRuns: 3_000 },
    )
  })
})

function fixture(name: string): Buffer {
  return readFileSync(new URL(`./fixtures/${name}.pdf`, import.meta.url))
}

function latin(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

function kit(options: PDFKit.PDFDocumentOptions, write: (doc: PDFKit.PDFDocument) => unknown): Promise<Buffer> {
  return new Promise((resolve) => {
    const doc = new PdfKit(options)
    const chunks: Buffer[] = []
    doc.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)))
    write(doc)
    doc.end()
  })
}

/** Objects 1, 2, … with a table and trailer. */
function classic(objects: string[], extra = ''): Buffer {
  const numbered = Object.fromEntries(objects.map((object, i) => [i + 1, object]))
  return increment(Buffer.from('%PDF-1.7\n'), numbered, `/Root 1 0 R${extra}`)
}

/** `before` with an increment that holds `objects`. */
function increment(before: Buffer, objects: Record<number, string>, extra?: string): Buffer {
  const previous = /.*startxref\n(\d+)/s.exec(before.toString('latin1'))?.[1]
  let body = ''
  let table = 'xref\n'
  if (previous === undefined) table += `0 ${Object.keys(objects).length + 1}\n0000000000 65535 f \n`
  for (const [number, object] of Object.entries(objects)) {
    const offset = String(before.length + body.length).padStart(10, '0')
    table += previous === undefined ? `${offset} 00000 n \n` : `${number} 1\n${offset} 00000 n \n`
    body += `${number} 0 obj\n${object}\nendobj\n`
  }
  const trailer = extra ?? `/Root 1 0 R/Prev ${previous}`
  return Buffer.concat([
    before,
    latin(`${body}${table}trailer\n<<${trailer}>>\nstartxref\n${before.length + body.length}\n%%EOF\n`),
  ])
}

/** Objects 1 and 2 in the object stream 4 whose inflated bytes are given deflated. */
function packed(deflated: Buffer): Buffer {
  const head = latin(
    `%PDF-1.7\n4 0 obj\n<</Type/ObjStm/N 2/First 9/Filter/FlateDecode/Length ${deflated.length}>>\nstream\n`,
  )
  const rest = latin('\nendstream\nendobj\n3 0 obj<</Type/Page>>endobj\n')
  const at = head.length + deflated.length + rest.length
  const stream = xrefStream(
    [
      [1, 2, 4],
      [2, 2, 4],
      [3, 1, at - 28],
      [4, 1, 9],
    ],
    '/Root 1 0 R',
  )
  return Buffer.concat([head, deflated, rest, latin('5 0 obj\n'), stream, latin(`\nendobj\nstartxref\n${at}\n%%EOF\n`)])
}

function hybrid(): Buffer {
  const objects =
    '%PDF-1.7\n4 0 obj<</Type/ObjStm/N 1/First 4/Length 43>>stream\n1 0 <</Type/Catalog/Pages 2 0 R>>          \nendstream endobj\n'
  const two = '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n'
  const three = '3 0 obj<</Type/Page>>endobj\n'
  const streamAt = objects.length + two.length + three.length
  const stream = xrefStream(
    [
      [1, 2, 4],
      [4, 1, 9],
    ],
    '',
  )
  const before = Buffer.concat([latin(`${objects}${two}${three}5 0 obj\n`), stream, latin('\nendobj\n')])
  const entry = (offset: number) => `${String(offset).padStart(10, '0')} 00000 n \n`
  const table = `xref\n0 4\n0000000001 65535 f \n0000000000 65535 f \n${entry(objects.length)}${entry(objects.length + two.length)}`
  return Buffer.concat([
    before,
    latin(`${table}trailer\n<</Root 1 0 R/Size 6/XRefStm ${streamAt}>>\nstartxref\n${before.length}\n%%EOF\n`),
  ])
}

/** A cross-reference stream with entries [object, type, value], unpredicted and deflated. */
function xrefStream(entries: [number, number, number][], extra: string): Buffer {
  const data = Buffer.alloc(7 * 6)
  for (const [number, type, value] of entries) {
    data[number * 6] = type
    data.writeUInt32BE(value, number * 6 + 1)
  }
  const deflated = deflateSync(data)
  const head = latin(`<</Type/XRef/W[1 4 1]/Size 7/Filter/FlateDecode/Length ${deflated.length}${extra}>>\nstream\n`)
  return Buffer.concat([head, deflated, latin('\nendstream')])
}
