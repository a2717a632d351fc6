// The form to sign to activate a mailbox (contract 2.22).
import type { FormMailbox } from './form-mailbox.ts'
import type { IssuedForm } from './form-mark.ts'
import { formMark } from './form-mark.ts'
import { activation, guides, headings, labels, ticks, titles } from './form-texts.ts'
import {
  drawApplicantSection,
  drawBoxSection,
  drawHolderSection,
  drawIdentitySection,
  drawPrivacySection,
} from './mailbox-sections.ts'
import type { Sheet } from './drawing.ts'
import { drawParagraph, drawSection, drawSignature, drawSteps, drawCheckboxLine } from './blocks.ts'
import { render, openSheet } from './sheet.ts'

/**
 * Draws the activation form. The same input produces the same bytes. Data missing in `mailbox` becomes a fillable field
 * named like the wire field. `issuedAt` is printed and dates the PDF but is not part of the hash. `sandbox` marks the
 * form as a facsimile.
 */
export async function activationForm(
  mailbox: FormMailbox,
  options: { issuedAt: Date; sandbox: boolean },
): Promise<IssuedForm> {
  const issued = formMark('modulo_attivazione', mailbox)
  const { id, cod_attivazione: code } = mailbox
  const sheet = openSheet({ title: titles.modulo_attivazione, issued, id, code, ...options })
  const oneFile = mailbox.tipo_casella === 'DOMICILIODIGITALE' || mailbox.tipo_casella === 'PECMASSIVA'
  const bytes = await render(sheet, [
    () => {
      drawSection(sheet, 1, headings.steps, 100, () => {
        drawSteps(sheet, oneFile ? guides.oneFile : guides.twoFiles)
      })
    },
    () => {
      drawBoxSection(sheet, 2, mailbox)
    },
    () => {
      drawApplicantSection(sheet, 3, mailbox)
    },
    () => {
      drawHolderSection(sheet, 4, mailbox)
    },
    () => {
      drawIdentitySection(sheet, 5, mailbox)
    },
    () => {
      drawDeclarations(sheet)
    },
    () => {
      drawConditions(sheet)
    },
    () => {
      drawPrivacySection(sheet, 9, activation.privacy)
    },
  ])
  return { bytes, ...issued }
}

function drawDeclarations(sheet: Sheet): void {
  drawSection(sheet, 6, headings.declarations, 110, () => {
    drawParagraph(sheet, activation.declares)
    drawSteps(sheet, activation.declarations)
  })
}

function drawConditions(sheet: Sheet): void {
  drawSection(sheet, 7, headings.conditions, 125, () => {
    drawCheckboxLine(sheet, 'condizioni_generali', ticks.condizioni_generali)
    drawSignature(sheet, 'contratto', labels.firma_contratto)
  })
  drawSection(sheet, 8, headings.clauses, 165, () => {
    drawParagraph(sheet, activation.clauses)
    drawSignature(sheet, 'clausole', labels.firma_clausole)
  })
}
