// The blocks of a form: sections, rows of boxes, paragraphs, checkboxes, signatures.
import { addCheckbox, addSignatureField, addTextField } from './fields.ts'
import { words } from './form-texts.ts'
import type { Bilingual } from './form-texts.ts'
import {
  area,
  drawArtifact,
  addField,
  ink,
  drawLabel,
  inElement,
  drawText,
  drawLines,
  drawSpan,
  drawElement,
  drawTopRule,
} from './drawing.ts'
import type { Sheet } from './drawing.ts'
import { fitted, printable, widthOf, wrapped } from './readable.ts'
import type { Fitted } from './readable.ts'

/** A box of a row, `columns` of twelve wide. Without a `value` it is a field named `name`, pre-filled with `preset`. */
export interface Cell {
  name: string
  label: Bilingual
  columns: number
  value: string
  preset?: string
}

// Font sizes and line heights of the body text, in Italian and English.
const body = { it: 7.7, en: 6, itLine: 9.7, enLine: 7.5 }

/** Draws a numbered section with its heading; starts a new page unless `keep` points are left on this one. */
export function drawSection(sheet: Sheet, number: number, heading: Bilingual, keep: number, draw: () => void): void {
  makeRoom(sheet, keep)
  inElement(sheet, 'Sect', () => {
    const { y } = sheet
    drawArtifact(sheet, () =>
      sheet.doc.rect(area.left, y, area.width, 15).fill(ink.tint).rect(area.left, y, 2.5, 15).fill(ink.wax),
    )
    inElement(sheet, 'H2', () => {
      const it = `${number}. ${heading.it}`
      drawSpan(sheet, () => drawText(sheet, it, area.left + 9, y + 2.6, 'bold', 8.6, ink.text))
      const beside = area.left + 9 + widthOf(it, 'bold', 8.6) + 7
      drawSpan(sheet, () => drawText(sheet, heading.en, beside, y + 4.5, 'regular', 6.4, ink.grey), 'en')
    })
    sheet.y += 20
    draw()
    sheet.y += 5
  })
}

/** Draws a row of boxes, twelve columns wide; it grows with its longest value. */
export function drawRow(sheet: Sheet, cells: readonly Cell[]): void {
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

/**
 * Draws a paragraph in Italian with its English translation below, small and grey; `lead` hangs before the first line.
 */
export function drawParagraph(sheet: Sheet, text: Bilingual, lead = ''): void {
  const indent = lead === '' ? 0 : 13
  const lines = bilingualLines(text, area.width - indent)
  makeRoom(sheet, lines.height)
  const draw = () => {
    drawBilingual(sheet, lines, area.left + indent)
  }
  if (lead === '') {
    inElement(sheet, 'P', draw)
  } else {
    inElement(sheet, 'LI', () => {
      drawElement(sheet, 'Lbl', () => drawText(sheet, lead, area.left, sheet.y, 'bold', body.it, ink.wax))
      inElement(sheet, 'LBody', draw)
    })
  }
  sheet.y += 4
}

/** Draws a numbered list of paragraphs. */
export function drawSteps(sheet: Sheet, texts: readonly Bilingual[]): void {
  inElement(sheet, 'L', () => {
    for (const [index, text] of texts.entries()) drawParagraph(sheet, text, `${index + 1}.`)
  })
}

/** Draws a checkbox with its text. */
export function drawCheckboxLine(sheet: Sheet, name: string, text: Bilingual): void {
  const lines = bilingualLines(text, area.width - 20)
  makeRoom(sheet, lines.height + 2)
  inElement(sheet, 'P', () => {
    const { y } = sheet
    addField(sheet, text, (structParent, tip) => {
      addCheckbox(sheet.doc, { name, tip, structParent, x: area.left, y, width: 11, height: 11 })
    })
    drawBilingual(sheet, lines, area.left + 20)
  })
  sheet.y += 4.5
}

/** Draws place, date and space for one signature, by hand or by clicking the field with a digital signature. */
export function drawSignature(sheet: Sheet, name: string, caption: Bilingual): void {
  const height = 63
  makeRoom(sheet, height)
  const { y } = sheet
  inElement(sheet, 'P', () => {
    const low = { height: 30, x: area.left, width: 120 }
    sheet.y = y + 25
    drawCell(sheet, { ...low, name: `luogo_${name}`, label: words.place, preset: '' })
    drawCell(sheet, { ...low, x: area.left + 128, width: 76, name: `data_${name}`, label: words.date, preset: '' })
    drawLabel(sheet, caption, area.left + 224, y)
    const box = { x: area.left + 224, y: y + 15.5, width: area.width - 224, height: 41 }
    drawArtifact(sheet, () => {
      sheet.doc.rect(box.x, box.y, box.width, box.height).lineWidth(0.6).strokeColor(ink.label).stroke()
    })
    addField(sheet, caption, (structParent, tip) => {
      addSignatureField(sheet.doc, { ...box, name: `firma_${name}`, tip, structParent })
    })
  })
  sheet.y = y + height
}

/** Draws a box in place of a handwritten signature that says where the digital one is. It has no fillable field. */
export function drawDigitalSignature(sheet: Sheet, caption: Bilingual, inside: Bilingual): void {
  const lines = bilingualLines(inside, area.width - 20)
  const height = 15.5 + 14 + lines.height + 14
  makeRoom(sheet, height)
  const { y } = sheet
  inElement(sheet, 'P', () => {
    drawLabel(sheet, caption, area.left, y)
    drawArtifact(sheet, () => {
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
  drawTopRule(sheet)
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
  inElement(sheet, 'P', () => {
    drawLabel(sheet, cell.label, x, y)
    if (text) {
      drawSpan(sheet, () => drawLines(sheet, text, x, y + 16.5, 'regular'))
      drawArtifact(sheet, () => doc.rect(x, y + height, width, 0.5).fill(ink.rule))
    } else {
      addField(sheet, cell.label, (structParent, tip) => {
        const value = cell.preset ?? ''
        addTextField(doc, { name, tip, structParent, x, y: y + 15.5, width, height: height - 15.5, value })
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
  drawSpan(sheet, () => {
    for (const [index, line] of it.entries())
      drawText(sheet, line, x, y + index * body.itLine, 'regular', body.it, ink.text)
  })
  const below = y + it.length * body.itLine
  drawSpan(
    sheet,
    () => {
      for (const [index, line] of en.entries())
        drawText(sheet, line, x, below + index * body.enLine, 'regular', body.en, ink.grey)
    },
    'en',
  )
  sheet.y = y + height
}
