// Drawing primitives: text, elements of the structure tree, and the measures shared by all forms.
import { faces } from './fonts.ts'
import type { FaceName } from './fonts.ts'
import type { IssuedForm } from './form-mark.ts'
import { words } from './form-texts.ts'
import type { Bilingual } from './form-texts.ts'
import { widthOf } from './readable.ts'
import type { Fitted } from './readable.ts'

export type Structure = ReturnType<PDFKit.PDFDocument['struct']>

/** A form being drawn; `y` is the position of the next block, in points from the top of the page. */
export interface Sheet {
  doc: PDFKit.PDFDocument
  y: number
  parent: Structure
  fields: unknown[]
  head: Head
}

/** Content of a form's header. */
export interface Head {
  title: Bilingual
  issued: Omit<IssuedForm, 'bytes'>
  id: string
  code: string
  /** Label of the code; by default an activation code. */
  codeLabel?: Bilingual
  issuedAt: Date
  sandbox: boolean
}

/** The printable area of the page and the gap between the boxes of a row, in points from the top left. */
export const area = { left: 42, width: 511, top: 40, bottom: 786, gutter: 8 }

export const ink = {
  text: '#16202c',
  label: '#3d4a5c',
  grey: '#6b7480',
  rule: '#c3c9d1',
  wax: '#8a1c1c',
  tint: '#f3f5f8',
}

/** Draws the rule at the top of a page and, in the sandbox, a notice above it. */
export function drawTopRule(sheet: Sheet): void {
  const { doc, head } = sheet
  drawArtifact(sheet, () => doc.rect(area.left, area.top - 12, area.width, 2.2).fill(ink.wax))
  if (!head.sandbox) return
  const { it } = words.sandbox
  const x = area.left + area.width - widthOf(it, 'bold', 6.6)
  drawElement(sheet, 'P', () => {
    drawText(sheet, it, x, area.top - 22.5, 'bold', 6.6, ink.wax)
  })
}

/** Draws a label: Italian, with English below. */
export function drawLabel(sheet: Sheet, text: Bilingual, x: number, y: number): void {
  drawSpan(sheet, () => drawText(sheet, text.it, x, y, 'regular', 6.6, ink.label))
  drawSpan(sheet, () => drawText(sheet, text.en, x, y + 7.6, 'regular', 5.4, ink.grey), 'en')
}

/** Draws fitted lines; the top of the first line is at `y`. */
export function drawLines(sheet: Sheet, text: Fitted, x: number, y: number, face: FaceName): void {
  for (const [index, line] of text.lines.entries()) {
    drawText(sheet, line, x, y + index * text.size * 1.25, face, text.size, ink.text)
  }
}

/** Draws one line with its top at `y`, without wrapping or clipping. */
export function drawText(
  sheet: Sheet,
  text: string,
  x: number,
  y: number,
  face: FaceName,
  size: number,
  color: string,
): void {
  // Not doc.text: it lays out each line three times, and text is most of the cost of a form.
  const { doc } = sheet
  const { _font: font, page } = doc.font(face)
  page.fonts[font.id] ??= font.ref()
  const [codes] = font.encode(text, [])
  const baseline = y + size * faces()[face].ascent
  const place = `1 0 0 -1 ${x.toFixed(2)} ${baseline.toFixed(2)} Tm`
  doc.addContent(`BT /${font.id} ${size} Tf ${rgb(color)} rg ${place} <${codes.join('')}> Tj ET`)
}

/** Draws a separate run of text, optionally in another language. */
export function drawSpan(sheet: Sheet, draw: () => void, lang?: string): void {
  drawElement(sheet, 'Span', draw, lang === undefined ? {} : { lang })
}

/** Draws one element of the structure tree. */
export function drawElement(
  sheet: Sheet,
  tag: string,
  draw: () => void,
  options: PDFKit.Mixins.StructureElementOptions = {},
): void {
  sheet.parent.add(sheet.doc.struct(tag, options, draw))
}

/** Opens an element of the structure tree; what `draw` adds becomes its children. */
export function inElement(sheet: Sheet, tag: string, draw: () => void): void {
  const outer = sheet.parent
  const inner = sheet.doc.struct(tag)
  outer.add(inner)
  sheet.parent = inner
  draw()
  inner.end()
  sheet.parent = outer
}

/** Adds a field with its tooltip as an element of the structure tree. */
export function addField(sheet: Sheet, text: Bilingual, add: (structParent: Structure, tip: string) => void): void {
  const tip = `${text.it} / ${text.en}`
  const element = sheet.doc.struct('Form', { alt: tip })
  sheet.parent.add(element)
  add(element, tip)
  element.end()
  sheet.fields.push(sheet.doc.page.annotations.at(-1))
}

/** Draws decoration, such as rules and boxes, which screen readers skip. */
export function drawArtifact(sheet: Sheet, draw: () => void): void {
  sheet.doc.markContent('Artifact', { type: 'Layout' })
  draw()
  sheet.doc.endMarkedContent()
}

function rgb(color: string): string {
  const parts = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
  return parts.map((part) => part.toFixed(3)).join(' ')
}
