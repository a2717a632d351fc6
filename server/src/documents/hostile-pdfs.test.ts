// Files made to keep the reader busy: whatever they make it do, they pay for.
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { damagedAfter, increasingly, latin, onePage, pdfOf, references, streamOf } from '../testing/hostile-pdf.ts'
import { scanPdf } from './pdf-scanner.ts'
import { pdfLimits, pdfRequestLimits, PdfWork } from './pdf-syntax.ts'

const plain = pdfOf(onePage)
const catalog = '<</Type/Catalog/Pages 2 0 R>>'

/** Two thousand pages that share one array of two thousand annotations. */
function pagesByAnnotations(annotation: string, ...more: string[]): Buffer {
  const many = Array.from({ length: 2_000 }, () => '<</Type/Page/Annots 3 0 R>>')
  const tree = `<</Type/Pages/Kids[${references(6, 2_000)}]>>`
  return pdfOf([catalog, tree, `[${`${annotation} `.repeat(2_000)}]`, ...more, ...many])
}

/** Tables that name ever other offsets in the blanks before one damaged cross-reference stream. */
function slidingOffsets(): Buffer {
  const stream = streamOf('/Type/XRef/W[1 4 1]/Size 7/Filter/FlateDecode', damagedAfter(7_900_000))
  const before = Buffer.concat([latin(`%PDF-1.7\n${' '.repeat(300)}4 0 obj\n`), stream, latin('\nendobj\n')])
  return increasingly(before, 250, (n, previous) => `xref\n0 0\ntrailer\n<</Root 1 0 R/XRefStm ${9 + n}${previous}>>\n`)
}

/** Object streams without an end mark of their own, one after the other, in a long text that nearly is one. */
function farEnds(): Buffer {
  const streams = Array.from({ length: 60 }, (_, n) => `${100 + n} 0 obj<</Type/ObjStm/N 1/First 4>>stream\n`)
  return lookedFor(`${streams.join('')}${'endstrea'.repeat(500_000)}\n`)
}

/** Its objects have to be looked for, and its only page is nowhere. */
function lookedFor(more: string): Buffer {
  const tree = `1 0 obj${catalog}endobj\n2 0 obj<</Type/Pages/Kids[${references(9, 2_000)}]>>endobj\n`
  return latin(`%PDF-1.7\n${tree}${more}trailer<</Root 1 0 R>>\nstartxref\n1\n%%EOF\n`)
}

const inCatalog = (value: string) => pdfOf([`<</Type/Catalog/Pages 2 0 R/X[${value}]>>`, ...onePage.slice(1)])
const emptyPacks = (count: number) =>
  Array.from({ length: count }, (_, n) => `${5_000 + n} 0 obj<</Type/ObjStm/N 0/First 0>>stream\nendstream endobj\n`)
const predicted = (bytes: number) =>
  streamOf(
    '/Type/XRef/W[1 4 1]/Size 7/Root 1 0 R/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 9>>',
    deflateSync(Buffer.alloc(bytes)),
  )

describe('a file pays with its steps for', () => {
  it.each([
    ['pages by annotations, all known already', () => pagesByAnnotations('4 0 R', '<</Subtype/Link>>', 'null')],
    ['pages by annotations that are no references', () => pagesByAnnotations('<<>>', 'null', 'null')],
    [
      'pages by annotations by actions',
      () => pagesByAnnotations('4 0 R', `<</AA<<${'/K 5 0 R'.repeat(30)}>>>>`, '<</S/Other>>'),
    ],
    [
      'branches that hold each other',
      () => pdfOf([catalog, `<</Kids 3 0 R>>`, `[${'<</Kids 3 0 R>>'.repeat(2_000)}]`]),
    ],
    ['runs of a table that all speak of one object', () => overlappingRuns()],
    ['object streams looked through for what is nowhere', () => lookedFor(emptyPacks(500).join(''))],
    ['object streams named after digits', () => lookedFor(`${'1'.repeat(500)}/ObjStm`.repeat(2_000))],
    ['the far end of a stream', farEnds],
    ['many short strings', () => inCatalog('(x)<41>'.repeat(20_000))],
    ['names of escapes', () => inCatalog(`/${'#41'.repeat(42)}`.repeat(20_000))],
    ['hexadecimal strings of blanks', () => inCatalog(`<${' '.repeat(130_000)}>`.repeat(10))],
    [
      'prediction',
      () => latin(`%PDF-1.7\n4 0 obj\n${predicted(4_000_000).toString('latin1')}\nendobj\nstartxref\n9\n%%EOF`),
    ],
  ])('%s', (_, make) => {
    // Half of what one may spend: without its price each of them would cost a small part of it.
    const together = new PdfWork({ ...pdfLimits, steps: pdfLimits.steps / 2 })
    scanPdf(make(), new PdfWork(pdfLimits, together))
    expect(scanPdf(plain, new PdfWork(pdfLimits, together))).toEqual({ is: 'not pdf', why: 'too much work' })
  })

  it('what a damaged stream inflates to, each time it is met', () => {
    expect(scanPdf(slidingOffsets())).toEqual({ is: 'not pdf', why: 'inflates too much' })
  })
})

describe('the documents of one request', () => {
  const costly = () => pagesByAnnotations('4 0 R', '<</Subtype/Link>>', 'null')

  it('pay from one purse, which has room for several of the costliest', () => {
    const together = new PdfWork(pdfRequestLimits)
    const verdicts = Array.from({ length: 50 }, () => scanPdf(costly(), new PdfWork(pdfLimits, together)).is)
    expect(verdicts.slice(0, 3)).toEqual(['pdf', 'pdf', 'pdf'])
    expect(verdicts.slice(5)).toEqual(Array.from({ length: 45 }, () => 'not pdf'))
  })

  it('are all taken where they are ordinary, fifty of them', () => {
    const together = new PdfWork(pdfRequestLimits)
    for (let n = 0; n < 50; n += 1) expect(scanPdf(plain, new PdfWork(pdfLimits, together)).is).toBe('pdf')
  })
})

/** A cross-reference stream whose Index says five thousand times that an entry it does not have is that of object 3. */
function overlappingRuns(): Buffer {
  const head = `%PDF-1.7\n1 0 obj${catalog}endobj\n2 0 obj<</Type/Pages/Kids[${references(9, 100)}]>>endobj\n`
  const data = Buffer.alloc(18)
  for (const [number, at] of [9, head.indexOf('2 0 obj')].entries()) {
    data[6 * (number + 1)] = 1
    data.writeUInt32BE(at, 6 * (number + 1) + 1)
  }
  const index = `/Index[0 3 ${'3 99999 '.repeat(4_990)}]`
  const stream = streamOf(`/Type/XRef/W[1 4 1]/Root 1 0 R${index}`, data)
  return Buffer.concat([latin(`${head}3 0 obj\n`), stream, latin(`\nendobj\nstartxref\n${head.length}\n%%EOF\n`)])
}
