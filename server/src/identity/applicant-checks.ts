// Whether what an applicant declared agrees with the fiscal code, and what is declared of the holder is plausible.
import { codeLetters, fiscalCodeMatches, fiscalCodeProblem, plainFiscalCode } from '../model/fiscal-code.ts'
import { ageOn } from '../model/italian-date.ts'
import { declaredDocument } from '../model/mailbox-fields.ts'
import { birthCountry, birthPlaceThen, birthProvince, birthTown } from './birth-place-checks.ts'
import { agrees, notAssessed, warning } from './check.ts'
import type { Check, CheckName, Declared, Finding } from './check.ts'
import { identityDocument } from './document-check.ts'
import { customerSubtype, holderCode, holderPostalCode, holderProvince } from './holder-checks.ts'
import type { Place } from './place.ts'

/** The code of the place of birth in a fiscal code, such as `H501` or `Z112`; undefined when the code has a problem. */
export function birthPlaceCode(fiscalCode: string): string | undefined {
  return plainFiscalCode(fiscalCode)?.slice(11, 15)
}

/** What is known beside the declaration. */
export interface Known {
  /** The product's time. */
  now: Date
  /** The place of `birthPlaceCode`, undefined when unknown. */
  place: Place | undefined
  /** Whether some town has the declared town's name, as far as is known: where it is not the code's, it is another. */
  isTownElsewhere?: boolean
}

/** Every check, always all of them and in one order. */
export function applicantChecks(declared: Declared, { now, place, isTownElsewhere }: Known): Check[] {
  const plain = plainFiscalCode(declared.codice_fiscale_richiedente)
  const withCode = (check: CheckName, fields: string[], find: (plain: string) => Finding): Check => ({
    check,
    fields: ['codice_fiscale_richiedente', ...fields],
    ...(plain === undefined ? withoutCode() : find(plain)),
  })
  const { cap_titolare, provincia_titolare, nazione_titolare, cf_piva_titolare } = declared
  const { tipo_cliente, sottotipo_cliente } = declared
  return [
    { check: 'fiscal_code', fields: ['codice_fiscale_richiedente'], ...form(declared.codice_fiscale_richiedente) },
    withCode('surname', ['cognome_richiedente'], (code) => name(declared.cognome_richiedente, 'cognome', code)),
    withCode('first_name', ['nome_richiedente'], (code) => name(declared.nome_richiedente, 'nome', code)),
    withCode('sex', ['sesso_richiedente'], (code) => sex(declared, code)),
    withCode('birth_date', ['data_nascita_richiedente'], (code) => birthDate(declared, code)),
    withCode('birth_country', ['nazione_nascita_richiedente'], (code) => birthCountry(declared, code, place)),
    withCode('birth_town', ['comune_nascita_richiedente'], (code) => birthTown(declared, code, place, isTownElsewhere)),
    withCode('birth_place_then', ['data_nascita_richiedente'], (code) => birthPlaceThen(declared, code, place)),
    withCode('birth_province', ['provincia_nascita_richiedente'], (code) => birthProvince(declared, code, place)),
    { check: 'holder_code', fields: ['cf_piva_titolare'], ...holderCode(cf_piva_titolare) },
    {
      check: 'holder_province',
      fields: ['provincia_titolare', 'nazione_titolare'],
      ...holderProvince(provincia_titolare, nazione_titolare),
    },
    {
      check: 'holder_postal_code',
      fields: ['cap_titolare', 'provincia_titolare'],
      ...holderPostalCode(cap_titolare, provincia_titolare, nazione_titolare),
    },
    { check: 'applicant_age', fields: ['data_nascita_richiedente'], ...ofAge(declared.data_nascita_richiedente, now) },
    {
      check: 'customer_subtype',
      fields: ['tipo_cliente', 'sottotipo_cliente'],
      ...customerSubtype(tipo_cliente, sottotipo_cliente),
    },
    { check: 'identity_document', fields: [...declaredDocument], ...identityDocument(declared) },
  ]
}

const withoutCode = () =>
  notAssessed(
    '',
    '',
    'Non verificato: il codice fiscale non è corretto.',
    'Not assessed: the fiscal code is not right.',
  )

function form(code: string): Finding {
  switch (fiscalCodeProblem(code)) {
    case undefined:
      return agrees(code, '', 'Il codice fiscale è corretto nella forma.', 'The fiscal code is well formed.')
    case 'length':
      return warning(code, '', 'Il codice fiscale non ha 16 caratteri.', 'The fiscal code has not 16 characters.')
    case 'form':
      return warning(
        code,
        '',
        'Lettere e cifre del codice fiscale non stanno dove devono.',
        'Letters and digits of the fiscal code are not where they must be.',
      )
    case 'check character':
      return warning(
        code,
        '',
        "L'ultimo carattere del codice fiscale, quello di controllo, non torna: forse un errore di battitura.",
        'The last character of the fiscal code, its check character, does not follow: perhaps a slip.',
      )
  }
}

function name(declared: string, part: 'nome' | 'cognome', code: string): Finding {
  const found = part === 'cognome' ? code.slice(0, 3) : code.slice(3, 6)
  const expected = codeLetters(declared, part)
  const [what, english] = part === 'cognome' ? ['il cognome', 'surname'] : ['il nome', 'first name']
  if (expected === undefined) {
    return notAssessed(
      declared,
      found,
      `Non verificato: le regole del codice fiscale non sanno scrivere ${what} dichiarato.`,
      `Not assessed: the rules of the fiscal code cannot spell the declared ${english}.`,
    )
  }
  return expected === found
    ? agrees(declared, found, `Per ${what} le lettere del codice tornano.`, `The letters for the ${english} agree.`)
    : warning(
        declared,
        found,
        `Per ${what} dichiarato il codice dovrebbe avere ${expected}, ha invece ${found}.`,
        `For the declared ${english} the code should have ${expected}, and has ${found}.`,
      )
}

function sex(declared: Declared, code: string): Finding {
  const found = Number(code.slice(9, 11)) > 40 ? 'F' : 'M'
  return found === declared.sesso_richiedente
    ? agrees(declared.sesso_richiedente, found, 'Il sesso torna.', 'The sex agrees.')
    : warning(
        declared.sesso_richiedente,
        found,
        `Il codice è di ${found === 'F' ? 'una donna' : 'un uomo'} (alle donne si aggiunge 40 al giorno di nascita).`,
        `The code is a ${found === 'F' ? "woman's" : "man's"} (women have 40 added to their day of birth).`,
      )
}

const MONTH_LETTERS = 'ABCDEHLMPRST'

function birthDate(declared: Declared, code: string): Finding {
  const two = (number: number) => String(number).padStart(2, '0')
  const [day, month] = [Number(code.slice(9, 11)) % 40, MONTH_LETTERS.indexOf(code.charAt(8)) + 1]
  const found = `${two(day)}/${two(month)}/${code.slice(6, 8)}`
  const date = declared.data_nascita_richiedente
  const mismatches = fiscalCodeMatches(declared.codice_fiscale_richiedente, { sesso: 'M', data_nascita: date })
  return mismatches.includes('data_nascita')
    ? warning(
        date,
        found,
        `Il codice dice nato il ${found}; di un anno porta solo le due ultime cifre.`,
        `The code says born on ${found}; of a year it has the last two digits only.`,
      )
    : agrees(date, found, 'La data di nascita torna.', 'The date of birth agrees.')
}

const ADULT_YEARS = 18

function ofAge(birth: string, now: Date): Finding {
  const years = ageOn(birth, now)
  if (years === undefined) return notAssessed(birth, '', 'Non verificato: nessuna data.', 'Not assessed: no date.')
  return years >= ADULT_YEARS
    ? agrees(birth, '', 'Il richiedente è maggiorenne.', 'The applicant is of age.')
    : warning(
        birth,
        '',
        'Il richiedente non ha 18 anni: per un minore firma chi lo rappresenta.',
        'The applicant is not yet 18: for a minor somebody else signs.',
      )
}
