// Fillable fields (ISO 32000-1, 12.7), each with its own appearance so that viewers need not draw it.
import { fieldFont } from './fonts.ts'

/** Position of a field (points from the top left), its name, its tooltip and its element in the structure tree. */
export interface Placement {
  name: string
  tip: string
  x: number
  y: number
  width: number
  height: number
  structParent: unknown
}

const FONT = 'FormSans'
const SIZE = 9
const TINT = '0.92 0.945 0.985 rg'
const EDGE = '0.45 0.53 0.66'

/** Adds a text field; its initial `value` must be WinAnsi. */
export function addTextField(doc: PDFKit.PDFDocument, field: Placement & { value: string }): void {
  const { width, height, value } = field
  const baseline = (height - SIZE) / 2 + 1.9
  const typed = value === '' ? '' : `BT /${FONT} ${SIZE} Tf 0 g 3 ${baseline.toFixed(2)} Td (${escaped(value)}) Tj ET\n`
  const frame = `q ${TINT} 0 0 ${width} ${height} re f ${EDGE} rg 0 0 ${width} 0.6 re f Q\n`
  const resources = value === '' ? {} : { Font: { [FONT]: fontOf(doc) } }
  doc.annotate(field.x, field.y, width, height, {
    ...common(field),
    FT: 'Tx',
    DA: text(`/${FONT} ${SIZE} Tf 0 g`),
    V: text(value),
    MaxLen: 200,
    MK: { BG: [0.92, 0.945, 0.985] },
    AP: { N: appearance(doc, width, height, `${frame}/Tx BMC q ${typed}Q EMC`, resources) },
  })
}

/** Adds a checkbox. */
export function addCheckbox(doc: PDFKit.PDFDocument, field: Placement): void {
  const { width, height } = field
  const frame = `q 1 g ${EDGE} RG 0.9 w 0.45 0.45 ${width - 0.9} ${height - 0.9} re B Q\n`
  const tick = 'q 0.09 0.13 0.17 RG 1.5 w 1 J 1 j 2.6 5.6 m 4.7 3.2 l 8.6 8.2 l S Q'
  doc.annotate(field.x, field.y, width, height, {
    ...common(field),
    FT: 'Btn',
    V: 'Off',
    AS: 'Off',
    MK: { CA: text('4') },
    AP: { N: { Yes: appearance(doc, width, height, frame + tick), Off: appearance(doc, width, height, frame) } },
  })
}

/** Adds an empty signature field, for signing with a certificate. */
export function addSignatureField(doc: PDFKit.PDFDocument, field: Placement): void {
  const { width, height } = field
  doc.annotate(field.x, field.y, width, height, {
    ...common(field),
    FT: 'Sig',
    AP: { N: appearance(doc, width, height, '') },
  })
}

/** Registers the fields with the document; called once, after the last field. */
export function finishFields(doc: PDFKit.PDFDocument, fields: readonly unknown[]): void {
  doc._root.data['AcroForm'] = doc.ref({ Fields: fields, DR: { Font: {} }, DA: text(`/${FONT} ${SIZE} Tf 0 g`) })
  doc._acroform = { fonts: { [FONT]: fontOf(doc) }, defaultFont: FONT }
  embed(fontOf(doc), doc)
}

const fonts = new WeakMap<PDFKit.PDFDocument, PDFKit.PDFKitReference>()

function fontOf(doc: PDFKit.PDFDocument): PDFKit.PDFKitReference {
  const known = fonts.get(doc) ?? doc.ref({})
  fonts.set(doc, known)
  return known
}

function embed(reference: PDFKit.PDFKitReference, doc: PDFKit.PDFDocument): void {
  const font = fieldFont()
  // Naming the filter keeps pdfkit from compressing the data a second time.
  const program = doc.ref({ Filter: 'FlateDecode', Length1: font.programLength })
  program.end(font.program)
  const FontName = 'CERLAC+DejaVuSans'
  const FontDescriptor = doc.ref({
    Type: 'FontDescriptor',
    FontName,
    Flags: 32,
    FontBBox: font.bbox,
    ItalicAngle: 0,
    Ascent: font.ascent,
    Descent: font.descent,
    CapHeight: font.capHeight,
    StemV: 80,
    FontFile2: program,
  })
  FontDescriptor.end(undefined)
  Object.assign(reference.data, {
    Type: 'Font',
    Subtype: 'TrueType',
    BaseFont: FontName,
    Encoding: 'WinAnsiEncoding',
    FirstChar: 32,
    LastChar: 255,
    Widths: font.widths,
    FontDescriptor,
  })
  reference.end(undefined)
}

function common(field: Placement): Record<string, unknown> {
  // F 4: the field is printed. C empty: no colour of its own.
  const { name, tip, structParent } = field
  return { Subtype: 'Widget', F: 4, C: [], T: text(name), TU: text(tip), structParent }
}

function appearance(
  doc: PDFKit.PDFDocument,
  width: number,
  height: number,
  drawing: string,
  resources: Record<string, unknown> = {},
): PDFKit.PDFKitReference {
  const stream = doc.ref({ Type: 'XObject', Subtype: 'Form', BBox: [0, 0, width, height], Resources: resources })
  stream.compress = false
  stream.end(drawing === '' ? ' ' : drawing)
  return stream
}

function escaped(value: string): string {
  return value.replace(/[\\()]/g, '\\$&')
}

function text(value: string): string {
  // pdfkit writes a primitive string as a name and a String object as a string.
  return Object(value)
}
