// The thread in which pages of documents are drawn, so that nobody's browser ever opens what a stranger sent.
import { parentPort } from 'node:worker_threads'
import { startPdfium } from './pdfium.ts'
import type { Pdfium } from './pdfium.ts'
import { pngOf } from './png.ts'

/** A page's size in points, as it is seen. */
export interface PageSize {
  width: number
  height: number
}

/** Why a document is not shown; `too much`: it needs more memory than there is for it. */
export type NotShown = 'damaged' | 'locked' | 'empty' | 'too much'

export type DrawQuestion = { bytes: Uint8Array } & (
  { is: 'pages'; most: number } | { is: 'draw'; page: number; width: number }
)

export type DrawAnswer =
  | { is: 'pages'; count: number; pages: PageSize[] }
  | { is: 'drawn'; png: Uint8Array<ArrayBuffer> }
  | { is: 'no such page'; count: number }
  | { is: 'not shown'; why: NotShown }

const MOST_DOTS = 6_000_000
const PASSWORD_NEEDED = 4
const BGRX = 3
const WHITE = 0xffffffff
/** Annotations are drawn too: a signature may be one. */
const WITH_ANNOTATIONS = 1
const BYTES_A_DOT = 4

const port = parentPort
port?.on('message', (question: DrawQuestion) => {
  void answerTo(question).then((answer) => port.postMessage(answer, answer.is === 'drawn' ? [answer.png.buffer] : []))
})

async function answerTo(question: DrawQuestion): Promise<DrawAnswer> {
  const pdfium = await startPdfium()
  try {
    return look(pdfium, question)
  } catch {
    // The library ends like this where it gets no more memory, or comes upon what it never expected.
    return { is: 'not shown', why: 'too much' }
  }
}

function look(pdfium: Pdfium, question: DrawQuestion): DrawAnswer {
  const { library } = pdfium
  const document = library.FPDF_LoadMemDocument(copied(pdfium, question.bytes), question.bytes.length, '')
  if (document === 0)
    return { is: 'not shown', why: library.FPDF_GetLastError() === PASSWORD_NEEDED ? 'locked' : 'damaged' }
  const count = library.FPDF_GetPageCount(document)
  if (count < 1) return { is: 'not shown', why: 'empty' }
  if (question.is === 'pages')
    return { is: 'pages', count, pages: sizesOf(pdfium, document, Math.min(count, question.most)) }
  if (question.page > count) return { is: 'no such page', count }
  return draw(pdfium, document, question)
}

function sizesOf(pdfium: Pdfium, document: number, pages: number): PageSize[] {
  const place = reserved(pdfium, 8)
  return Array.from({ length: pages }, (_, page) => {
    const isKnown = pdfium.library.FPDF_GetPageSizeByIndexF(document, page, place)
    const seen = new DataView(pdfium.memory.buffer, place, 8)
    const [width = 0, height = 0] = isKnown ? [0, 4].map((at) => Math.round(seen.getFloat32(at, true))) : []
    return { width, height }
  })
}

function draw(pdfium: Pdfium, document: number, { page, width }: { page: number; width: number }): DrawAnswer {
  const { library, memory } = pdfium
  const form = library.PDFiumExt_InitFormFillEnvironment(document, library.PDFiumExt_OpenFormFillInfo())
  const loaded = library.FPDF_LoadPage(document, page - 1)
  const size =
    loaded === 0 ? undefined : dotsOf(library.FPDF_GetPageWidthF(loaded), library.FPDF_GetPageHeightF(loaded), width)
  if (size === undefined) return { is: 'not shown', why: 'damaged' }
  const buffer = reserved(pdfium, size.width * size.height * BYTES_A_DOT)
  const stride = size.width * BYTES_A_DOT
  const bitmap = library.FPDFBitmap_CreateEx(size.width, size.height, BGRX, buffer, stride)
  library.FPDFBitmap_FillRect(bitmap, 0, 0, size.width, size.height, WHITE)
  library.FPDF_RenderPageBitmap(bitmap, loaded, 0, 0, size.width, size.height, 0, WITH_ANNOTATIONS)
  // What was filled in, without the colour of fields that wait.
  library.FPDF_SetFormFieldHighlightAlpha(form, 0)
  library.FPDF_FFLDraw(form, bitmap, loaded, 0, 0, size.width, size.height, 0, WITH_ANNOTATIONS)
  const bytes = new Uint8Array(memory.buffer, buffer, stride * size.height)
  return { is: 'drawn', png: pngOf({ ...size, stride, bytes }) }
}

/** How many dots a page is drawn with: as wide as asked, smaller where that were too many. */
function dotsOf(pageWidth: number, pageHeight: number, width: number): PageSize | undefined {
  if (!(pageWidth > 0 && pageHeight > 0)) return undefined
  const asked = width / pageWidth
  const most = Math.sqrt(MOST_DOTS / (pageWidth * pageHeight))
  const scale = Math.min(asked, most)
  const [across, down] = [Math.floor(pageWidth * scale), Math.floor(pageHeight * scale)]
  return across >= 1 && down >= 1 ? { width: across, height: down } : undefined
}

function copied(pdfium: Pdfium, bytes: Uint8Array): number {
  const place = reserved(pdfium, bytes.length)
  new Uint8Array(pdfium.memory.buffer).set(bytes, place)
  return place
}

function reserved({ library }: Pdfium, bytes: number): number {
  const place = library.pdfium.wasmExports.malloc(bytes)
  if (place === 0) throw new Error('no more memory')
  return place
}
