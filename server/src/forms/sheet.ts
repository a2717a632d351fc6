// The paper of every form: A4, tagged, head, foot, and the pieces a form is put together from.
import { setImmediate } from 'node:timers/promises'
import PDFDocument from 'pdfkit'
import { addFieldFont, checkbox, signatureField, textField } from './fields.ts'
import { faces } from './fonts.ts'
import type { FaceName } from './fonts.ts'
import type { IssuedForm } from './form-mark.ts'
import { words } from './form-texts.ts'
import type { Bilingual } from './form-texts.ts'
import { qrRuns } from './qr.ts'
import { fitted, printable, widthOf, wrapped } from './readable.ts'

type Structure = ReturnType<PDFKit.PDFDocument['struct']>

/** A form being drawn; `y` is where the next piece goes, in points from the top of the page. */
export interface Sheet {
  doc: PDFKit.PDFDocument
  y: number
  parent: Structure
  fields: unknown[]
  head: Head
}

/** What the head of a form says. */
export interface Head {
  title: Bilingual
  issued: Omit<IssuedForm, 'bytes'>
  id: string
  code: string
  issuedAt: Date
  sandbox: boolean
}

/** One box of a row: `columns` of twelve; without a `value` it is a field named `name`, `preset` already typed in it. */
export interface Cell {
  name: string
  label: Bilingual
  columns: number
  value: string
  preset?: string
}

const LEFT = 42
const WIDTH = 511
const TOP = 40
const BOTTOM = 786
const GUTTER = 8
const QR_SIDE = 84
// Sizes of the running text, Italian over English, and the distance of their lines.
const body = { it: 7.7, en: 6, itLine: 9.7, enLine: 7.5 }
const ink = { text: '#16202c', label: '#3d4a5c', grey: '#6b7480', rule: '#c3c9d1', wax: '#8a1c1c', tint: '#f3f5f8' }

/** Opens a form; `head` goes to its beginning. */
export function openSheet(head: Head): Sheet {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'it-IT',
    displayTitle: true,
    // The empty name keeps pdfkit from opening its own Helvetica, which is not embedded.
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
  return { doc, y: TOP, parent, fields: [], head }
}

/** Draws head, pieces in order and feet, letting other work go in between, and gives the bytes. */
export async function drawn(sheet: Sheet, pieces: readonly (() => void)[]): Promise<Uint8Array> {
  const { doc } = sheet
  for (const draw of [drawHead, drawQr, ...pieces]) {
    await setImmediate()
    draw(sheet)
  }
  await setImmediate()
  sheet.parent.end()
  const pages = doc.bufferedPageRange().count
  for (let page = 0; page < pages; page++) {
    doc.switchToPage(page)
    drawFoot(sheet, page + 1, pages)
  }
  await setImmediate()
  addFieldFont(doc, sheet.fields)
  doc.end()
  const chunks: Uint8Array[] = []
  for await (const chunk of doc) chunks.push(chunk)
  return new Uint8Array(Buffer.concat(chunks))
}

/** A numbered part of the form under its heading; `keep` is the height, in points, it must have left on the page. */
export function section(sheet: Sheet, number: number, heading: Bilingual, keep: number, draw: () => void): void {
  makeRoom(sheet, keep)
  nested(sheet, 'Sect', () => {
    const { y } = sheet
    artifact(sheet, () => sheet.doc.rect(LEFT, y, WIDTH, 15).fill(ink.tint).rect(LEFT, y, 2.5, 15).fill(ink.wax))
    nested(sheet, 'H2', () => {
      const it = `${number}. ${heading.it}`
      span(sheet, () => put(sheet, it, LEFT + 9, y + 2.6, 'bold', 8.6, ink.text))
      const beside = LEFT + 9 + widthOf(it, 'bold', 8.6) + 7
      span(sheet, () => put(sheet, heading.en, beside, y + 4.5, 'regular', 6.4, ink.grey), 'en')
    })
    sheet.y += 20
    draw()
    sheet.y += 5
  })
}

/** A row of boxes, twelve columns wide; it grows with its longest value. */
export function row(sheet: Sheet, cells: readonly Cell[]): void {
  const column = (WIDTH + GUTTER) / 12
  const laid = cells.map((cell) => {
    const width = cell.columns * column - GUTTER
    return { ...cell, width, text: fitted(printable(cell.value), 'regular', width, 9.4, 7) }
  })
  const tallest = Math.max(...laid.map(({ text }) => text.lines.length * text.size * 1.25))
  const height = 15.5 + Math.max(14.5, tallest + 3)
  makeRoom(sheet, height)
  let x = LEFT
  for (const { name, label, value, preset, width, text } of laid) {
    drawCell(sheet, { name, label, x, width, height, ...(value.trim() === '' ? { preset: preset ?? '' } : { text }) })
    x += width + GUTTER
  }
  sheet.y += height + 4.5
}

/** A paragraph in Italian with its English, small and grey, beneath; `lead` hangs before the first line. */
export function paragraph(sheet: Sheet, text: Bilingual, lead = ''): void {
  const indent = lead === '' ? 0 : 13
  const lines = bilingualLines(text, WIDTH - indent)
  makeRoom(sheet, lines.height)
  const draw = () => {
    drawBilingual(sheet, lines, LEFT + indent)
  }
  if (lead === '') {
    nested(sheet, 'P', draw)
  } else {
    nested(sheet, 'LI', () => {
      tagged(sheet, 'Lbl', () => put(sheet, lead, LEFT, sheet.y, 'bold', body.it, ink.wax))
      nested(sheet, 'LBody', draw)
    })
  }
  sheet.y += 4
}

/** A numbered list of paragraphs. */
export function steps(sheet: Sheet, texts: readonly Bilingual[]): void {
  nested(sheet, 'L', () => {
    for (const [index, text] of texts.entries()) paragraph(sheet, text, `${index + 1}.`)
  })
}

/** A box to tick with the words it stands for. */
export function tickLine(sheet: Sheet, name: string, text: Bilingual): void {
  const lines = bilingualLines(text, WIDTH - 20)
  makeRoom(sheet, lines.height + 2)
  nested(sheet, 'P', () => {
    const { y } = sheet
    form(sheet, text, (structParent, tip) => {
      checkbox(sheet.doc, { name, tip, structParent, x: LEFT, y, width: 11, height: 11 })
    })
    drawBilingual(sheet, lines, LEFT + 20)
  })
  sheet.y += 4.5
}

/** Place, date and the space for one signature; by hand, or by clicking the field with a digital signature. */
export function signature(sheet: Sheet, name: string, caption: Bilingual): void {
  const height = 63
  makeRoom(sheet, height)
  const { y } = sheet
  nested(sheet, 'P', () => {
    const low = { height: 30, x: LEFT, width: 120 }
    sheet.y = y + 25
    drawCell(sheet, { ...low, name: `luogo_${name}`, label: words.place, preset: '' })
    drawCell(sheet, { ...low, x: LEFT + 128, width: 76, name: `data_${name}`, label: words.date, preset: '' })
    label(sheet, caption, LEFT + 224, y)
    const box = { x: LEFT + 224, y: y + 15.5, width: WIDTH - 224, height: 41 }
    artifact(sheet, () => {
      sheet.doc.rect(box.x, box.y, box.width, box.height).lineWidth(0.6).strokeColor(ink.label).stroke()
    })
    form(sheet, caption, (structParent, tip) => {
      signatureField(sheet.doc, { ...box, name: `firma_${name}`, tip, structParent })
    })
  })
  sheet.y = y + height
}

function drawHead(sheet: Sheet): void {
  const { doc, head } = sheet
  artifact(sheet, () => doc.rect(LEFT, TOP - 12, WIDTH, 2.2).fill(ink.wax))
  if (sheet.head.sandbox) drawSandbox(sheet)
  nested(sheet, 'H1', () => {
    span(sheet, () => put(sheet, head.title.it, LEFT, TOP + 2, 'bold', 15, ink.text))
    span(sheet, () => put(sheet, head.title.en, LEFT, TOP + 21, 'regular', 8, ink.grey), 'en')
  })
  const text = fitted(printable(head.code), 'bold', 200, 14, 7)
  const reference = fitted(printable(head.id), 'regular', 150, 9, 6)
  nested(sheet, 'P', () => {
    label(sheet, words.code, LEFT, TOP + 40)
    span(sheet, () => putLines(sheet, text, LEFT, TOP + 55, 'bold'))
  })
  nested(sheet, 'P', () => {
    label(sheet, words.reference, LEFT + 212, TOP + 40)
    span(sheet, () => putLines(sheet, reference, LEFT + 212, TOP + 56, 'regular'))
    const issued = `${words.issued.it} ${romanDay.format(head.issuedAt)}`
    span(sheet, () => put(sheet, issued, LEFT + 212, TOP + 72, 'regular', 6.6, ink.label))
  })
  const codeBottom = TOP + 55 + text.lines.length * text.size * 1.25
  const referenceBottom = TOP + 72 + Math.max(0, reference.lines.length - 1) * 8
  sheet.y = Math.max(TOP + QR_SIDE + 10, codeBottom + 8, referenceBottom + 14)
}

function drawQr(sheet: Sheet): void {
  const { mark } = sheet.head.issued
  const { size, runs } = qrRuns(mark)
  const module = QR_SIDE / size
  const x = LEFT + WIDTH - QR_SIDE
  tagged(
    sheet,
    'Figure',
    () => {
      for (const { row, column, length } of runs) {
        sheet.doc.rect(x + column * module, TOP + row * module, length * module, module)
      }
      sheet.doc.fill('#000000')
    },
    { alt: `${words.qr.it}: ${mark}` },
  )
}

function drawFoot(sheet: Sheet, page: number, pages: number): void {
  const { doc, head } = sheet
  const { mark, version } = head.issued
  doc.markContent('Artifact', { type: 'Pagination', attached: ['Bottom'] })
  doc.rect(LEFT, BOTTOM + 8, WIDTH, 0.5).fill(ink.rule)
  const left = `${head.title.it} · ${words.version.it} ${version}`
  put(sheet, left, LEFT, BOTTOM + 13, 'regular', 6.4, ink.label)
  const middle = fitted(`${words.reference.it} ${printable(head.id)}`, 'regular', 190, 6.4, 3)
  put(sheet, middle.lines[0] ?? '', LEFT + 240, BOTTOM + 13, 'regular', middle.size, ink.label)
  const right = `${words.page.it} ${page} ${words.of.it} ${pages}`
  put(sheet, right, LEFT + WIDTH - widthOf(right, 'regular', 6.4), BOTTOM + 13, 'regular', 6.4, ink.label)
  put(sheet, mark, LEFT, BOTTOM + 22, 'regular', 4.6, ink.grey)
  doc.endMarkedContent()
}

function drawSandbox(sheet: Sheet): void {
  const { it } = words.sandbox
  const x = LEFT + WIDTH - widthOf(it, 'bold', 6.6)
  tagged(sheet, 'P', () => put(sheet, it, x, TOP - 22.5, 'bold', 6.6, ink.wax))
}

interface Placed {
  name: string
  label: Bilingual
  x: number
  width: number
  height: number
  text?: { lines: string[]; size: number }
  preset?: string
}

function drawCell(sheet: Sheet, cell: Placed): void {
  const { doc, y } = sheet
  const { x, width, height, text, name } = cell
  nested(sheet, 'P', () => {
    label(sheet, cell.label, x, y)
    if (text) {
      span(sheet, () => putLines(sheet, text, x, y + 16.5, 'regular'))
      artifact(sheet, () => doc.rect(x, y + height, width, 0.5).fill(ink.rule))
    } else {
      form(sheet, cell.label, (structParent, tip) => {
        const value = cell.preset ?? ''
        textField(doc, { name, tip, structParent, x, y: y + 15.5, width, height: height - 15.5, value })
      })
    }
  })
}

function label(sheet: Sheet, text: Bilingual, x: number, y: number): void {
  span(sheet, () => put(sheet, text.it, x, y, 'regular', 6.6, ink.label))
  span(sheet, () => put(sheet, text.en, x, y + 7.6, 'regular', 5.4, ink.grey), 'en')
}

interface BilingualLines {
  it: string[]
  en: string[]
  height: number
}

function bilingualLines(text: Bilingual, width: number): BilingualLines {
  const it = wrapped(text.it, 'regular', body.it, width)
  const en = wrapped(text.en, 'regular', body.en, width)
  return { it, en, height: it.length * body.itLine + en.length * body.enLine }
}

function drawBilingual(sheet: Sheet, { it, en, height }: BilingualLines, x: number): void {
  const { y } = sheet
  span(sheet, () => {
    for (const [index, line] of it.entries()) put(sheet, line, x, y + index * body.itLine, 'regular', body.it, ink.text)
  })
  const below = y + it.length * body.itLine
  span(
    sheet,
    () => {
      for (const [index, line] of en.entries())
        put(sheet, line, x, below + index * body.enLine, 'regular', body.en, ink.grey)
    },
    'en',
  )
  sheet.y = y + height
}

function putLines(sheet: Sheet, text: { lines: string[]; size: number }, x: number, y: number, face: FaceName): void {
  for (const [index, line] of text.lines.entries()) {
    put(sheet, line, x, y + index * text.size * 1.25, face, text.size, ink.text)
  }
}

function put(sheet: Sheet, text: string, x: number, y: number, face: FaceName, size: number, color: string): void {
  // Not doc.text: it lays a line out three times over, and this is most of what a form costs.
  const { doc } = sheet
  const { _font: font, page } = doc.font(face)
  page.fonts[font.id] ??= font.ref()
  const [codes] = font.encode(text, [])
  const baseline = y + size * faces()[face].ascent
  const place = `1 0 0 -1 ${x.toFixed(2)} ${baseline.toFixed(2)} Tm`
  doc.addContent(`BT /${font.id} ${size} Tf ${rgb(color)} rg ${place} <${codes.join('')}> Tj ET`)
}

function rgb(color: string): string {
  const parts = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
  return parts.map((part) => part.toFixed(3)).join(' ')
}

function makeRoom(sheet: Sheet, height: number): void {
  if (sheet.y + height <= BOTTOM) return
  sheet.doc.addPage()
  sheet.y = TOP
  artifact(sheet, () => sheet.doc.rect(LEFT, TOP - 12, WIDTH, 2.2).fill(ink.wax))
  if (sheet.head.sandbox) drawSandbox(sheet)
}

function span(sheet: Sheet, draw: () => void, lang?: string): void {
  tagged(sheet, 'Span', draw, lang === undefined ? {} : { lang })
}

function tagged(
  sheet: Sheet,
  tag: string,
  draw: () => void,
  options: PDFKit.Mixins.StructureElementOptions = {},
): void {
  sheet.parent.add(sheet.doc.struct(tag, options, draw))
}

function nested(sheet: Sheet, tag: string, draw: () => void): void {
  const outer = sheet.parent
  const inner = sheet.doc.struct(tag)
  outer.add(inner)
  sheet.parent = inner
  draw()
  inner.end()
  sheet.parent = outer
}

function form(sheet: Sheet, text: Bilingual, add: (structParent: Structure, tip: string) => void): void {
  const tip = `${text.it} / ${text.en}`
  const element = sheet.doc.struct('Form', { alt: tip })
  sheet.parent.add(element)
  add(element, tip)
  element.end()
  sheet.fields.push(sheet.doc.page.annotations.at(-1))
}

function artifact(sheet: Sheet, draw: () => void): void {
  sheet.doc.markContent('Artifact', { type: 'Layout' })
  draw()
  sheet.doc.endMarkedContent()
}

const romanDay = new Intl.DateTimeFormat('it-IT', {
  timeZone: 'Europe/Rome',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
})
