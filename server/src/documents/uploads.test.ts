import { createHash } from 'node:crypto'
import PdfKit from 'pdfkit'
import { afterEach, describe, expect, it } from 'vitest'
import { uploadReader } from './uploads.ts'
import type { UploadReader, UploadRules } from './uploads.ts'

const production: UploadRules = { base64: 'strict', pdf: 'structure', maxDocumentBytes: 15_000_000 }
const sandbox: UploadRules = { base64: 'lenient', pdf: 'prefix', maxDocumentBytes: 15_000_000 }

const open: UploadReader[] = []
afterEach(() => Promise.all(open.splice(0).map((reader) => reader.close())))

function reader(options?: Parameters<typeof uploadReader>[0]): UploadReader {
  const made = uploadReader(options)
  open.push(made)
  return made
}

function body(members: Record<string, unknown>): Uint8Array {
  return Uint8Array.from(Buffer.from(JSON.stringify(members)))
}

describe('uploadReader', () => {
  it('gives the members, and each document with bytes, hash and verdict', async () => {
    const pdf = await onePage()
    const raw = body({
      spazio: '1024',
      documenti: [pdf.toString('base64'), Buffer.from('<html>').toString('base64'), 7],
    })
    const parsed = await reader().read(raw, production)
    expect(parsed).toEqual({
      is: 'parsed',
      body: { spazio: '1024' },
      documenti: [
        {
          is: 'document',
          document: {
            bytes: Uint8Array.from(pdf),
            sha256: createHash('sha256').update(pdf).digest('hex'),
            pdf: expect.objectContaining({ is: 'pdf', pages: 1 }),
          },
        },
        { is: 'document', document: expect.objectContaining({ pdf: { is: 'not pdf', why: 'no header' } }) },
        { is: 'unreadable', why: 'not a string' },
      ],
    })
  })

  it('is content with the beginning of a PDF in the sandbox', async () => {
    const raw = () => body({ documenti: Buffer.from('%PDF-1.5 x').toString('base64').replace(/=+$/, '') })
    const own = reader()
    expect(await own.read(raw(), sandbox)).toMatchObject({ documenti: [{ document: { pdf: { is: 'pdf' } } }] })
    expect(await own.read(raw(), production)).toMatchObject({ documenti: [{ is: 'unreadable' }] })
  })

  it('takes the bytes away from the caller instead of copying them', async () => {
    const raw = new Uint8Array(200_000).fill(0x20)
    expect(await reader().read(raw, production)).toEqual({ is: 'not json' })
    expect(raw.length).toBe(0)
  })

  it('leaves a slice of a shared buffer alone', async () => {
    const pool = Buffer.from('xx{"a":1}yy')
    expect(await reader().read(pool.subarray(2, 9), production)).toEqual({
      is: 'parsed',
      body: { a: 1 },
      documenti: 'absent',
    })
    expect(pool.toString()).toBe('xx{"a":1}yy')
  })

  it.each([
    ['brackets', '['.repeat(2_000_000), { is: 'not json' }],
    ['an array', '[1]', { is: 'not an object' }],
    ['much text', JSON.stringify({ nota: 'x'.repeat(10_000_000) }), { is: 'too large', limitBytes: 1_000_000 }],
  ])('says what is wrong with %s', async (_, text, answer) => {
    expect(await reader().read(Buffer.from(text), production)).toEqual(answer)
  })

  it('answers each of many callers, in turn', async () => {
    const own = reader({ atOnce: 2, waiting: 20 })
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => own.read(body({ n }), production)))
    expect(answers).toEqual(Array.from({ length: 20 }, (_, n) => ({ is: 'parsed', body: { n }, documenti: 'absent' })))
  })

  it('is busy when enough wait, and free again afterwards', async () => {
    const own = reader({ atOnce: 1, waiting: 1 })
    const answers = await Promise.all([1, 2, 3].map((n) => own.read(body({ n }), production)))
    expect(answers.map(({ is }) => is)).toEqual(['parsed', 'parsed', 'busy'])
    expect(await own.read(body({}), production)).toMatchObject({ is: 'parsed' })
  })

  it('gives up what takes too long, again and again', async () => {
    const own = reader({ atOnce: 1, waiting: 1, timeoutMs: 1 })
    const large = () => {
      const raw = new Uint8Array(30_000_000).fill(0x41)
      raw.set(Buffer.from('{"documenti":"'))
      return raw
    }
    const answers = await Promise.all([own.read(large(), production), own.read(large(), production)])
    expect(answers).toEqual([
      { is: 'gave up', why: 'time' },
      { is: 'gave up', why: 'time' },
    ])
  })

  it('is busy once closed, after finishing what it had', async () => {
    const own = uploadReader({ atOnce: 1 })
    const [first, second] = [own.read(body({ n: 1 }), production), own.read(body({ n: 2 }), production)]
    await own.close()
    expect([await first, await second]).toMatchObject([{ body: { n: 1 } }, { body: { n: 2 } }])
    expect(await own.read(body({}), production)).toEqual({ is: 'busy' })
  })
})

function onePage(): Promise<Buffer> {
  return new Promise((resolve) => {
    const doc = new PdfKit()
    const chunks: Buffer[] = []
    doc.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => resolve(Buffer.concat(chunks)))
    doc.text('one').end()
  })
}
