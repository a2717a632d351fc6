// GET /v1/pec/{id}/controlli: what of a registration does not agree with itself. For people to look at, never a refusal.
import { Type } from 'typebox'
import { applicantChecks, birthPlaceCode } from '../../../identity/applicant-checks.ts'
import { isBuiltInTown } from '../../../identity/built-in-places.ts'
import { checkNames, outcomes } from '../../../identity/check.ts'
import type { Declared } from '../../../identity/check.ts'
import { findPlace } from '../../../identity/find-place.ts'
import { sources } from '../../../identity/sources.ts'
import { mailboxes } from '../../../mailboxes/resource.ts'
import { parseItalianDate } from '../../../model/italian-date.ts'
import { bothLanguages, literals } from '../../../model/wire-schemas.ts'
import { reads } from '../../../pipeline/declare.ts'

const Check = Type.Object({
  check: literals(checkNames, 'what was checked'),
  outcome: literals(outcomes, 'not_assessed: nothing to compare, or the data cannot tell'),
  fields: Type.Array(Type.String(), { description: 'names of the fields looked at' }),
  declared: Type.String({ description: 'as declared' }),
  found: Type.String({ description: 'what it was compared with; empty when with a rule alone' }),
  ...bothLanguages,
})

export const readChecks = reads({
  route: 'GET /v1/pec/{id}/controlli',
  name: 'readApplicantChecks',
  tag: 'Account',
  access: 'either',
  summary: "Check a mailbox's applicant against the fiscal code, and its holder's data; warnings, never refusals",
  resource: mailboxes,
  refusals: { wrongId: 109, unknown: 109 },
  answers: Type.Object({
    id: Type.String({ description: 'of the mailbox' }),
    warnings: Type.Integer({ description: 'checks whose outcome is a warning' }),
    checks: Type.Array(Check),
    sources: Type.Array(Type.Object({ name: Type.String(), license: Type.String(), url: Type.String() }), {
      description: 'whose data on places these are',
    }),
  }),

  async read({ db, now, row }) {
    const code = birthPlaceCode(row.codice_fiscale_richiedente)
    const place = code === undefined ? undefined : await findPlace(db, code)
    const checks = applicantChecks(row, { now, place, isTownElsewhere: await isTown(row) })
    const warnings = checks.filter(({ outcome }) => outcome === 'warning').length
    return { data: { id: row.id, warnings, checks, sources } }
  },
})

/** Whether some town has the declared name: where it is not the code's, it is another one. */
function isTown({ comune_nascita_richiedente, data_nascita_richiedente }: Declared): Promise<boolean> {
  return isBuiltInTown(comune_nascita_richiedente, parseItalianDate(data_nascita_richiedente)?.year ?? 0)
}
