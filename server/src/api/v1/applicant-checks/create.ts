// POST /v1/applicant-checks: the checks of a registration that is still being written; nothing is kept.
import { Type } from 'typebox'
import { sources } from '../../../identity/sources.ts'
import { ApplicantCheck, checkApplicant } from '../../../mailboxes/checked-applicant.ts'
import { declaredDocument } from '../../../model/mailbox-fields.ts'
import { Sources } from '../../../model/wire-schemas.ts'
import { reads } from '../../../pipeline/declare.ts'
import { inUpperCase, writtenText } from '../../../pipeline/field-types.ts'
import { optional } from '../../../pipeline/fields.ts'

const LONGEST = 200

/** A code is read in any case, as a registration reads it. */
const code = (description: string) => optional(inUpperCase(writtenText(LONGEST, description)), '', 110)
const written = (description: string) => optional(writtenText(LONGEST, description), '', 110)

export const checkDeclared = reads({
  route: 'POST /v1/applicant-checks',
  name: 'checkApplicant',
  tag: 'Account',
  permission: 'read',
  summary: 'Check what a registration would declare of applicant and holder; warnings, never refusals',
  body: {
    tipo_cliente: code('customer type'),
    sottotipo_cliente: code('customer subtype'),
    codice_fiscale_richiedente: code("applicant's fiscal code"),
    nome_richiedente: written("applicant's first name"),
    cognome_richiedente: written("applicant's surname"),
    sesso_richiedente: code('M or F'),
    data_nascita_richiedente: written('date of birth, dd/mm/yyyy'),
    nazione_nascita_richiedente: code('country of birth'),
    comune_nascita_richiedente: written('town of birth'),
    provincia_nascita_richiedente: written('province of birth'),
    cf_piva_titolare: code("holder's fiscal code or VAT number"),
    cap_titolare: written("holder's postal code"),
    nazione_titolare: code("holder's country"),
    provincia_titolare: written("holder's province"),
    tipo_documento: code('identity document: kind'),
    numero_documento: written('identity document: number'),
    data_scadenza_documento: written('identity document: expiry, dd/mm/yyyy'),
    documento_rilasciato_da: written('identity document: issuer'),
    data_rilascio_documento: written('identity document: issued, dd/mm/yyyy'),
  },
  refusals: {},
  answers: Type.Object({
    warnings: Type.Integer({ description: 'checks whose outcome is a warning' }),
    checks: Type.Array(ApplicantCheck),
    sources: Sources,
  }),

  async read({ db, now, body }) {
    const document = { ...body }
    const declared = { ...body, ...Object.fromEntries(declaredDocument.map((name) => [name, document[name] || null])) }
    const checks = await checkApplicant(db, declared, now)
    return { data: { warnings: checks.filter(({ outcome }) => outcome === 'warning').length, checks, sources } }
  },
})
