// The sections shared by the forms: which box, who asks for it, who will hold it, personal data.
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
import { paragraph, row, section, tickLine } from './pieces.ts'
import type { Sheet } from './pen.ts'
import type { Cell } from './pieces.ts'

type DataName = Exclude<keyof FormMailbox, 'id' | 'cod_attivazione'>

/** Draws the section of the box being asked for: address, type, term, provider, customer type and subtype. */
export function boxSection(sheet: Sheet, number: number, mailbox: FormMailbox): void {
  section(sheet, number, headings.box, 95, () => {
    row(sheet, [cell(mailbox, 'casella_pec', 6), cell(mailbox, 'tipo_casella', 3), termCell()])
    const { tipo_cliente, sottotipo_cliente, sottotipo_cliente_altro } = mailbox
    const subtypes = Object.hasOwn(customerSubtypes, tipo_cliente) ? customerSubtypes[tipo_cliente] : undefined
    const noSubtype = subtypes === undefined && sottotipo_cliente.trim() === ''
    const other = sottotipo_cliente === 'X' || sottotipo_cliente_altro.trim() !== ''
    row(sheet, [
      cell(mailbox, 'tipo_cliente', 4, named(customerTypes, tipo_cliente)),
      cell(mailbox, 'sottotipo_cliente', 3, noSubtype ? words.notNeeded.it : named(subtypes, sottotipo_cliente)),
      other ? cell(mailbox, 'sottotipo_cliente_altro', 5) : providerCell(mailbox, 5),
    ])
    if (other) row(sheet, [providerCell(mailbox, 12)])
  })
}

/** Draws the section of a box that already works: address, type, provider. */
export function livingBoxSection(sheet: Sheet, number: number, mailbox: FormMailbox): void {
  section(sheet, number, headings.preservedBox, 60, () => {
    row(sheet, [cell(mailbox, 'casella_pec', 5), cell(mailbox, 'tipo_casella', 2), providerCell(mailbox, 5)])
  })
}

/** Draws the section of the applicant, with the box to tick for whom they act. */
export function applicantSection(sheet: Sheet, number: number, mailbox: FormMailbox): void {
  section(sheet, number, headings.applicant, 60, () => {
    row(sheet, [
      cell(mailbox, 'cognome_richiedente', 4),
      cell(mailbox, 'nome_richiedente', 4),
      cell(mailbox, 'codice_fiscale_richiedente', 4),
    ])
    row(sheet, [
      cell(mailbox, 'data_nascita_richiedente', 2),
      cell(mailbox, 'comune_nascita_richiedente', 4),
      cell(mailbox, 'provincia_nascita_richiedente', 2),
      cell(mailbox, 'nazione_nascita_richiedente', 2, countryName(mailbox.nazione_nascita_richiedente)),
      cell(mailbox, 'sesso_richiedente', 2, named(sexes, mailbox.sesso_richiedente)),
    ])
    row(sheet, [cell(mailbox, 'email', 6), cell(mailbox, 'telefono', 3), cell(mailbox, 'cellulare', 3)])
    tickLine(sheet, 'in_proprio', ticks.in_proprio)
    tickLine(sheet, 'per_conto', ticks.per_conto)
  })
}

/** Draws the section of the holder; a private person who named none is their own holder. */
export function holderSection(sheet: Sheet, number: number, mailbox: FormMailbox): void {
  const oneself = mailbox.tipo_cliente === 'PV'
  const { denominazione_titolare, cf_piva_titolare, codice_fiscale_richiedente } = mailbox
  const name = `${mailbox.cognome_richiedente} ${mailbox.nome_richiedente}`
  section(sheet, number, headings.holder, 60, () => {
    row(sheet, [
      cell(mailbox, 'denominazione_titolare', 8, oneself ? denominazione_titolare || name : denominazione_titolare),
      cell(mailbox, 'cf_piva_titolare', 4, oneself ? cf_piva_titolare || codice_fiscale_richiedente : cf_piva_titolare),
    ])
    row(sheet, [
      cell(mailbox, 'indirizzo_titolare', 5),
      cell(mailbox, 'comune_titolare', 3),
      cell(mailbox, 'cap_titolare', 1),
      cell(mailbox, 'provincia_titolare', 1),
      cell(mailbox, 'nazione_titolare', 2, countryName(mailbox.nazione_titolare)),
    ])
  })
}

/** Draws the section of the identity document. */
export function identitySection(sheet: Sheet, number: number, mailbox: FormMailbox): void {
  const kind = mailbox.tipo_documento ?? ''
  section(sheet, number, headings.identity, 95, () => {
    row(sheet, [
      cell(mailbox, 'tipo_documento', 5, named(identityDocuments, kind, false)),
      cell(mailbox, 'numero_documento', 3),
      cell(mailbox, 'data_rilascio_documento', 2),
      cell(mailbox, 'data_scadenza_documento', 2),
    ])
    row(sheet, [cell(mailbox, 'documento_rilasciato_da', 12)])
  })
}

/** Draws the section on personal data: what is done with them, and the two boxes. */
export function privacySection(sheet: Sheet, number: number, notice: Bilingual): void {
  section(sheet, number, headings.privacy, 140, () => {
    paragraph(sheet, notice)
    tickLine(sheet, 'privacy_informativa', ticks.privacy_informativa)
    tickLine(sheet, 'privacy_commerciale', ticks.privacy_commerciale)
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
