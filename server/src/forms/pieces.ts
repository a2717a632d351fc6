// The pieces a form is put together from: sections, rows of boxes, paragraphs, boxes to tick, signatures.
import { checkbox, signatureField, textField } from './fields.ts'
import { words } from './form-texts.ts'
import type { Bilingual } from './form-texts.ts'
import { area, artifact, form, ink, label, nested, put, putLines, span, tagged, topRule } from './pen.ts'
import type { Sheet } from './pen.ts'
import { fitted, printable, widthOf, wrapped } from './readable.ts'
import type { Fitted } from './readable.ts'

/** One box of a row: `columns` of twelve; without a `value` it is a field named `name`, `preset` already typed in it. */
export interface Cell {
  name: string
  label: Bilingual
  columns: number
  value: string
  preset?: string
}

// Sizes of the running text, Italian over English, and the distance of their lines.
const body = { it: 7.7, en: 6, itLine: 9.7, enLine: 7.5 }

/** A numbered part of the form under its heading; `keep` is the height, in points, it must have left on the page. */
export function section(sheet: Sheet, number: number, heading: Bilingual, keep: number, draw: () => void): void {
  makeRoom(sheet, keep)
  nested(sheet, 'Sect', () => {
    const { y } = sheet
    artifact(sheet, () =>
      sheet.doc.rect(area.left, y, area.width, 15).fill(ink.tint).rect(area.left, y, 2.5, 15).fill(ink.wax),
    )
    nested(sheet, 'H2', () => {
      const it = `${number}. ${heading.it}`
      span(sheet, () => put(sheet, it, area.left + 9, y + 2.6, 'bold', 8.6, ink.text))
      const beside = area.left + 9 + widthOf(it, 'bold', 8.6) + 7
      span(sheet, () => put(sheet, heading.en, beside, y + 4.5, 'regular', 6.4, ink.grey), 'en')
    })
    sheet.y += 20
    draw()
    sheet.y += 5
  })
}

/** A row of boxes, twelve columns wide; it grows with its longest value. */
export function row(sheet: Sheet, cells: readonly Cell[]): void {
  const column = (area.width + area.gutter) / 12
  const laid = cells.map((cell) => {
    const width = cell.columns * column - area.gutter
    return { ...cell, width, text: fitted(printable(cell.value), 'regular', width, 9.4, 7) }
  })
  const tallest = Math.max(...laid.map(({ text }) => text.lines.length * text.size * 1.25))
  const height = 15.5 + Math.max(14.5, tallest + 3)
  makeRoom(sheet, height)
  let x = area.left
  for (const { name, label, value, preset, width, text } of laid) {
    drawCell(sheet, { name, label, x, width, height, ...(value.trim() === '' ? { preset: preset ?? '' } : { text }) })
    x += width + area.gutter
  }
  sheet.y += height + 4.5
}

/** A paragraph in Italian with its English, small and grey, beneath; `lead` hangs before the first line. */
export function paragraph(sheet: Sheet, text: Bilingual, lead = ''): void {
  const indent = lead === '' ? 0 : 13
  const lines = bilingualLines(text, area.width - indent)
  makeRoom(sheet, lines.height)
  const draw = () => {
    drawBilingual(sheet, lines, area.left + indent)
  }
  if (lead === '') {
    nested(sheet, 'P', draw)
  } else {
    nested(sheet, 'LI', () => {
      tagged(sheet, 'Lbl', () => put(sheet, lead, area.left, sheet.y, 'bold', body.it, ink.wax))
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
  const lines = bilingualLines(text, area.width - 20)
  makeRoom(sheet, lines.height + 2)
  nested(sheet, 'P', () => {
    const { y } = sheet
    form(sheet, text, (structParent, tip) => {
      checkbox(sheet.doc, { name, tip, structParent, x: area.left, y, width: 11, height: 11 })
    })
    drawBilingual(sheet, lines, area.left + 20)
  })
  sheet.y += 4.5
}

/** Place, date and the space for one signature; by hand, or by clicking the field with a digital signature. */
export function signature(sheet: Sheet, name: string, caption: Bilingual): void {
  const height = 63
  makeRoom(sheet, height)
  const { y } = sheet
  nested(sheet, 'P', () => {
    const low = { height: 30, x: area.left, width: 120 }
    sheet.y = y + 25
    drawCell(sheet, { ...low, name: `luogo_${name}`, label: words.place, preset: '' })
    drawCell(sheet, { ...low, x: area.left + 128, width: 76, name: `data_${name}`, label: words.date, preset: '' })
    label(sheet, caption, area.left + 224, y)
    const box = { x: area.left + 224, y: y + 15.5, width: area.width - 224, height: 41 }
    artifact(sheet, () => {
      sheet.doc.rect(box.x, box.y, box.width, box.height).lineWidth(0.6).strokeColor(ink.label).stroke()
    })
    form(sheet, caption, (structParent, tip) => {
      signatureField(sheet.doc, { ...box, name: `firma_${name}`, tip, structParent })
    })
  })
  sheet.y = y + height
}

/** The place where a handwritten signature would stand, saying where the digital one is. Nothing in it can be filled. */
export function digitalSignature(sheet: Sheet, caption: Bilingual, inside: Bilingual): void {
  const lines = bilingualLines(inside, area.width - 20)
  const height = 15.5 + 14 + lines.height + 14
  makeRoom(sheet, height)
  const { y } = sheet
  nested(sheet, 'P', () => {
    label(sheet, caption, area.left, y)
    artifact(sheet, () => {
      const boxHeight = height - 15.5
      sheet.doc
        .rect(area.left, y + 15.5, area.width, boxHeight)
        .lineWidth(0.6)
        .strokeColor(ink.label)
        .stroke()
    })
    sheet.y = y + 15.5 + 14
    drawBilingual(sheet, lines, area.left + 10)
  })
  sheet.y = y + height
}

function makeRoom(sheet: Sheet, height: number): void {
  if (sheet.y + height <= area.bottom) return
  sheet.doc.addPage()
  sheet.y = area.top
  topRule(sheet)
}

interface Placed {
  name: string
  label: Bilingual
  x: number
  width: number
  height: number
  text?: Fitted
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
