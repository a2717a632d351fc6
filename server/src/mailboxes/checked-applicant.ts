// A mailbox's applicant against the fiscal code, and its holder's data: warnings, never refusals.
import { Type } from 'typebox'
import { applicantChecks, birthPlaceCode } from '../identity/applicant-checks.ts'
import { isBuiltInTown } from '../identity/built-in-places.ts'
import { checkNames, outcomes } from '../identity/check.ts'
import type { Declared } from '../identity/check.ts'
import { findPlace } from '../identity/find-place.ts'
import { parseItalianDate } from '../model/italian-date.ts'
import { bothLanguages, literals } from '../model/wire-schemas.ts'
import type { Reader } from '../store/database.ts'

/** One check of what was declared. */
export const ApplicantCheck = Type.Object({
  check: literals(checkNames, 'what was checked'),
  outcome: literals(outcomes, 'not_assessed: nothing to compare, or the data cannot tell'),
  fields: Type.Array(Type.String(), { description: 'names of the fields looked at' }),
  declared: Type.String({ description: 'as declared' }),
  found: Type.String({ description: 'what it was compared with; empty when with a rule alone' }),
  ...bothLanguages,
})

/** The checks of what was declared, as `ApplicantCheck` has them. */
export async function checkApplicant(db: Reader, declared: Declared, now: Date) {
  const code = birthPlaceCode(declared.codice_fiscale_richiedente)
  const place = code === undefined ? undefined : await findPlace(db, code)
  return applicantChecks(declared, { now, place, isTownElsewhere: await isTown(declared) })
}

/** Whether some town has the declared name: where it is not the code's, it is another one. */
function isTown({ comune_nascita_richiedente, data_nascita_richiedente }: Declared): Promise<boolean> {
  return isBuiltInTown(comune_nascita_richiedente, parseItalianDate(data_nascita_richiedente)?.year ?? 0)
}
