// The power of attorney to sign so that somebody else may file with the Business Register (contract 2.24).
import { requestMark } from './form-mark.ts'
import type { IssuedForm } from './form-mark.ts'
import type { FormRequest } from './form-request.ts'
import { drawDigitalSignature, drawParagraph, drawRow, drawSection, drawSteps } from './blocks.ts'
import type { Cell } from './blocks.ts'
import type { Sheet } from './drawing.ts'
import {
  capacities,
  codeLabel,
  declarations,
  declares,
  domicile,
  filings,
  grants,
  guide,
  headings,
  inTheBox,
  labels,
  limits,
  officeOf,
  powers,
  privacy,
  signs,
  title,
} from './power-of-attorney-texts.ts'
import { render, openSheet } from './sheet.ts'

/**
 * Draws the power of attorney (circular MiSE 3616/C). The same input produces the same bytes. It has no fillable field,
 * because exactly these bytes have to be signed. `issuedAt` is printed but is not part of the mark's hash.
 */
export async function powerOfAttorney(
  request: FormRequest,
  options: { issuedAt: Date; sandbox: boolean },
): Promise<IssuedForm> {
  const issued = requestMark(request)
  const { id, codice_registro_imprese: code } = request
  const sheet = openSheet({ title, issued, id, code, codeLabel, ...options })
  const bytes = await render(sheet, [
    () => drawSection(sheet, 1, headings.steps, 100, () => drawSteps(sheet, guide)),
    () => drawFiling(sheet, request),
    () => drawPeople(sheet, request),
    () => drawPowers(sheet),
    () => drawSection(sheet, 8, headings.domicile, 60, () => drawParagraph(sheet, domicile)),
    () => drawDeclarations(sheet, request),
    () => drawSection(sheet, 10, headings.privacy, 60, () => drawParagraph(sheet, privacy)),
    () => drawSignatureSection(sheet, request),
  ])
  return { bytes, ...issued }
}

function drawFiling(sheet: Sheet, request: FormRequest): void {
  const { codice_registro_imprese, comune, provincia, casella_pec } = request
  drawSection(sheet, 2, headings.filing, 95, () => {
    drawRow(sheet, [
      cell('codice', 5, codice_registro_imprese),
      cell('ufficio', 7, `${officeOf.it} ${comune} (${provincia})`),
    ])
    drawRow(sheet, [cell('adempimento', 7, filings[kindOf(request)].it), cell('casella_pec', 5, casella_pec)])
  })
}

function drawPeople(sheet: Sheet, request: FormRequest): void {
  drawSection(sheet, 3, headings.principal, 95, () => {
    drawRow(sheet, [cell('cognome', 4, request.cognome), cell('nome', 4, request.nome), cell('cf', 4, request.cf)])
    const known = Object.hasOwn(capacities, request.qualifica) ? capacities[request.qualifica] : undefined
    const capacity = known ?? request.qualifica
    drawRow(sheet, [
      cell('qualifica', 4, capacity),
      cell('email', 5, request.email),
      cell('cellulare', 3, request.cellulare),
    ])
  })
  drawSection(sheet, 4, headings.company, 95, () => {
    drawRow(sheet, [cell('ragione_sociale', 8, request.ragione_sociale), cell('cf_piva', 4, request.cf_piva)])
    drawRow(sheet, [cell('comune', 8, request.comune), cell('provincia', 4, request.provincia)])
  })
  drawSection(sheet, 5, headings.attorney, 60, () => {
    drawRow(sheet, [
      cell('procuratore', 8, request.attorneyName),
      cell('procuratore_cf', 4, request.attorneyFiscalCode),
    ])
  })
}

function drawPowers(sheet: Sheet): void {
  drawSection(sheet, 6, headings.powers, 110, () => {
    drawParagraph(sheet, grants)
    drawSteps(sheet, powers)
  })
  drawSection(sheet, 7, headings.limits, 100, () => drawSteps(sheet, limits))
}

function drawDeclarations(sheet: Sheet, request: FormRequest): void {
  drawSection(sheet, 9, headings.declarations, 110, () => {
    drawParagraph(sheet, declares)
    drawSteps(sheet, declarations[kindOf(request)])
  })
}

function drawSignatureSection(sheet: Sheet, request: FormRequest): void {
  drawSection(sheet, 11, headings.signature, 150, () => {
    drawParagraph(sheet, signs)
    drawRow(sheet, [cell('cognome', 4, request.cognome), cell('nome', 4, request.nome), cell('cf', 4, request.cf)])
    drawDigitalSignature(sheet, labels.firma, inTheBox)
  })
}

const kindOf = (request: FormRequest) => (request.pec_amministratore ? 'director' : 'company')

/** A printed box without a fillable field. */
function cell(name: keyof typeof labels, columns: number, value: string): Cell {
  return { name, label: labels[name], columns, value: value.trim() === '' ? '—' : value }
}
