// Pages drawn of whatever people hand in, and of what they should not.
import { readFile } from 'node:fs/promises'
import { deflateSync, inflateSync } from 'node:zlib'
import PDFDocument from 'pdfkit'
import { afterAll, describe, expect, it } from 'vitest'
import { pdf } from '../testing/fixtures.ts'
import { damagedAfter, onePage, pdfOf, references, streamOf } from '../testing/hostile-pdf.ts'
import { pageDrawer } from './page-images.ts'
import { withMostMemory } from './pdfium.ts'

const fixture = (name: string) => readFile(new URL(`fixtures/${name}`, import.meta.url))

describe('pages of documents as pictures', () => {
  const drawer = pageDrawer({ waiting: Infinity })
  afterAll(() => drawer.close())
  const draw = (bytes: Uint8Array, page = 1, width = 200) => drawer.draw(bytes, page, width, 'somebody')
  const pagesOf = (bytes: Uint8Array) => drawer.pagesOf(bytes, 10, 'somebody')

  /** Width, height and the dots of a picture, row after row. */
  async function picture(bytes: Uint8Array, page = 1, width = 200) {
    const answer = await draw(bytes, page, width)
    if (answer.is !== 'drawn') throw new Error(`not drawn: ${JSON.stringify(answer)}`)
    return decoded(Buffer.from(answer.png))
  }

  it('have the form of the paper and show what is on it', async () => {
    expect(await pagesOf(await pdf('documento'))).toMatchObject({ is: 'pages', count: 1, pages: [{ width: 595 }] })
    const { width, height, dots } = await picture(await pdf('documento'))
    expect([width, height]).toEqual([200, 282])
    expect(dots.some((dot) => dot < 0x80)).toBe(true)
    expect(dots.filter((dot) => dot === 0xff).length).toBeGreaterThan(dots.length * 0.9)
  })

  it('show colours as they are', async () => {
    const document = new PDFDocument({ size: [200, 200] })
    const parts: Buffer[] = []
    document.on('data', (part: Buffer) => parts.push(part))
    const whole = new Promise((resolve) => document.on('end', resolve))
    document.rect(0, 0, 200, 200).fill('#ff8000').end()
    await whole
    const { dots } = await picture(Buffer.concat(parts))
    expect([...dots.subarray(0, 3)]).toEqual([0xff, 0x80, 0x00])
    expect([...dots.subarray(-3)]).toEqual([0xff, 0x80, 0x00])
  })

  it.each(['ghostscript.pdf', 'linearized.pdf', 'linearized-object-streams.pdf'])('are drawn of %s', async (name) => {
    expect((await draw(await fixture(name))).is).toBe('drawn')
  })

  it('are there from the first to the last', async () => {
    const bytes = await pdf('documento')
    expect(await draw(bytes, 2)).toEqual({ is: 'no such page', count: 1 })
  })

  it.each([
    ['nothing at all', 'damaged', async () => new Uint8Array(0)],
    ['a text that begins like one', 'damaged', async () => Buffer.from('%PDF-1.7\nhello')],
    ['the first half of one', 'damaged', async () => (await pdf('x')).slice(0, 300)],
    ['a picture', 'damaged', async () => Buffer.from('ffd8ffe000104a46', 'hex')],
    ['one without pages', 'empty', async () => pdfOf([onePage[0] ?? '', '<</Type/Pages/Kids[]/Count 0>>'])],
  ])('are not to be had of %s', async (_, why, make) => {
    expect(await draw(await make())).toEqual({ is: 'not shown', why })
  })

  it('are not to be had of one with a password of its reader’s', async () => {
    const document = new PDFDocument({ userPassword: 'segreto' })
    const parts: Buffer[] = []
    document.on('data', (part: Buffer) => parts.push(part))
    const whole = new Promise((resolve) => document.on('end', resolve))
    document.text('x').end()
    await whole
    expect(await draw(Buffer.concat(parts))).toEqual({ is: 'not shown', why: 'locked' })
  })

  it('of huge paper are small pictures', async () => {
    const huge = pdfOf([...onePage.slice(0, 2), '<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 14400]>>'])
    const { width, height } = await picture(huge, 1, 3_000)
    expect(width * height).toBeLessThanOrEqual(6_000_000)
  })

  it.each([
    ['a picture of a billion dots', () => withPicture(40_000, 40_000)],
    ['a stream that inflates without end', () => withContent(deflateSync(Buffer.alloc(50_000_000, 'q ')))],
    ['a damaged stream', () => withContent(damagedAfter(5_000_000))],
    ['forms that draw each other', () => nested(12, 12)],
    ['pages that hold each other', () => pdfOf([onePage[0] ?? '', '<</Type/Pages/Kids[2 0 R 2 0 R]/Count 5>>'])],
    [
      'a million pages that are one',
      () => pdfOf([onePage[0] ?? '', `<</Type/Pages/Kids[${references(3, 1)}]/Count 1000000>>`, '<</Type/Page>>']),
    ],
  ])('of %s cost no more than they may, and the next one is drawn', { timeout: 60_000 }, async (_, make) => {
    const impatient = pageDrawer({ timeoutMs: 3_000 })
    expect((await impatient.draw(make(), 1, 200, 'somebody')).is).toMatch(/drawn|not shown|gave up/)
    expect((await impatient.draw(await pdf('x'), 1, 200, 'somebody')).is).toBe('drawn')
    await impatient.close()
  })

  it('are drawn for so many at once, and the others asked to come back', async () => {
    const narrow = pageDrawer({ waiting: 1 })
    const bytes = await pdf('x')
    const answers = await Promise.all(Array.from({ length: 4 }, () => narrow.draw(bytes, 1, 100, 'somebody')))
    expect(answers.map(({ is }) => is).sort()).toEqual(['busy', 'busy', 'drawn', 'drawn'])
    await narrow.close()
  })

  it('never take more memory than the code of the library is given', async () => {
    const wasm = Uint8Array.from(
      Buffer.from('0061736d01000000' + '0506' + '01011c808002' + '07' + '0a' + '0106' + '6d656d6f7279' + '0200', 'hex'),
    )
    const { instance } = await WebAssembly.instantiate(withMostMemory(wasm, 8))
    const memory = instance.exports['memory']
    if (!(memory instanceof WebAssembly.Memory)) throw new Error('no memory')
    expect(memory.grow(100)).toBe(28)
    expect(() => memory.grow(1)).toThrow(RangeError)
    expect(() => withMostMemory(Uint8Array.from(Buffer.from('0061736d01000000', 'hex')), 8)).toThrow(
      /no bounded memory/,
    )
    expect(() => withMostMemory(wasm, 1_000_000)).toThrow(/no room/)
  })
})

function decoded(png: Buffer) {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const length = png.readUInt32BE(33)
  const rows = inflateSync(png.subarray(41, 41 + length))
  const row = width * 3
  const dots = new Uint8Array(row * height)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < row; x += 1)
      dots[y * row + x] = (rows[y * (row + 1) + 1 + x] ?? 0) + (y === 0 ? 0 : (dots[(y - 1) * row + x] ?? 0))
  return { width, height, dots }
}

const withContent = (deflated: Buffer) =>
  pdfOf([
    ...onePage.slice(0, 2),
    '<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox[0 0 200 200]>>',
    streamOf('/Filter/FlateDecode', deflated),
  ])

function withPicture(width: number, height: number): Buffer {
  const picture = `/Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode`
  return pdfOf([
    ...onePage.slice(0, 2),
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>',
    streamOf('', Buffer.from('200 0 0 200 0 0 cm /I Do')),
    streamOf(picture, deflateSync(Buffer.alloc(20_000_000))),
  ])
}

/** Each form draws the next one that often. */
function nested(deep: number, often: number): Buffer {
  const forms = Array.from({ length: deep }, (_, n) =>
    streamOf(
      `/Type/XObject/Subtype/Form/BBox[0 0 200 200]/Resources<</XObject<</F ${n + 6} 0 R>>>>`,
      Buffer.from(n === deep - 1 ? '0 0 200 200 re f' : '/F Do '.repeat(often)),
    ),
  )
  return pdfOf([
    ...onePage.slice(0, 2),
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>',
    streamOf('', Buffer.from('/F Do')),
    ...forms,
  ])
}
