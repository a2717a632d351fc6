// What pdfkit 0.20.2 does and @types/pdfkit 0.17.6 does not say; a version change is caught by the tests of this room.
import type { OpenFace } from './fonts.ts'

declare global {
  namespace PDFKit {
    namespace Mixins {
      interface PDFFont {
        /** pdfkit takes anything with a `layout` function as an opened font, so it is parsed once a process. */
        registerFont(name: string, opened: OpenFace): this
      }
      interface AnnotationOption {
        /** Any other entry of the annotation's dictionary, written as it is. */
        [entry: string]: unknown
      }
    }
    interface PDFDocument {
      /** The current font; `encode` gives the text as hexadecimal glyph codes and keeps those glyphs for the subset. */
      _font: { id: string; encode(text: string, features: string[]): [string[], unknown]; ref(): PDFKitReference }
      _root: { data: Record<string, unknown> }
      _acroform: { fonts: Record<string, PDFKitReference>; defaultFont: string }
    }
  }
}
