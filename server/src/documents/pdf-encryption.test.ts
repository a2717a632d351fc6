// Files other programs encrypted: with an owner's password alone every viewer opens them, and so does the scanner.
import { readFileSync } from 'node:fs'
import { PDFDocument } from '@cantoo/pdf-lib'
import PdfKit from 'pdfkit'
import { describe, expect, it } from 'vitest'
import { scanPdf, scanPdfPrefix } from './pdf-scanner.ts'

/** What pdfkit encrypts with, by the version it is asked to write. */
const revisions = [
  ['1.3', 'RC4 40, revision 2'],
  ['1.4', 'RC4 128, revision 3'],
  ['1.7', 'AESV2, revision 4'],
  ['1.7ext3', 'AESV3, revision 5'],
] as const
const algorithms = ['RC4-40', 'RC4-128', 'AES-128', 'AES-256'] as const
const owner = { ownerPassword: 'segreta' }
const closed = { is: 'not pdf', why: 'needs a password' }

describe('a PDF with an owner password alone', () => {
  it.each(revisions)('opens: PDF %s by pdfkit, %s', async (pdfVersion) => {
    expect(scanPdf(await kit({ pdfVersion, ...owner }))).toMatchObject({ is: 'pdf', pages: 2, encrypted: true })
  })

  it.each(algorithms)('is searched as any other: object streams by pdf-lib, %s', async (algorithm) => {
    const bytes = await packed({ algorithm, ...owner }, (doc) => doc.addJavaScript('main', 'app.alert(1)'))
    expect(scanPdf(bytes)).toMatchObject({ encrypted: true, pages: 1, javascript: true, attachments: false })
    const attached = await packed({ algorithm, ...owner }, (doc) => doc.attach(Buffer.from('x'), 'x.txt'))
    expect(scanPdf(attached)).toMatchObject({ encrypted: true, pages: 1, javascript: false, attachments: true })
  })

  it('opens: by qpdf, revision 6', () => {
    expect(scanPdf(fixture('encrypted-object-streams'))).toMatchObject({ is: 'pdf', pages: 2, encrypted: true })
  })

  it('opens though its cross-reference is damaged', async () => {
    const whole = await packed({ algorithm: 'AES-256', ...owner }, (doc) => doc.addJavaScript('main', 'app.alert(1)'))
    const damaged = whole.toString('latin1').replace(/startxref\s+\d+/, 'startxref\n3')
    expect(scanPdf(Buffer.from(damaged, 'latin1'))).toMatchObject({ encrypted: true, javascript: true })
  })

  it.each(revisions)('opens after an increment: PDF %s', async (pdfVersion) => {
    const later = increment(await kit({ pdfVersion, ...owner }), '900 0 obj\n<<>>\nendobj\n')
    expect(scanPdf(later)).toMatchObject({ is: 'pdf', pages: 2, encrypted: true })
  })

  it('opens when its key length is counted in bytes, or not said', async () => {
    const whole = (await kit({ pdfVersion: '1.4', ...owner })).toString('latin1')
    for (const length of ['/Length 016', '/Lengsh 128'])
      expect(scanPdf(Buffer.from(whole.replace('/Length 128', length), 'latin1'))).toMatchObject({ encrypted: true })
  })

  it('opens when only what is embedded is encrypted', async () => {
    const whole = (await kit({ pdfVersion: '1.7', ...owner, userPassword: 'mia' })).toString('latin1')
    const onlyEmbedded = whole.replace('/StmF /StdCF', '/EFF  /StdCF').replace('/StrF /StdCF', '/StrF /Identity')
    expect(scanPdf(Buffer.from(onlyEmbedded, 'latin1'))).toMatchObject({ is: 'pdf', pages: 2 })
  })
})

describe('a PDF that needs a password', () => {
  const passwords = { ...owner, userPassword: 'mia' }

  it.each(revisions)('is said to: PDF %s by pdfkit, %s', async (pdfVersion) => {
    const bytes = await kit({ pdfVersion, ...passwords })
    expect(scanPdf(bytes)).toEqual(closed)
    expect(scanPdf(increment(bytes, '900 0 obj\n<<>>\nendobj\n'))).toEqual(closed)
    expect(scanPdfPrefix(bytes)).toEqual(closed)
  })

  it.each(algorithms)('is said to: object streams by pdf-lib, %s', async (algorithm) => {
    expect(scanPdf(await packed({ algorithm, ...passwords }))).toEqual(closed)
  })

  it('is said to: by qpdf', () => {
    expect(scanPdf(fixture('encrypted'))).toEqual(closed)
  })

  it.each([
    ['another handler', '/Filter /Standard', '/Filter /Adobe.PubSec'],
    ['a revision to come', '/R 4', '/R 7'],
    ['a method nobody has', '/AESV2', '/AESV9'],
    ['a filter that is not there', '/StmF /StdCF', '/StmF /Nobody'],
  ])('is not guessed at: %s', async (_, from, to) => {
    const whole = (await kit({ pdfVersion: '1.7', ...owner })).toString('latin1')
    expect(whole).toContain(from)
    const changed = Buffer.from(whole.replace(from, to), 'latin1')
    expect(scanPdf(changed)).toEqual({ is: 'not pdf', why: 'encryption not known' })
    expect(scanPdfPrefix(changed).is).toBe('not pdf')
  })

  it.each(['/O', '/U', '/UE', '/P'])('opens for nobody once its %s is spoilt', async (key) => {
    const whole = (await kit({ pdfVersion: key === '/UE' ? '1.7ext3' : '1.4', ...owner })).toString('latin1')
    const spoilt = whole.replace(new RegExp(`${key} (?=[(<-])`), `${key}x `)
    expect(spoilt).not.toBe(whole)
    expect(scanPdf(Buffer.from(spoilt, 'latin1'))).toEqual(closed)
  })
})

function kit(options: PDFKit.PDFDocumentOptions): Promise<Buffer> {
  return new Promise((resolve) => {
    const doc = new PdfKit(options)
    const chunks: Buffer[] = []
    doc.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)))
    doc.text('uno').addPage().text('due').end()
  })
}

async function packed(
  options: Omit<Parameters<PDFDocument['encrypt']>[0], 'allowWeakCryptography'>,
  write: (doc: PDFDocument) => unknown = () => undefined,
): Promise<Buffer> {
  const doc = await PDFDocument.create()
  doc.addPage()
  await write(doc)
  doc.encrypt({ ...options, allowWeakCryptography: true })
  return Buffer.from(await doc.save({ useObjectStreams: true }))
}

/** What a later hand adds, with the trailer's keys carried over as the standard wants. */
function increment(before: Buffer, object: string): Buffer {
  const text = before.toString('latin1')
  const trailer = /trailer\s*<<(.*?)>>\s*startxref\s+(\d+)/s.exec(text)
  const at = String(before.length + 1).padStart(10, '0')
  const table = `xref\n900 1\n${at} 00000 n \ntrailer\n<<${trailer?.[1]}/Prev ${trailer?.[2]}>>\n`
  const end = `startxref\n${before.length + 1 + object.length}\n%%EOF\n`
  return Buffer.from(`${text}\n${object}${table}${end}`, 'latin1')
}

function fixture(name: string): Buffer {
  return readFileSync(new URL(`./fixtures/${name}.pdf`, import.meta.url))
}
