// Reads a drawn form back without external programs.
import { inflateSync } from 'node:zlib'
import { PDFDict, PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib'

/** The document and the visible text of its pages, decoded through the ToUnicode map of each font. */
export async function openedForm({ bytes }: { bytes: Uint8Array }): Promise<{ doc: PDFDocument; text: string }> {
  const doc = await PDFDocument.load(bytes, { updateMetadata: false })
  const text = doc.getPages().map((page) => {
    const fonts = page.node.Resources()?.lookup(PDFName.of('Font'), PDFDict)
    const content = decoded(page.node.lookup(PDFName.of('Contents')))
    const lines = content.matchAll(/BT \/(\S+) .*? <([0-9a-f]*)> Tj ET/g)
    return Array.from(lines, ([, font = '', codes = '']) => {
      const map = unicodeOf(decoded(fonts?.lookup(PDFName.of(font), PDFDict).lookup(PDFName.of('ToUnicode'))))
      return (codes.match(/.{4}/g) ?? []).map((code) => map[parseInt(code, 16)] ?? '?').join('')
    }).join('\n')
  })
  return { doc, text: text.join('\n') }
}

function decoded(stream: unknown): string {
  if (!(stream instanceof PDFRawStream)) throw new Error('not a stream')
  return inflateSync(stream.getContents()).toString('latin1')
}

function unicodeOf(cmap: string): string[] {
  const lists = Array.from(cmap.matchAll(/\[(<[^\]]*)\]/g), ([, list = '']) => list)
  return Array.from(lists.join(' ').matchAll(/<([0-9a-f]+)>/g), ([, hex = '']) =>
    String.fromCharCode(parseInt(hex, 16)),
  )
}
