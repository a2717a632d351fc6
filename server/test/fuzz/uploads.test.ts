// Asks for the unknown: edited PDFs and p7m for the readers of uploads and signatures, alone and behind a whole server.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uploadReader } from '../../src/documents/uploads.ts'
import type { UploadReader, UploadRules } from '../../src/documents/uploads.ts'
import { signatureReader } from '../../src/signatures/signature-reader.ts'
import type { SignatureReader } from '../../src/signatures/signature-reader.ts'
import { expectOfAll, fuzzRuns } from './fuzz-run.ts'
import { editP7m, p7mEdits } from './p7m-edits.ts'
import { editPdf, pdfEdits } from './pdf-edits.ts'
import { makeSeeds, SIGNED_CONTENT } from './seeds.ts'
import type { Seed, Seeds } from './seeds.ts'

const rules: Record<'production' | 'sandbox', UploadRules> = {
  production: { base64: 'strict', pdf: 'structure', maxDocumentBytes: 15_000_000 },
  sandbox: { base64: 'lenient', pdf: 'prefix', maxDocumentBytes: 15_000_000 },
}
const notPdf = [
  ...[
    'empty',
    'no header',
    'no end of file mark',
    'no catalog',
    'no pages',
    'needs a password',
    'encryption not known',
  ],
  ...['nested too deeply', 'too much work', 'inflates too much'],
]
const readable = ['signed', 'not p7m', 'too large', 'too deep']
const at = new Date('2026-06-01T00:00:00Z')

// Edits keep files small, so that no limit of time is reached: then it would be a file that costs more than its size.
describe.each(fuzzRuns('uploads', { usual: 120, most: 1_000_000 }))('$runs files with seed $seed', (run) => {
  let seeds: Seeds
  let uploads: UploadReader
  let signatures: SignatureReader
  beforeAll(async () => {
    seeds = await makeSeeds()
    uploads = uploadReader()
    signatures = signatureReader()
  })
  afterAll(async () => {
    await Promise.all([uploads.close(), signatures.close(), seeds.authority[Symbol.asyncDispose]()])
  })

  const anchors = () => seeds.authority.anchors
  const seedOf = (list: readonly [Seed, ...Seed[]], index: number) => list[index % list.length] ?? list[0]

  it('an edited PDF has a verdict of its own, within the limits', { timeout: 3_600_000 }, () =>
    expectOfAll(
      run,
      fc.tuple(fc.nat(20), pdfEdits(), fc.constantFrom('production', 'sandbox')),
      async ([index, edits, mode]) => {
        const file = editPdf(seedOf(seeds.pdfs, index).bytes, edits)
        const documenti = file.toString('base64')
        const parsed = await uploads.read(Buffer.from(JSON.stringify({ documenti })), rules[mode])
        if (file.length === 0) return
        expect(parsed).toMatchObject({ is: 'parsed', documenti: [{ is: 'document' }] })
        if (parsed.is !== 'parsed' || typeof parsed.documenti === 'string') return
        for (const entry of parsed.documenti) {
          if (entry.is !== 'document') continue
          expect(Buffer.compare(entry.document.bytes, file)).toBe(0)
          if (entry.document.pdf.is === 'not pdf') expect(notPdf).toContain(entry.document.pdf.why)
        }
      },
    ),
  )

  it('an edited PDF is read for who reviews it, and no signature holds over other bytes', { timeout: 3_600_000 }, () =>
    expectOfAll(run, fc.tuple(fc.nat(20), pdfEdits()), async ([index, edits]) => {
      const seed = seedOf(seeds.pdfs, index)
      const file = editPdf(seed.bytes, edits)
      const read = await signatures.readPdf(file, { at, anchors: anchors(), issued: { id: 'x', marks: [], files: [] } })
      expect(read.is).toBe('read')
      if (read.is !== 'read') return
      for (const { coverage, signers, readable: how } of read.signatures) {
        expect(readable).toContain(how.is)
        if (coverage !== 'whole file' || !signers.some(({ intact }) => intact.is === 'yes')) continue
        expect(withoutHoles(file), `${seed.name} was changed and its signature holds`).toBe(withoutHoles(seed.bytes))
      }
    }),
  )

  it('an edited p7m is judged, and none is intact over another content', { timeout: 3_600_000 }, () =>
    expectOfAll(run, fc.tuple(fc.nat(20), p7mEdits()), async ([index, edits]) => {
      const file = editP7m(seedOf(seeds.p7ms, index).bytes, edits)
      const { report, content } = await signatures.openP7m(file, { at, anchors: anchors(), maxBytes: 32_000_000 })
      expect(readable, JSON.stringify(report.readable)).toContain(report.readable.is)
      if (report.readable.is !== 'signed' || report.readable.layers > 1) return
      const holds = report.signers.some(({ intact, chain }) => intact.is === 'yes' && chain.is === 'trusted')
      // Of the seed that holds another, that one is what was signed.
      const signed = [SIGNED_CONTENT, seeds.p7ms[0].bytes]
      if (holds) expect(signed.some((one) => one.equals(content ?? Buffer.alloc(0)))).toBe(true)
    }),
  )

  it('the readers answer the next file as if nothing had been', { timeout: 60_000 }, async () => {
    const [plain] = seeds.pdfs
    const documenti = plain.bytes.toString('base64')
    const parsed = await uploads.read(Buffer.from(JSON.stringify({ documenti })), rules.production)
    expect(parsed).toMatchObject({ documenti: [{ document: { pdf: { is: 'pdf', pages: 1 } } }] })
    const [signed] = seeds.p7ms
    const report = await signatures.verifyP7m(signed.bytes, { at, anchors: anchors() })
    expect(report).toMatchObject({ readable: { is: 'signed' }, signers: [{ intact: { is: 'yes' } }] })
  })
})

/** A signed PDF without what its signatures leave out: the hex strings of many bytes. */
const withoutHoles = (file: Buffer) => file.toString('latin1').replaceAll(/<[0-9a-fA-F]{1000,}>/g, '<>')
