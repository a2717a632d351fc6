// GET /v1/dominio/{id}/checks: what is published for a domain, what should be, and how that is known; POST checks again.
import { applyStatus } from '../../../certified-domains/apply-status.ts'
import { DomainChecks, domainChecksView } from '../../../certified-domains/checks-view.ts'
import { certifiedDomains } from '../../../certified-domains/resource.ts'
import { checkStatus } from '../../../certified-domains/status-check.ts'
import { findChecks } from '../../../certified-domains/table.ts'
import { reads, writes } from '../../../pipeline/declare.ts'

export const readDomainChecks = reads({
  route: 'GET /v1/dominio/{id}/checks',
  name: 'readDomainChecks',
  tag: 'Account',
  access: 'either',
  permission: { account: 'read', operator: 'review' },
  summary: 'Say what is published for a certified domain, what should be, and how that is known',
  resource: certifiedDomains,
  refusals: { wrongId: 109, unknown: 109 },
  answers: DomainChecks,

  read: async ({ context, db, row }) => ({ data: await domainChecksView(db, context, row) }),
})

const CHECKED_JUST_NOW_MS = 10_000

export const repeatDomainChecks = writes({
  route: 'POST /v1/dominio/{id}/checks',
  name: 'repeatDomainChecks',
  tag: 'Account',
  access: 'either',
  permission: { account: 'write', operator: 'review' },
  summary: 'Check a certified domain again, now; within ten seconds of the last check that one is answered',
  resource: certifiedDomains,
  refusals: { wrongId: 109, unknown: 109 },
  answers: DomainChecks,

  async examine({ context, db, row }) {
    const since = context.clock.now().getTime() - CHECKED_JUST_NOW_MS
    const last = await findChecks(db, row.id)
    if (row.stato === 'revocato' || last.some((check) => check.checked_at.getTime() > since)) return undefined
    return { seen: row.version, status: await checkStatus(context, row) }
  },

  async apply({ context, row, unit, examined }) {
    if (examined === undefined) return { data: await domainChecksView(unit.db, context, row) }
    const { seen, status } = examined
    const applied = await applyStatus(context, unit, row.id, () => status, { whom: 'provider', seen })
    const domain = applied.is === 'applied' ? applied.domain : row
    return { data: await domainChecksView(unit.db, context, domain) }
  },
})
