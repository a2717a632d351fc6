// GET /v1/pec/{id}/controlli: what of a registration does not agree with itself. For people to look at, never a refusal.
import { Type } from 'typebox'
import type { Caller } from '../../auth/authenticate.ts'
import { covers, neededScope } from '../../auth/scopes.ts'
import { refusal } from '../../errors/refusal.ts'
import { applicantChecks, birthPlaceCode } from '../../identity/applicant-checks.ts'
import { isBuiltInTown } from '../../identity/built-in-places.ts'
import { checkNames, outcomes } from '../../identity/check.ts'
import type { Declared } from '../../identity/check.ts'
import { findPlace } from '../../identity/find-place.ts'
import { sources } from '../../identity/sources.ts'
import { parseItalianDate } from '../../model/italian-date.ts'
import { isResourceId } from '../../model/resource-id.ts'
import { findApplicant } from '../../store/applicants.ts'
import { ownRoute } from '../own-route.ts'

const oneOfThese = (values: readonly string[], description: string) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    { description },
  )

const Check = Type.Object({
  check: oneOfThese(checkNames, 'what was checked'),
  outcome: oneOfThese(outcomes, 'not_assessed: nothing to compare, or the data cannot tell'),
  fields: Type.Array(Type.String(), { description: 'names of the fields looked at' }),
  declared: Type.String({ description: 'as declared' }),
  found: Type.String({ description: 'what it was compared with; empty when with a rule alone' }),
  italian: Type.String({ description: 'in plain Italian' }),
  english: Type.String({ description: 'in plain English' }),
})

export const readChecks = ownRoute({
  route: 'GET /v1/pec/{id}/controlli',
  summary: "Check a mailbox's applicant against the fiscal code, and its holder's data; warnings, never refusals",
  audience: 'anyone',
  answers: Type.Object({
    id: Type.String({ description: 'of the mailbox' }),
    warnings: Type.Integer({ description: 'checks whose outcome is a warning' }),
    checks: Type.Array(Check),
    sources: Type.Array(Type.Object({ name: Type.String(), license: Type.String(), url: Type.String() }), {
      description: 'whose data on places these are',
    }),
  }),

  async run({ context, caller, params }) {
    const { id = '' } = params
    const accountId = accountOf(caller, context.settings.SCOPE_HOST)
    const db = context.database.kysely
    const now = context.clock.now()
    const applicant = isResourceId(id) ? await findApplicant(db, id, accountId) : undefined
    if (applicant === undefined) throw refusal(109)
    const code = birthPlaceCode(applicant.codice_fiscale_richiedente)
    const place = code === undefined ? undefined : await findPlace(db, code)
    const checks = applicantChecks(applicant, { now, place, isTownElsewhere: await isTown(applicant) })
    return { data: { id, warnings: checks.filter(({ outcome }) => outcome === 'warning').length, checks, sources } }
  },
})

/** Whether some town has the declared name: where it is not the code's, it is another one. */
function isTown({ comune_nascita_richiedente, data_nascita_richiedente }: Declared): Promise<boolean> {
  return isBuiltInTown(comune_nascita_richiedente, parseItalianDate(data_nascita_richiedente)?.year ?? 0)
}

/** Whose mailboxes a caller may look at; an operator anybody's. A customer needs the scope that reads them. */
function accountOf(caller: Caller, host: string): string | undefined {
  if (caller.role === 'operator') return undefined
  if (!covers(caller.scopes, neededScope('GET', host, 'pec'))) throw refusal(126)
  return caller.accountId
}
