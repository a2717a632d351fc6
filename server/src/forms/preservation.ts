// The form a person signs to have the messages of a mailbox preserved (contract 2.23).
import type { FormMailbox } from './form-mailbox.ts'
import type { IssuedForm } from './form-mark.ts'
import { formMark } from './form-mark.ts'
import { guides, headings, labels, preservation, ticks, titles } from './form-texts.ts'
import {
  applicantSection,
  holderSection,
  identitySection,
  livingBoxSection,
  privacySection,
} from './mailbox-sections.ts'
import { paragraph, row, section, signature, steps, tickLine } from './pieces.ts'
import { drawn, openSheet } from './sheet.ts'
import type { Sheet } from './pen.ts'
import type { Cell } from './pieces.ts'

/**
 * Draws the preservation form: the same input gives the same bytes. `spazio_conservazione` is in MB; without it the
 * space is a field with 512, the contract's default, already typed in it.
 */
export async function preservationForm(
  mailbox: FormMailbox,
  options: { issuedAt: Date; sandbox: boolean; spazio_conservazione?: number },
): Promise<IssuedForm> {
  const { issuedAt, sandbox, spazio_conservazione: spazioMb } = options
  const issued = formMark('modulo_conservazione', mailbox, spazioMb)
  const { id, cod_attivazione: code } = mailbox
  const sheet = openSheet({ title: titles.modulo_conservazione, issued, id, code, issuedAt, sandbox })
  const bytes = await drawn(sheet, [
    () => {
      section(sheet, 1, headings.steps, 100, () => {
        steps(sheet, guides.twoFiles)
      })
    },
    () => {
      livingBoxSection(sheet, 2, mailbox)
    },
    () => {
      holderSection(sheet, 3, mailbox)
    },
    () => {
      applicantSection(sheet, 4, mailbox)
    },
    () => {
      identitySection(sheet, 5, mailbox)
    },
    () => {
      spaceSection(sheet, spazioMb)
    },
    () => {
      appointmentSection(sheet)
    },
    () => {
      conditionsSections(sheet)
    },
    () => {
      privacySection(sheet, 10, preservation.privacy)
    },
  ])
  return { bytes, ...issued }
}

function spaceSection(sheet: Sheet, spazioMb: number | undefined): void {
  section(sheet, 6, headings.space, 90, () => {
    row(sheet, [spaceCell(spazioMb)])
    paragraph(sheet, preservation.asks)
  })
}

function conditionsSections(sheet: Sheet): void {
  section(sheet, 8, headings.conditions, 160, () => {
    paragraph(sheet, preservation.declares)
    tickLine(sheet, 'condizioni_conservazione', ticks.condizioni_conservazione)
    signature(sheet, 'contratto', labels.firma_contratto)
  })
  section(sheet, 9, headings.clauses, 165, () => {
    paragraph(sheet, preservation.clauses)
    signature(sheet, 'clausole', labels.firma_clausole)
  })
}

function appointmentSection(sheet: Sheet): void {
  section(sheet, 7, headings.appointment, 200, () => {
    paragraph(sheet, preservation.appoints)
    steps(sheet, preservation.appointments)
    row(sheet, [fieldCell('responsabile_nome', 7), fieldCell('responsabile_codice_fiscale', 5)])
    row(sheet, [fieldCell('responsabile_ruolo', 5), fieldCell('responsabile_email', 7)])
    paragraph(sheet, preservation.honest)
  })
}

function fieldCell(name: keyof typeof labels, columns: number): Cell {
  return { name, label: labels[name], columns, value: '' }
}

function spaceCell(spazioMb: number | undefined): Cell {
  const cell = fieldCell('spazio_conservazione', 6)
  return spazioMb === undefined ? { ...cell, preset: '512' } : { ...cell, value: String(spazioMb) }
}
