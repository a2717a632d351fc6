// The power of attorney a person signs so that somebody else may file with the Business Register (contract 2.24).
import { requestMark } from './form-mark.ts'
import type { IssuedForm } from './form-mark.ts'
import type { FormRequest } from './form-request.ts'
import { digitalSignature, paragraph, row, section, steps } from './pieces.ts'
import type { Cell } from './pieces.ts'
import type { Sheet } from './pen.ts'
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
import { drawn, openSheet } from './sheet.ts'

/**
 * Draws the power of attorney (circular MiSE 3616/C): the same input gives the same bytes. It has no field to fill, as
 * exactly these bytes are to be signed; `issuedAt` is printed but is not in the mark's hash.
 */
export async function powerOfAttorney(
  request: FormRequest,
  options: { issuedAt: Date; sandbox: boolean },
): Promise<IssuedForm> {
  const issued = requestMark(request)
  const { id, codice_registro_imprese: code } = request
  const sheet = openSheet({ title, issued, id, code, codeLabel, ...options })
  const bytes = await drawn(sheet, [
    () => section(sheet, 1, headings.steps, 100, () => steps(sheet, guide)),
    () => filingSection(sheet, request),
    () => peopleSections(sheet, request),
    () => powersSections(sheet),
    () => section(sheet, 8, headings.domicile, 60, () => paragraph(sheet, domicile)),
    () => declarationsSection(sheet, request),
    () => section(sheet, 10, headings.privacy, 60, () => paragraph(sheet, privacy)),
    () => signatureSection(sheet, request),
  ])
  return { bytes, ...issued }
}

function filingSection(sheet: Sheet, request: FormRequest): void {
  const { codice_registro_imprese, comune, provincia, casella_pec } = request
  section(sheet, 2, headings.filing, 95, () => {
    row(sheet, [
      cell('codice', 5, codice_registro_imprese),
      cell('ufficio', 7, `${officeOf.it} ${comune} (${provincia})`),
    ])
    row(sheet, [cell('adempimento', 7, filings[kindOf(request)].it), cell('casella_pec', 5, casella_pec)])
  })
}

function peopleSections(sheet: Sheet, request: FormRequest): void {
  section(sheet, 3, headings.principal, 95, () => {
    row(sheet, [cell('cognome', 4, request.cognome), cell('nome', 4, request.nome), cell('cf', 4, request.cf)])
    const known = Object.hasOwn(capacities, request.qualifica) ? capacities[request.qualifica] : undefined
    const capacity = known ?? request.qualifica
    row(sheet, [
      cell('qualifica', 4, capacity),
      cell('email', 5, request.email),
      cell('cellulare', 3, request.cellulare),
    ])
  })
  section(sheet, 4, headings.company, 95, () => {
    row(sheet, [cell('ragione_sociale', 8, request.ragione_sociale), cell('cf_piva', 4, request.cf_piva)])
    row(sheet, [cell('comune', 8, request.comune), cell('provincia', 4, request.provincia)])
  })
  section(sheet, 5, headings.attorney, 60, () => {
    row(sheet, [cell('procuratore', 8, request.attorneyName), cell('procuratore_cf', 4, request.attorneyFiscalCode)])
  })
}

function powersSections(sheet: Sheet): void {
  section(sheet, 6, headings.powers, 110, () => {
    paragraph(sheet, grants)
    steps(sheet, powers)
  })
  section(sheet, 7, headings.limits, 100, () => steps(sheet, limits))
}

function declarationsSection(sheet: Sheet, request: FormRequest): void {
  section(sheet, 9, headings.declarations, 110, () => {
    paragraph(sheet, declares)
    steps(sheet, declarations[kindOf(request)])
  })
}

function signatureSection(sheet: Sheet, request: FormRequest): void {
  section(sheet, 11, headings.signature, 150, () => {
    paragraph(sheet, signs)
    row(sheet, [cell('cognome', 4, request.cognome), cell('nome', 4, request.nome), cell('cf', 4, request.cf)])
    digitalSignature(sheet, labels.firma, inTheBox)
  })
}

const kindOf = (request: FormRequest) => (request.pec_amministratore ? 'director' : 'company')

/** A box with what is printed in it; nothing is left to fill. */
function cell(name: keyof typeof labels, columns: number, value: string): Cell {
  return { name, label: labels[name], columns, value: value.trim() === '' ? '—' : value }
}
