// Sections shared by the forms: mailbox, applicant, holder, identity document, personal data.
import type { FormMailbox } from './form-mailbox.ts'
import {
  customerSubtypes,
  customerTypes,
  headings,
  identityDocuments,
  labels,
  providerOf,
  sexes,
  ticks,
  words,
} from './form-texts.ts'
import type { Bilingual } from './form-texts.ts'
import { drawParagraph, drawRow, drawSection, drawCheckboxLine } from './blocks.ts'
import type { Sheet } from './drawing.ts'
import type { Cell } from './blocks.ts'

type DataName = Exclude<keyof FormMailbox, 'id' | 'cod_attivazione'>

/** Draws the section of the requested mailbox: address, type, term, provider, customer type and subtype. */
export function drawBoxSection(sheet: Sheet, number: number, mailbox: FormMailbox): void {
  drawSection(sheet, number, headings.box, 95, () => {
    drawRow(sheet, [cell(mailbox, 'casella_pec', 6), cell(mailbox, 'tipo_casella', 3), termCell()])
    const { tipo_cliente, sottotipo_cliente, sottotipo_cliente_altro } = mailbox
    const subtypes = Object.hasOwn(customerSubtypes, tipo_cliente) ? customerSubtypes[tipo_cliente] : undefined
    const noSubtype = subtypes === undefined && sottotipo_cliente.trim() === ''
    const other = sottotipo_cliente === 'X' || sottotipo_cliente_altro.trim() !== ''
    drawRow(sheet, [
      cell(mailbox, 'tipo_cliente', 4, named(customerTypes, tipo_cliente)),
      cell(mailbox, 'sottotipo_cliente', 3, noSubtype ? words.notNeeded.it : named(subtypes, sottotipo_cliente)),
      other ? cell(mailbox, 'sottotipo_cliente_altro', 5) : providerCell(mailbox, 5),
    ])
    if (other) drawRow(sheet, [providerCell(mailbox, 12)])
  })
}

/** Draws the section of a mailbox that already works: address, type, provider. */
export function drawPreservedBoxSection(sheet: Sheet, number: number, mailbox: FormMailbox): void {
  drawSection(sheet, number, headings.preservedBox, 60, () => {
    drawRow(sheet, [cell(mailbox, 'casella_pec', 5), cell(mailbox, 'tipo_casella', 2), providerCell(mailbox, 5)])
  })
}

/** Draws the section of the applicant, with checkboxes for whom they act. */
export function drawApplicantSection(sheet: Sheet, number: number, mailbox: FormMailbox): void {
  drawSection(sheet, number, headings.applicant, 60, () => {
    drawRow(sheet, [
      cell(mailbox, 'cognome_richiedente', 4),
      cell(mailbox, 'nome_richiedente', 4),
      cell(mailbox, 'codice_fiscale_richiedente', 4),
    ])
    drawRow(sheet, [
      cell(mailbox, 'data_nascita_richiedente', 2),
      cell(mailbox, 'comune_nascita_richiedente', 4),
      cell(mailbox, 'provincia_nascita_richiedente', 2),
      cell(mailbox, 'nazione_nascita_richiedente', 2, countryName(mailbox.nazione_nascita_richiedente)),
      cell(mailbox, 'sesso_richiedente', 2, named(sexes, mailbox.sesso_richiedente)),
    ])
    drawRow(sheet, [cell(mailbox, 'email', 6), cell(mailbox, 'telefono', 3), cell(mailbox, 'cellulare', 3)])
    drawCheckboxLine(sheet, 'in_proprio', ticks.in_proprio)
    drawCheckboxLine(sheet, 'per_conto', ticks.per_conto)
  })
}

/** Draws the section of the holder; a private person who named no holder is their own. */
export function drawHolderSection(sheet: Sheet, number: number, mailbox: FormMailbox): void {
  const oneself = mailbox.tipo_cliente === 'PV'
  const { denominazione_titolare, cf_piva_titolare, codice_fiscale_richiedente } = mailbox
  const name = `${mailbox.cognome_richiedente} ${mailbox.nome_richiedente}`
  drawSection(sheet, number, headings.holder, 60, () => {
    drawRow(sheet, [
      cell(mailbox, 'denominazione_titolare', 8, oneself ? denominazione_titolare || name : denominazione_titolare),
      cell(mailbox, 'cf_piva_titolare', 4, oneself ? cf_piva_titolare || codice_fiscale_richiedente : cf_piva_titolare),
    ])
    drawRow(sheet, [
      cell(mailbox, 'indirizzo_titolare', 5),
      cell(mailbox, 'comune_titolare', 3),
      cell(mailbox, 'cap_titolare', 1),
      cell(mailbox, 'provincia_titolare', 1),
      cell(mailbox, 'nazione_titolare', 2, countryName(mailbox.nazione_titolare)),
    ])
  })
}

/** Draws the section of the identity document. */
export function drawIdentitySection(sheet: Sheet, number: number, mailbox: FormMailbox): void {
  const kind = mailbox.tipo_documento ?? ''
  drawSection(sheet, number, headings.identity, 95, () => {
    drawRow(sheet, [
      cell(mailbox, 'tipo_documento', 5, named(identityDocuments, kind, false)),
      cell(mailbox, 'numero_documento', 3),
      cell(mailbox, 'data_rilascio_documento', 2),
      cell(mailbox, 'data_scadenza_documento', 2),
    ])
    drawRow(sheet, [cell(mailbox, 'documento_rilasciato_da', 12)])
  })
}

/** Draws the section on personal data: the privacy notice and two checkboxes. */
export function drawPrivacySection(sheet: Sheet, number: number, notice: Bilingual): void {
  drawSection(sheet, number, headings.privacy, 140, () => {
    drawParagraph(sheet, notice)
    drawCheckboxLine(sheet, 'privacy_informativa', ticks.privacy_informativa)
    drawCheckboxLine(sheet, 'privacy_commerciale', ticks.privacy_commerciale)
  })
}

function cell(mailbox: FormMailbox, name: DataName, columns: number, shown = mailbox[name] ?? ''): Cell {
  return { name, label: labels[name], columns, value: shown }
}

function termCell(): Cell {
  return { name: 'durata', label: labels.durata, columns: 3, value: words.term.it }
}

function providerCell(mailbox: FormMailbox, columns: number): Cell {
  const domain = mailbox.casella_pec.split('@').at(-1) ?? ''
  return { name: 'gestore', label: labels.gestore, columns, value: `${providerOf.it} ${domain}` }
}

function named(names: Readonly<Record<string, string>> | undefined, code: string, withCode = true): string {
  const name = names !== undefined && Object.hasOwn(names, code) ? names[code] : undefined
  if (name === undefined) return code
  return withCode ? `${name} (${code})` : name
}

function countryName(code: string): string {
  if (!/^[A-Za-z]{2}$/.test(code)) return code
  const name = countries.of(code.toUpperCase())
  return name === undefined || name === code.toUpperCase() ? code : `${name} (${code.toUpperCase()})`
}

const countries = new Intl.DisplayNames(['it'], { type: 'region' })
