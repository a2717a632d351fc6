// The form a person signs to have a mailbox activated (contract 2.22).
import type { FormMailbox } from './form-mailbox.ts'
import type { IssuedForm } from './form-mark.ts'
import { formMark } from './form-mark.ts'
import { activation, guides, headings, labels, ticks, titles } from './form-texts.ts'
import { applicantSection, boxSection, holderSection, identitySection, privacySection } from './mailbox-sections.ts'
import type { Sheet } from './pen.ts'
import { paragraph, section, signature, steps, tickLine } from './pieces.ts'
import { drawn, openSheet } from './sheet.ts'

/**
 * Draws the activation form: the same input gives the same bytes. Whatever `mailbox` lacks is a field to fill, named
 * like the wire's; `issuedAt` is printed and dates the PDF but is not in the hash; `sandbox` marks it a facsimile.
 */
export async function activationForm(
  mailbox: FormMailbox,
  options: { issuedAt: Date; sandbox: boolean },
): Promise<IssuedForm> {
  const issued = formMark('modulo_attivazione', mailbox)
  const { id, cod_attivazione: code } = mailbox
  const sheet = openSheet({ title: titles.modulo_attivazione, issued, id, code, ...options })
  const oneFile = mailbox.tipo_casella === 'DOMICILIODIGITALE' || mailbox.tipo_casella === 'PECMASSIVA'
  const bytes = await drawn(sheet, [
    () => {
      section(sheet, 1, headings.steps, 100, () => {
        steps(sheet, oneFile ? guides.oneFile : guides.twoFiles)
      })
    },
    () => {
      boxSection(sheet, 2, mailbox)
    },
    () => {
      applicantSection(sheet, 3, mailbox)
    },
    () => {
      holderSection(sheet, 4, mailbox)
    },
    () => {
      identitySection(sheet, 5, mailbox)
    },
    () => {
      declarationsSection(sheet)
    },
    () => {
      conditionsSections(sheet)
    },
    () => {
      privacySection(sheet, 9, activation.privacy)
    },
  ])
  return { bytes, ...issued }
}

function declarationsSection(sheet: Sheet): void {
  section(sheet, 6, headings.declarations, 110, () => {
    paragraph(sheet, activation.declares)
    steps(sheet, activation.declarations)
  })
}

function conditionsSections(sheet: Sheet): void {
  section(sheet, 7, headings.conditions, 125, () => {
    tickLine(sheet, 'condizioni_generali', ticks.condizioni_generali)
    signature(sheet, 'contratto', labels.firma_contratto)
  })
  section(sheet, 8, headings.clauses, 165, () => {
    paragraph(sheet, activation.clauses)
    signature(sheet, 'clausole', labels.firma_clausole)
  })
}
