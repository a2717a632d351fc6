import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { deflateSync } from 'node:zlib'
import { PDFDocument } from '@cantoo/pdf-lib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { testAuthority } from '../testing/authority.ts'
import { pdf } from '../testing/fixtures.ts'
import { qrRaster, scannedPdf, writings } from '../testing/scanned-pdf.ts'
import type { Raster } from '../testing/scanned-pdf.ts'
import { signPdf } from '../testing/signed-pdf.ts'
import { matchForm } from './form-match.ts'
import type { IssuedForms } from './form-match.ts'
import { picturesOf } from './pdf-pictures.ts'

const id = '65f0c0ffee00000000000001'
const hash = '0123456789abcdef0123456789abcdef'
const mark = `CERALACCA:modulo_attivazione:${id}:2026.1:${hash}`
const issued: IssuedForms = { id, marks: [{ form: 'modulo_attivazione', version: '2026.1', hash }], files: [] }
const raster = qrRaster(mark)
const NOTHING = new Uint8Array(1)
const gray = writings['gray of eight bits'] ?? (() => ({ entries: '', data: new Uint8Array() }))

describe('the match with a form', () => {
  it('is in the text of a copy signed digitally', async () => {
    await using authority = await testAuthority()
    const signed = await signPdf(
      Buffer.concat([Buffer.from(`%PDF-1.7 (${mark})`), await pdf()]),
      authority,
      await authority.issue(),
    )
    const form = 'modulo_attivazione'
    expect(await matchForm(signed, issued)).toEqual({ is: 'mark found', form, seen: 'in its text' })
    const changed = { ...issued, marks: [{ form, version: '2026.1', hash: 'f'.repeat(32) }] }
    expect(await matchForm(signed, changed)).toEqual({ is: 'another form', form, ours: true, seen: 'in its text' })
    const others = { ...issued, id: 'f'.repeat(24) }
    expect(await matchForm(signed, others)).toEqual({ is: 'another form', form, ours: false, seen: 'in its text' })
  })

  it('is of the first bytes, whatever is written in them, and of nothing shorter or changed', async () => {
    const file = Buffer.from(await pdf())
    const sha256 = createHash('sha256').update(file).digest('hex')
    const issuedAt = new Date('2026-05-04T10:00:00Z')
    const form = 'modulo_conservazione'
    const known = { ...issued, files: [{ form, sha256, sizeBytes: file.length, issuedAt }] }
    const found = { is: 'issued', form, issuedAt: issuedAt.toISOString() }
    expect(await matchForm(file, known)).toEqual({ ...found, addedBytes: 0 })
    const marked = Buffer.concat([file, Buffer.from(`% ${mark}`)])
    expect(await matchForm(marked, known)).toEqual({ ...found, addedBytes: mark.length + 2 })
    const changed = Buffer.from(marked)
    changed[file.length - 3] = (changed[file.length - 3] ?? 0) ^ 1
    expect(await matchForm(changed, known)).toMatchObject({ is: 'mark found', form: 'modulo_attivazione' })
    expect(await matchForm(file.subarray(0, -1), known)).toEqual({ is: 'not found' })
  })

  it.each(Object.keys(writings))('is in a scan in %s', async (name) => {
    const picture = writings[name]?.(raster)
    const scan = scannedPdf(picture === undefined ? [] : [picture])
    const found = { is: 'mark found', form: 'modulo_attivazione', seen: 'as a QR code' }
    expect(await matchForm(scan, issued)).toEqual(found)
  })

  it('is in a scan in JPEG, the second of two pictures', async () => {
    const data = await readFile(new URL('./fixtures/form-mark.jpg', import.meta.url))
    const jpeg = { entries: '/Width 228 /Height 228 /BitsPerComponent 8 /Filter /DCTDecode', data }
    const other = gray(qrRaster(mark.replace(id, 'f'.repeat(24))))
    expect(await matchForm(scannedPdf([other, jpeg]), issued)).toMatchObject({ is: 'mark found' })
    expect(await matchForm(scannedPdf([other]), issued)).toMatchObject({ is: 'another form', ours: false })
  })

  it.each(['AES-256', 'AES-128', 'RC4-128'] as const)(
    'is in a scan encrypted without a password: %s',
    async (algorithm) => {
      const doc = await PDFDocument.load(scannedPdf([gray(raster)]))
      doc.encrypt({ ownerPassword: 'segreta', algorithm, allowWeakCryptography: true })
      const scan = await doc.save()
      expect(await matchForm(scan, issued)).toMatchObject({ is: 'mark found', seen: 'as a QR code' })
      doc.encrypt({ ownerPassword: 'segreta', userPassword: 'mia', algorithm, allowWeakCryptography: true })
      expect(await matchForm(await doc.save(), issued)).toEqual({ is: 'not examined' })
    },
  )

  it('is not found in what carries no mark', async () => {
    for (const bytes of [
      await pdf(),
      scannedPdf([]),
      scannedPdf([gray(qrRaster('https://example.com'))]),
      scannedPdf([gray(qrRaster('CERALACCA:nothing'))]),
    ]) {
      expect(await matchForm(bytes, issued)).toEqual({ is: 'not found' })
    }
  })

  it('is not examined where something was left out, unless a mark is found in the rest', async () => {
    const tooLarge = { entries: '/Width 9000 /Height 9000 /BitsPerComponent 8 /Filter /FlateDecode', data: NOTHING }
    const others = gray(qrRaster(mark.replace(id, 'f'.repeat(24))))
    const plain = gray(qrRaster('https://example.com'))
    expect(await matchForm(scannedPdf([plain, tooLarge, plain]), issued)).toEqual({ is: 'not examined' })
    expect(await matchForm(scannedPdf([tooLarge, others, plain]), issued)).toMatchObject({ is: 'another form' })
    expect(await matchForm(scannedPdf([tooLarge, gray(raster)]), issued)).toMatchObject({ is: 'mark found' })
    for (const bytes of [Buffer.from('CERALACCA:'.repeat(1_000)), new Uint8Array()])
      expect(await matchForm(bytes, issued)).toEqual({ is: 'not examined' })
  })
})

describe('the pictures of a PDF', () => {
  it('are eight at the most', async () => {
    const pictures = await allOf(scannedPdf(Array.from({ length: 40 }, () => gray(raster))))
    expect(pictures.filter((one) => one !== 'left out')).toHaveLength(8)
    expect(pictures.at(-1)).toBe('left out')
    expect(await allOf(scannedPdf(Array.from({ length: 8 }, () => gray(raster))))).not.toContain('left out')
  })

  it.each([
    ['larger than their dictionary says', '/Width 200 /Height 200', deflateSync(Buffer.alloc(50_000_000))],
    ['smaller than it says', '/Width 5000 /Height 5000', deflateSync(Buffer.alloc(1_000))],
    ['too large to be read', '/Width 9000 /Height 9000', deflateSync(Buffer.alloc(81_000_000))],
    ['damaged', '/Width 200 /Height 200', Buffer.from('ciao')],
  ])('are left out when they are %s', async (_, size, data) => {
    const entries = `${size} /BitsPerComponent 8 /Filter /FlateDecode`
    expect(await allOf(scannedPdf([{ entries, data }]))).toEqual(['left out'])
  })

  it('are left out when they are written in a way not known here', async () => {
    const entries = '/Width 200 /Height 200 /BitsPerComponent 1 /Filter /CCITTFaxDecode'
    expect(await allOf(scannedPdf([{ entries, data: NOTHING }]))).toEqual(['left out'])
  })

  it('are not missed when they are too small for a code', async () => {
    const entries = '/Width 20 /Height 20 /BitsPerComponent 8 /Filter /FlateDecode'
    expect(await allOf(scannedPdf([{ entries, data: deflateSync(Buffer.alloc(400)) }]))).toEqual([])
  })

  it('are taken from twelve pages, and the others said to be left out', async () => {
    const pages = async (count: number) => {
      const doc = await PDFDocument.create()
      for (let page = 0; page < count; page += 1) doc.addPage()
      return allOf(await doc.save())
    }
    expect(await pages(12)).toEqual([])
    expect(await pages(13)).toEqual(['left out'])
  })

  it('are read once, however many pages they are on', async () => {
    const doc = await PDFDocument.create()
    const jpeg = await doc.embedJpg(await readFile(new URL('./fixtures/form-mark.jpg', import.meta.url)))
    for (let page = 0; page < 10; page += 1) doc.addPage().drawImage(jpeg)
    expect(await allOf(await doc.save())).toHaveLength(1)
  })

  it.each([
    ['enormous', 0xffff],
    ['36 megapixels, which it takes whole in memory to decode', 6_000],
  ])('are left out when a JPEG says of itself that it is %s', async (_, side) => {
    const data = await readFile(new URL('./fixtures/form-mark.jpg', import.meta.url))
    const frame = data.indexOf(Buffer.from([0xff, 0xc0]))
    data.writeUInt16BE(side, frame + 5)
    data.writeUInt16BE(side, frame + 7)
    expect(await allOf(scannedPdf([{ entries: '/Width 200 /Height 200 /Filter /DCTDecode', data }]))).toEqual([
      'left out',
    ])
  })

  it('are taken in gray, and no larger than a code needs', async () => {
    const picture = writings.colours?.(enlarged(raster, Math.ceil(3_100 / raster.side)))
    const scan = scannedPdf(picture === undefined ? [] : [picture])
    const [taken] = await allOf(scan)
    expect(
      Buffer.from(taken ?? [])
        .subarray(0, 2)
        .toString(),
    ).toBe('P5')
    expect(taken?.length).toBeLessThan(9_100_000)
    expect(await matchForm(scan, issued)).toMatchObject({ is: 'mark found', seen: 'as a QR code' })
  })

  it('are left out when all together are too many dots, and what is small after them is not', async () => {
    const entries = '/Width 5000 /Height 5000 /BitsPerComponent 8 /Filter /FlateDecode'
    const picture = { entries, data: deflateSync(Buffer.alloc(25_000_000)) }
    const scan = scannedPdf([picture, picture, picture, picture, gray(raster)])
    const read = (await allOf(scan)).map((one) => one !== 'left out')
    expect(read).toEqual([true, false, false, false, true])
    expect(await matchForm(scan, issued)).toMatchObject({ is: 'mark found', seen: 'as a QR code' })
  })

  it('count twice where they are predicted, as they take twice as long', async () => {
    const entries = '/Width 5000 /Height 5000 /BitsPerComponent 8 /Filter /FlateDecode /DecodeParms <</Predictor 15>>'
    const picture = { entries, data: deflateSync(Buffer.alloc(25_005_000)) }
    const [first, second] = await allOf(scannedPdf([picture, gray(raster)]))
    expect(first).toBe('left out')
    expect(second).not.toBe('left out')
  })

  it('never hurt, whatever the bytes', async () => {
    const scan = scannedPdf([gray(raster)])
    const edit = fc.tuple(fc.nat({ max: scan.length - 1 }), fc.uint8Array({ maxLength: 20 }), fc.nat({ max: 20 }))
    await fc.assert(
      fc.asyncProperty(edit, async ([at, insert, cut]) => {
        const match = await matchForm(Buffer.concat([scan.subarray(0, at), insert, scan.subarray(at + cut)]), issued)
        expect(['mark found', 'another form', 'not found', 'not examined']).toContain(match.is)
      }),
      { numRuns: 200 },
    )
  })
})

async function allOf(bytes: Uint8Array): Promise<(Uint8Array | 'left out')[]> {
  const pictures: (Uint8Array | 'left out')[] = []
  for await (const picture of picturesOf(bytes)) pictures.push(picture)
  return pictures
}

/** The same with every dot `times` wide and high. */
function enlarged({ side, pixels }: Raster, times: number): Raster {
  const wide = side * times
  const large = Buffer.alloc(wide * wide)
  for (let y = 0; y < wide; y += 1)
    for (let x = 0; x < wide; x += 1)
      large[y * wide + x] = pixels[Math.floor(y / times) * side + Math.floor(x / times)] ?? 0
  return { side: wide, pixels: large }
}
