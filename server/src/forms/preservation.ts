// The form to sign to have the messages of a mailbox preserved (contract 2.23).
import type { FormMailbox } from './form-mailbox.ts'
import type { IssuedForm } from './form-mark.ts'
import { formMark } from './form-mark.ts'
import { guides, headings, labels, preservation, ticks, titles } from './form-texts.ts'
import {
  drawApplicantSection,
  drawHolderSection,
  drawIdentitySection,
  drawPreservedBoxSection,
  drawPrivacySection,
} from './mailbox-sections.ts'
import { drawParagraph, drawRow, drawSection, drawSignature, drawSteps, drawCheckboxLine } from './blocks.ts'
import { render, openSheet } from './sheet.ts'
import type { Sheet } from './drawing.ts'
import type { Cell } from './blocks.ts'

/**
 * Draws the preservation form. The same input produces the same bytes. `spazio_conservazione` is in MB; when absent,
 * the space is a field pre-filled with 512, the contract's default.
 */
export async function preservationForm(
  mailbox: FormMailbox,
  options: { issuedAt: Date; sandbox: boolean; spazio_conservazione?: number },
): Promise<IssuedForm> {
  const { issuedAt, sandbox, spazio_conservazione: spazioMb } = options
  const issued = formMark('modulo_conservazione', mailbox, spazioMb)
  const { id, cod_attivazione: code } = mailbox
  const sheet = openSheet({ title: titles.modulo_conservazione, issued, id, code, issuedAt, sandbox })
  const bytes = await render(sheet, [
    () => {
      drawSection(sheet, 1, headings.steps, 100, () => {
        drawSteps(sheet, guides.twoFiles)
      })
    },
    () => {
      drawPreservedBoxSection(sheet, 2, mailbox)
    },
    () => {
      drawHolderSection(sheet, 3, mailbox)
    },
    () => {
      drawApplicantSection(sheet, 4, mailbox)
    },
    () => {
      drawIdentitySection(sheet, 5, mailbox)
    },
    () => {
      drawSpaceSection(sheet, spazioMb)
    },
    () => {
      drawAppointment(sheet)
    },
    () => {
      drawConditions(sheet)
    },
    () => {
      drawPrivacySection(sheet, 10, preservation.privacy)
    },
  ])
  return { bytes, ...issued }
}

function drawSpaceSection(sheet: Sheet, spazioMb: number | undefined): void {
  drawSection(sheet, 6, headings.space, 90, () => {
    drawRow(sheet, [spaceCell(spazioMb)])
    drawParagraph(sheet, preservation.asks)
  })
}

function drawConditions(sheet: Sheet): void {
  drawSection(sheet, 8, headings.conditions, 160, () => {
    drawParagraph(sheet, preservation.declares)
    drawCheckboxLine(sheet, 'condizioni_conservazione', ticks.condizioni_conservazione)
    drawSignature(sheet, 'contratto', labels.firma_contratto)
  })
  drawSection(sheet, 9, headings.clauses, 165, () => {
    drawParagraph(sheet, preservation.clauses)
    drawSignature(sheet, 'clausole', labels.firma_clausole)
  })
}

function drawAppointment(sheet: Sheet): void {
  drawSection(sheet, 7, headings.appointment, 200, () => {
    drawParagraph(sheet, preservation.appoints)
    drawSteps(sheet, preservation.appointments)
    drawRow(sheet, [fieldCell('responsabile_nome', 7), fieldCell('responsabile_codice_fiscale', 5)])
    drawRow(sheet, [fieldCell('responsabile_ruolo', 5), fieldCell('responsabile_email', 7)])
    drawParagraph(sheet, preservation.honest)
  })
}

function fieldCell(name: keyof typeof labels, columns: number): Cell {
  return { name, label: labels[name], columns, value: '' }
}

function spaceCell(spazioMb: number | undefined): Cell {
  const cell = fieldCell('spazio_conservazione', 6)
  return spazioMb === undefined ? { ...cell, preset: '512' } : { ...cell, value: String(spazioMb) }
}
