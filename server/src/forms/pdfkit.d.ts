// What pdfkit 0.20.2 does but @types/pdfkit 0.17.6 does not declare. The tests in this folder detect version changes.
import type { OpenFace } from './fonts.ts'

declare global {
  namespace PDFKit {
    namespace Mixins {
      interface PDFFont {
        /** pdfkit accepts anything with a `layout` function as an opened font, so fonts are parsed once per process. */
        registerFont(name: string, opened: OpenFace): this
      }
      interface AnnotationOption {
        /** Any other entry of the annotation's dictionary, written unchanged. */
        [entry: string]: unknown
      }
    }
    interface PDFDocument {
      /** The current font. `encode` returns the text as hexadecimal glyph codes and adds those glyphs to the subset. */
      _font: { id: string; encode(text: string, features: string[]): [string[], unknown]; ref(): PDFKitReference }
      _root: { data: Record<string, unknown> }
      _acroform: { fonts: Record<string, PDFKitReference>; defaultFont: string }
    }
  }
}
