// The pages of every form: A4, tagged, with header and footers.
import { setImmediate } from 'node:timers/promises'
import PDFDocument from 'pdfkit'
import { finishFields } from './fields.ts'
import { faces } from './fonts.ts'
import { words } from './form-texts.ts'
import { area, ink, drawLabel, inElement, drawText, drawLines, drawSpan, drawElement, drawTopRule } from './drawing.ts'
import type { Head, Sheet } from './drawing.ts'
import { qrRuns } from './qr.ts'
import { fitted, printable, widthOf } from './readable.ts'

const QR_SIDE = 84

/** Opens a form; `head` is the content of its header. */
export function openSheet(head: Head): Sheet {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'it-IT',
    displayTitle: true,
    // The empty name keeps pdfkit from opening its own Helvetica, which would not be embedded.
    font: '',
    info: {
      Title: head.title.it,
      Author: 'Ceralacca',
      Creator: 'Ceralacca',
      Producer: 'Ceralacca',
      Subject: head.title.en,
      Keywords: head.issued.mark,
      CreationDate: head.issuedAt,
      ModDate: head.issuedAt,
    },
  })
  doc.registerFont('regular', faces().regular.open)
  doc.registerFont('bold', faces().bold.open)
  const parent = doc.struct('Document')
  doc.addStructure(parent)
  return { doc, y: area.top, parent, fields: [], head }
}

/** Draws header, blocks and footers, yielding to other work in between, and returns the PDF. */
export async function render(sheet: Sheet, blocks: readonly (() => void)[]): Promise<Uint8Array> {
  const { doc } = sheet
  for (const draw of [drawHeader, drawQr, ...blocks]) {
    await setImmediate()
    draw(sheet)
  }
  await setImmediate()
  sheet.parent.end()
  const pages = doc.bufferedPageRange().count
  for (let page = 0; page < pages; page++) {
    doc.switchToPage(page)
    drawFooter(sheet, page + 1, pages)
  }
  await setImmediate()
  if (sheet.fields.length > 0) finishFields(doc, sheet.fields)
  doc.end()
  const chunks: Uint8Array[] = []
  for await (const chunk of doc) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

function drawHeader(sheet: Sheet): void {
  const { head } = sheet
  drawTopRule(sheet)
  inElement(sheet, 'H1', () => {
    drawSpan(sheet, () => drawText(sheet, head.title.it, area.left, area.top + 2, 'bold', 15, ink.text))
    drawSpan(sheet, () => drawText(sheet, head.title.en, area.left, area.top + 21, 'regular', 8, ink.grey), 'en')
  })
  const text = fitted(printable(head.code), 'bold', 200, 14, 7)
  const reference = fitted(printable(head.id), 'regular', 150, 9, 6)
  inElement(sheet, 'P', () => {
    drawLabel(sheet, head.codeLabel ?? words.code, area.left, area.top + 40)
    drawSpan(sheet, () => drawLines(sheet, text, area.left, area.top + 55, 'bold'))
  })
  inElement(sheet, 'P', () => {
    drawLabel(sheet, words.reference, area.left + 212, area.top + 40)
    drawSpan(sheet, () => drawLines(sheet, reference, area.left + 212, area.top + 56, 'regular'))
    const issued = `${words.issued.it} ${romanDay.format(head.issuedAt)}`
    drawSpan(sheet, () => drawText(sheet, issued, area.left + 212, area.top + 72, 'regular', 6.6, ink.label))
  })
  const codeBottom = area.top + 55 + text.lines.length * text.size * 1.25
  const referenceBottom = area.top + 72 + Math.max(0, reference.lines.length - 1) * 8
  sheet.y = Math.max(area.top + QR_SIDE + 10, codeBottom + 8, referenceBottom + 14)
}

function drawQr(sheet: Sheet): void {
  const { mark } = sheet.head.issued
  const { size, runs } = qrRuns(mark)
  const module = QR_SIDE / size
  const x = area.left + area.width - QR_SIDE
  drawElement(
    sheet,
    'Figure',
    () => {
      for (const { row, column, length } of runs) {
        sheet.doc.rect(x + column * module, area.top + row * module, length * module, module)
      }
      sheet.doc.fill('#000000')
    },
    { alt: `${words.qr.it}: ${mark}` },
  )
}

function drawFooter(sheet: Sheet, page: number, pages: number): void {
  const { doc, head } = sheet
  const { mark, version } = head.issued
  doc.markContent('Artifact', { type: 'Pagination', attached: ['Bottom'] })
  doc.rect(area.left, area.bottom + 8, area.width, 0.5).fill(ink.rule)
  const left = `${head.title.it} · ${words.version.it} ${version}`
  drawText(sheet, left, area.left, area.bottom + 13, 'regular', 6.4, ink.label)
  const middle = fitted(`${words.reference.it} ${printable(head.id)}`, 'regular', 190, 6.4, 3)
  drawText(sheet, middle.lines[0] ?? '', area.left + 240, area.bottom + 13, 'regular', middle.size, ink.label)
  const right = `${words.page.it} ${page} ${words.of.it} ${pages}`
  drawText(
    sheet,
    right,
    area.left + area.width - widthOf(right, 'regular', 6.4),
    area.bottom + 13,
    'regular',
    6.4,
    ink.label,
  )
  drawText(sheet, mark, area.left, area.bottom + 22, 'regular', 4.6, ink.grey)
  doc.endMarkedContent()
}

const romanDay = new Intl.DateTimeFormat('it-IT', {
  timeZone: 'Europe/Rome',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
})
