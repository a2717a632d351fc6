// The documents a person would submit: the form, filled in and signed with a scribble, and an identity document.
import { PDFDocument, PDFCheckBox, PDFTextField, rgb } from '@cantoo/pdf-lib'

const values: readonly [RegExp, string][] = [
  [/^luogo/, 'Roma'],
  [/^data/, '24/11/2026'],
  [/numero_documento/, 'CA00000AA'],
  [/rilasciato/, 'Comune di Roma'],
]

export interface Filled {
  pdf: Uint8Array
  texts: number
  ticks: number
  scribbles: number
}

/** Fills every empty field of the form, ticks every checkbox and scribbles in each signature space. */
export async function fillAndSign(form: Uint8Array): Promise<Filled> {
  const document = await PDFDocument.load(form)
  const done = { texts: 0, ticks: 0, scribbles: 0 }
  for (const field of document.getForm().getFields()) {
    const name = field.getName()
    if (field instanceof PDFTextField) {
      field.setText(values.find(([pattern]) => pattern.test(name))?.[1] ?? 'Mario Rossi')
      done.texts += 1
    } else if (field instanceof PDFCheckBox) {
      field.check()
      done.ticks += 1
    } else if (name.startsWith('firma_')) {
      for (const widget of field.acroField.getWidgets()) {
        const page =
          document.getPages().find(({ ref }) => ref === widget.P()) ?? document.getPage(document.getPageCount() - 1)
        scribble(page, widget.getRectangle())
        done.scribbles += 1
      }
    }
  }
  return { pdf: await document.save(), ...done }
}

/** A page in place of a scanned identity document. */
export async function identityDocument(): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  const page = document.addPage([420, 280])
  page.drawRectangle({ x: 20, y: 20, width: 380, height: 240, borderWidth: 2, borderColor: rgb(0.2, 0.3, 0.5) })
  page.drawText("CARTA D'IDENTITA' (facsimile)", { x: 40, y: 220, size: 16 })
  page.drawText('MARIO ROSSI, nato a Roma il 01/01/1980', { x: 40, y: 180, size: 12 })
  return document.save()
}

export const toBase64 = (pdf: Uint8Array): string => Buffer.from(pdf).toString('base64')

type Page = ReturnType<PDFDocument['getPage']>

function scribble(page: Page, { x, y, width, height }: { x: number; y: number; width: number; height: number }): void {
  const middle = y + height / 2
  const points = Array.from({ length: 40 }, (_, n) => ({
    x: x + 12 + (n / 40) * Math.min(width - 24, 150),
    y: middle + Math.sin(n * 0.9) * (height / 3) * (1 - n / 50),
  }))
  for (const [index, start] of points.slice(0, -1).entries()) {
    const end = points[index + 1]
    if (end !== undefined) page.drawLine({ start, end, thickness: 1.1, color: rgb(0.1, 0.15, 0.5) })
  }
}
