// What a check of declared data is: never a refusal, something for a person to look at.
import type { declaredDocument } from '../model/mailbox-fields.ts'

export const checkNames = [
  'fiscal_code',
  'surname',
  'first_name',
  'sex',
  'birth_date',
  'birth_country',
  'birth_town',
  'birth_place_then',
  'birth_province',
  'holder_code',
  'holder_province',
  'holder_postal_code',
  'applicant_age',
  'customer_subtype',
  'identity_document',
] as const
export type CheckName = (typeof checkNames)[number]

/** `not_assessed`: nothing to compare, or the data cannot tell. */
export const outcomes = ['agrees', 'warning', 'not_assessed'] as const
export type Outcome = (typeof outcomes)[number]

/** What the check found, in words of both languages. */
export interface Finding {
  outcome: Outcome
  /** As declared. */
  declared: string
  /** What it was compared with; '' when there was nothing. */
  found: string
  italian: string
  english: string
}

export interface Check extends Finding {
  check: CheckName
  /** Names of the fields looked at. */
  fields: string[]
}

/** The identity document; null where nothing is declared. */
export type DeclaredDocument = Record<(typeof declaredDocument)[number], string | null>

/** What is declared of an applicant and of the holder of a mailbox, spelled as on the wire. */
export interface Declared extends DeclaredDocument {
  tipo_cliente: string
  sottotipo_cliente: string
  codice_fiscale_richiedente: string
  nome_richiedente: string
  cognome_richiedente: string
  sesso_richiedente: string
  data_nascita_richiedente: string
  nazione_nascita_richiedente: string
  comune_nascita_richiedente: string
  provincia_nascita_richiedente: string
  cf_piva_titolare: string
  cap_titolare: string
  nazione_titolare: string
  provincia_titolare: string
}

/** A finding for each outcome; the words last. */
export const finding =
  (outcome: Outcome) =>
  (declared: string, found: string, italian: string, english: string): Finding => ({
    outcome,
    declared,
    found,
    italian,
    english,
  })
export const agrees = finding('agrees')
export const warning = finding('warning')
export const notAssessed = finding('not_assessed')
