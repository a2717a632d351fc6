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
const issued: IssuedForms = { id, forms: [{ form: 'modulo_attivazione', version: '2026.1', hash }] }
const raster = qrRaster(mark)
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
    expect(await matchForm(signed, issued)).toEqual({ is: 'the form we issued', form, seen: 'in its text' })
    const changed = { id, forms: [{ form, version: '2026.1', hash: 'f'.repeat(32) }] }
    expect(await matchForm(signed, changed)).toEqual({ is: 'another form', form, ours: true, seen: 'in its text' })
    const others = { ...issued, id: 'f'.repeat(24) }
    expect(await matchForm(signed, others)).toEqual({ is: 'another form', form, ours: false, seen: 'in its text' })
  })

  it.each(Object.keys(writings))('is in a scan in %s', async (name) => {
    const picture = writings[name]?.(raster)
    const scan = scannedPdf(picture === undefined ? [] : [picture])
    const found = { is: 'the form we issued', form: 'modulo_attivazione', seen: 'as a QR code' }
    expect(await matchForm(scan, issued)).toEqual(found)
  })

  it('is in a scan in JPEG, the second of two pictures', async () => {
    const data = await readFile(new URL('./fixtures/form-mark.jpg', import.meta.url))
    const jpeg = { entries: '/Width 228 /Height 228 /BitsPerComponent 8 /Filter /DCTDecode', data }
    const other = gray(qrRaster(mark.replace(id, 'f'.repeat(24))))
    expect(await matchForm(scannedPdf([other, jpeg]), issued)).toMatchObject({ is: 'the form we issued' })
    expect(await matchForm(scannedPdf([other]), issued)).toMatchObject({ is: 'another form', ours: false })
  })

  it.each(['AES-256', 'AES-128', 'RC4-128'] as const)(
    'is in a scan encrypted without a password: %s',
    async (algorithm) => {
      const doc = await PDFDocument.load(scannedPdf([gray(raster)]))
      doc.encrypt({ ownerPassword: 'segreta', algorithm, allowWeakCryptography: true })
      const scan = await doc.save()
      expect(await matchForm(scan, issued)).toMatchObject({ is: 'the form we issued', seen: 'as a QR code' })
      doc.encrypt({ ownerPassword: 'segreta', userPassword: 'mia', algorithm, allowWeakCryptography: true })
      expect(await matchForm(await doc.save(), issued)).toEqual({ is: 'not found' })
    },
  )

  it('is not found in what carries no mark', async () => {
    for (const bytes of [
      await pdf(),
      scannedPdf([]),
      scannedPdf([gray(qrRaster('https://example.com'))]),
      scannedPdf([gray(qrRaster('CERALACCA:nothing'))]),
      Buffer.from('CERALACCA:'.repeat(1_000)),
      new Uint8Array(),
    ]) {
      expect(await matchForm(bytes, issued)).toEqual({ is: 'not found' })
    }
  })
})

describe('the pictures of a PDF', () => {
  it('are eight at the most', async () => {
    expect(await allOf(scannedPdf(Array.from({ length: 40 }, () => gray(raster))))).toHaveLength(8)
  })

  it.each([
    ['larger than their dictionary says', '/Width 200 /Height 200', deflateSync(Buffer.alloc(50_000_000))],
    ['smaller than it says', '/Width 5000 /Height 5000', deflateSync(Buffer.alloc(1_000))],
    ['too large to be read', '/Width 9000 /Height 9000', deflateSync(Buffer.alloc(81_000_000))],
    ['too small for a code', '/Width 20 /Height 20', deflateSync(Buffer.alloc(400))],
    ['no pictures at all', '/Width 200 /Height 200', Buffer.from('ciao')],
  ])('are left out when they are %s', async (_, size, data) => {
    const entries = `${size} /BitsPerComponent 8 /Filter /FlateDecode`
    expect(await allOf(scannedPdf([{ entries, data }]))).toEqual([])
  })

  it('are left out when a JPEG says of itself that it is enormous', async () => {
    const data = await readFile(new URL('./fixtures/form-mark.jpg', import.meta.url))
    const frame = data.indexOf(Buffer.from([0xff, 0xc0]))
    data.writeUInt32BE(0xffffffff, frame + 5)
    expect(await allOf(scannedPdf([{ entries: '/Width 200 /Height 200 /Filter /DCTDecode', data }]))).toEqual([])
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
    expect(await matchForm(scan, issued)).toMatchObject({ is: 'the form we issued', seen: 'as a QR code' })
  })

  it('are left out when all together are too many dots', async () => {
    const entries = '/Width 5000 /Height 5000 /BitsPerComponent 8 /Filter /FlateDecode'
    const picture = { entries, data: deflateSync(Buffer.alloc(25_000_000)) }
    expect(await allOf(scannedPdf([picture, picture, picture, picture]))).toHaveLength(2)
  })

  it('never hurt, whatever the bytes', async () => {
    const scan = scannedPdf([gray(raster)])
    const edit = fc.tuple(fc.nat({ max: scan.length - 1 }), fc.uint8Array({ maxLength: 20 }), fc.nat({ max: 20 }))
    await fc.assert(
      fc.asyncProperty(edit, async ([at, insert, cut]) => {
        const match = await matchForm(Buffer.concat([scan.subarray(0, at), insert, scan.subarray(at + cut)]), issued)
        expect(['the form we issued', 'another form', 'not found']).toContain(match.is)
      }),
      { numRuns: 200 },
    )
  })
})

async function allOf(bytes: Uint8Array): Promise<Uint8Array[]> {
  const pictures: Uint8Array[] = []
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
