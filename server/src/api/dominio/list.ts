// GET /dominio
// The principal's certified domains, newest first.
import { Type } from 'typebox'
import { CertifiedDomain, certifiedDomainListItem } from '../../certified-domains/view.ts'
import { certifiedDomains } from '../../certified-domains/resource.ts'
import { listCertifiedDomains } from '../../certified-domains/table.ts'
import { ownsAny } from '../../store/resource.ts'
import { integerText } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'
import { reads } from '../../pipeline/declare.ts'

export const listOwnCertifiedDomains = reads({
  route: 'GET /dominio',
  name: 'listCertifiedDomains',
  tag: 'Domini',
  summary: "List the account's certified domains, newest first; all of them unless a page is asked for",
  query: {
    skip: optional(integerText(0, 999_999_999, 'domains to leave out'), 0),
    limit: optional(integerText(1, 1000, 'domains at most'), null),
  },
  refusals: { local: { none: 305 } },
  answers: Type.Array(CertifiedDomain),

  async read({ query, db, principal, refuse }) {
    const rows = await listCertifiedDomains(db, principal.accountId, query)
    // A page past the end is empty; only an account without any domain is refused (contract 6.6, 6.8).
    if (rows.length === 0 && !(await ownsAny(db, certifiedDomains, principal.accountId))) refuse('none')
    return { data: rows.map((row) => certifiedDomainListItem(row, principal.email)) }
  },
})
