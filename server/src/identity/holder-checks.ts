// Whether what is declared of a mailbox's holder is plausible.
import { customerTypes, hasSubtypes, isCustomerType, isSubtypeOf } from '../model/customer-types.ts'
import { isItalianPostalCode } from '../model/postal-code.ts'
import { ABROAD, findProvince } from '../model/provinces.ts'
import { isHolderCode } from '../model/vat-number.ts'
import { agrees, notAssessed, warning } from './check.ts'
import type { Finding } from './check.ts'

/** Whether the subtype is one of the type's own; the sandbox takes any (contract 1.11). */
export function customerSubtype(type: string, subtype: string): Finding {
  if (!isCustomerType(type) || !hasSubtypes(type)) {
    return subtype === ''
      ? agrees(subtype, '', 'Questo tipo di cliente non ha sottotipi.', 'This customer type has no subtypes.')
      : warning(
          subtype,
          '',
          `Il tipo di cliente ${type} non ha sottotipi.`,
          `The customer type ${type} has no subtypes.`,
        )
  }
  const own = Object.keys(customerTypes[type].subtypes).join(', ')
  if (subtype === '') return notAssessed(subtype, own, 'Nessun sottotipo dichiarato.', 'No subtype is declared.')
  return isSubtypeOf(type, subtype)
    ? agrees(subtype, own, 'Il sottotipo è del tipo di cliente.', "The subtype is one of the customer type's.")
    : warning(
        subtype,
        own,
        `Il sottotipo ${subtype} non è del tipo di cliente ${type}: in produzione è rifiutato.`,
        `The subtype ${subtype} is none of the customer type ${type}: production refuses it.`,
      )
}

/** The check digit of a VAT number, or the check character of a fiscal code. */
export function holderCode(code: string): Finding {
  if (code === '') {
    const english = 'Neither fiscal code nor VAT number is declared.'
    return notAssessed(code, '', 'Nessun codice fiscale o partita IVA dichiarato.', english)
  }
  if (isHolderCode(code, 'checked')) {
    return agrees(code, '', 'Il codice del titolare è corretto nella forma.', "The holder's code is well formed.")
  }
  return isHolderCode(code, 'shape')
    ? warning(
        code,
        '',
        'Il carattere o la cifra di controllo del codice del titolare non torna: forse un errore di battitura.',
        "The check digit or character of the holder's code does not follow: perhaps a slip.",
      )
    : warning(
        code,
        '',
        'Il codice del titolare non è una partita IVA (11 cifre) né un codice fiscale (16 caratteri).',
        "The holder's code is neither a VAT number (11 digits) nor a fiscal code (16 characters).",
      )
}

// See the table of provinces: which letters Sulcis Iglesiente has is not settled.
const provincesInDoubt = ['CI']

/** Whether the province exists today. */
export function holderProvince(declared: string, country: string): Finding {
  const province = declared.trim().toUpperCase()
  if (country !== 'IT') return abroad(declared)
  const found = findProvince(province)
  if (found === undefined) {
    return warning(declared, '', `La provincia ${province} non esiste.`, `There is no province ${province}.`)
  }
  if (found.until !== undefined && found.again === undefined) {
    if (provincesInDoubt.includes(province)) {
      return notAssessed(
        declared,
        found.into?.join(', ') ?? '',
        `Non verificato: la provincia ${province} è rinata nel 2025 come Sulcis Iglesiente, la sigla non è certa.`,
        `Not assessed: the province ${province} came back in 2025 as Sulcis Iglesiente, its letters are not certain.`,
      )
    }
    const now = found.into?.join(', ') ?? ''
    return warning(
      declared,
      now,
      `La provincia ${province} (${found.name}) non esiste più dal ${found.until}.`,
      `The province ${province} (${found.name}) is no more since ${found.until}.`,
    )
  }
  return agrees(declared, found.name, 'La provincia del titolare esiste.', "The holder's province exists.")
}

/** Five digits that begin as those of the province do; towns at a border may have the neighbour's. */
export function holderPostalCode(cap: string, declaredProvince: string, country: string): Finding {
  if (country !== 'IT') return abroad(cap)
  if (!isItalianPostalCode(cap)) {
    return warning(cap, '', 'Un CAP italiano ha cinque cifre.', 'An Italian postal code has five digits.')
  }
  const province = declaredProvince.trim().toUpperCase()
  const zones = findProvince(province)?.postalZones ?? []
  if (zones.length === 0) {
    return notAssessed(cap, '', 'Non verificato: provincia sconosciuta.', 'Not assessed: unknown province.')
  }
  const found = zones.map((zone) => `${zone}xxx`).join(', ')
  return zones.some((zone) => cap.startsWith(zone))
    ? agrees(cap, found, 'Il CAP è plausibile per la provincia.', 'The postal code is plausible for the province.')
    : warning(
        cap,
        found,
        `Nella provincia ${province} i CAP cominciano di solito con ${zones.join(' o ')}.`,
        `In the province ${province} postal codes usually begin with ${zones.join(' or ')}.`,
      )
}

function abroad(declared: string): Finding {
  return declared.trim().toUpperCase() === ABROAD
    ? agrees(declared, ABROAD, 'Titolare all’estero.', 'The holder is abroad.')
    : notAssessed(declared, '', 'Non verificato: titolare all’estero.', 'Not assessed: the holder is abroad.')
}
