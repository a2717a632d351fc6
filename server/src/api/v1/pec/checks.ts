// GET /v1/pec/{id}/checks: what of a registration does not agree with itself. For people to look at, never a refusal.
import { Type } from 'typebox'
import { sources } from '../../../identity/sources.ts'
import { ApplicantCheck, checkApplicant } from '../../../mailboxes/checked-applicant.ts'
import { mailboxes } from '../../../mailboxes/resource.ts'
import { Sources } from '../../../model/wire-schemas.ts'
import { reads } from '../../../pipeline/declare.ts'

export const readChecks = reads({
  route: 'GET /v1/pec/{id}/checks',
  name: 'readApplicantChecks',
  tag: 'Account',
  access: 'either',
  permission: { account: 'read', operator: 'review' },
  summary: "Check a mailbox's applicant against the fiscal code, and its holder's data; warnings, never refusals",
  resource: mailboxes,
  refusals: { wrongId: 109, unknown: 109 },
  answers: Type.Object({
    id: Type.String({ description: 'of the mailbox' }),
    warnings: Type.Integer({ description: 'checks whose outcome is a warning' }),
    checks: Type.Array(ApplicantCheck),
    sources: Sources,
  }),

  async read({ db, now, row }) {
    const checks = await checkApplicant(db, row, now)
    const warnings = checks.filter(({ outcome }) => outcome === 'warning').length
    return { data: { id: row.id, warnings, checks, sources } }
  },
})
