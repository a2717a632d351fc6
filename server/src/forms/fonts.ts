// The three fonts of the forms: parsed once per process, then read-only. How they were made: docs/decisions/0008.
import { readFileSync } from 'node:fs'
import { deflateSync } from 'node:zlib'
import { create } from 'fontkit'
import type { Font } from 'fontkit'

export type FaceName = 'regular' | 'bold'

/** An opened font in the form that pdfkit accepts; `layout` only maps each code point to one glyph. */
export type OpenFace = Pick<Font, 'createSubset'> & {
  layout(text: string): GlyphLine
}

interface PlainGlyph {
  id: number
  advanceWidth: number
  codePoints: number[]
}

interface GlyphLine {
  glyphs: PlainGlyph[]
  positions: { xAdvance: number; yAdvance: number; xOffset: number; yOffset: number }[]
  readonly advanceWidth: number
}

/** A face measured in em: `ascent` above the baseline, `advance` of a glyph (undefined when the font lacks it). */
export interface Face {
  open: OpenFace
  ascent: number
  advance(codePoint: number): number | undefined
}

/** The font of fillable fields: the complete WinAnsi set, because any letter may be typed. */
export interface FieldFont {
  program: Uint8Array
  programLength: number
  widths: number[]
  ascent: number
  descent: number
  capHeight: number
  bbox: number[]
}

/** Returns the regular and the bold face. */
export function faces(): Record<FaceName, Face> {
  textFaces ??= {
    regular: measured(opened('DejaVuSans.ttf')),
    bold: measured(opened('DejaVuSans-Bold.ttf')),
  }
  return textFaces
}

/**
 * Returns the font of fillable fields. `program` is deflated; widths are in thousandths of an em from code 32 to 255.
 */
export function fieldFont(): FieldFont {
  typedFont ??= readFieldFont()
  return typedFont
}

let textFaces: Record<FaceName, Face> | undefined
let typedFont: FieldFont | undefined

function measured(font: Font): Face {
  const { unitsPerEm } = font
  const known = new Map<number, PlainGlyph>()
  const glyphFor = (codePoint: number) => {
    // Read only the glyphs in use from the font: reading all of them takes a tenth of a second.
    const glyph = known.get(codePoint) ?? plainGlyph(font, codePoint)
    if (glyph) known.set(codePoint, glyph)
    return glyph
  }
  return {
    // fontkit's own layout caches a glyph with the first character that used it, so the ToUnicode map of a document
    // would depend on the documents drawn before it.
    open: Object.create(font, { layout: { value: (text: string) => line(glyphFor, text) } }),
    ascent: font.ascent / unitsPerEm,
    advance: (codePoint) => {
      const glyph = glyphFor(codePoint)
      return glyph && glyph.advanceWidth / unitsPerEm
    },
  }
}

function plainGlyph(font: Font, codePoint: number): PlainGlyph | undefined {
  if (!font.hasGlyphForCodePoint(codePoint)) return undefined
  const glyph = font.glyphForCodePoint(codePoint)
  return { id: glyph.id, advanceWidth: glyph.advanceWidth, codePoints: [codePoint] }
}

function line(glyphFor: (codePoint: number) => PlainGlyph | undefined, text: string): GlyphLine {
  const notDefined = { id: 0, advanceWidth: 0, codePoints: [0xfffd] }
  const glyphs = Array.from(text, (letter) => glyphFor(letter.codePointAt(0) ?? 0) ?? notDefined)
  const positions = glyphs.map((glyph) => ({ xAdvance: glyph.advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0 }))
  return {
    glyphs,
    positions,
    get advanceWidth() {
      // pdfkit scales the positions in place before it reads this.
      return positions.reduce((sum, position) => sum + position.xAdvance, 0)
    },
  }
}

function readFieldFont(): FieldFont {
  const bytes = read('DejaVuSans-fields.ttf')
  const font = parsed(bytes)
  const perMille = (units: number) => Math.round((units * 1000) / font.unitsPerEm)
  const letters = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 224 }, (_, index) => index + 32))
  return {
    program: deflateSync(bytes),
    programLength: bytes.length,
    widths: Array.from(letters, (letter) => perMille(font.glyphForCodePoint(letter.codePointAt(0) ?? 0).advanceWidth)),
    ascent: perMille(font.ascent),
    descent: perMille(font.descent),
    // DejaVu's OS/2 table predates the cap height entry, so measure a capital letter.
    capHeight: perMille(font.glyphForCodePoint(0x48).bbox.maxY),
    bbox: [font.bbox.minX, font.bbox.minY, font.bbox.maxX, font.bbox.maxY].map(perMille),
  }
}

function opened(name: string): Font {
  return parsed(read(name))
}

function parsed(bytes: Buffer): Font {
  const font = create(bytes)
  if (!('layout' in font)) throw new Error('a font of the forms is a collection')
  return font
}

function read(name: string): Buffer {
  return readFileSync(new URL(`../../assets/fonts/${name}`, import.meta.url))
}
