// GET /v1/operator/domains: certified domains whose records are wrong, those to be suspended first.
import { Type } from 'typebox'
import { listDomainsInGrace } from '../../../../certified-domains/in-grace.ts'
import { graceEnd } from '../../../../model/domain-watch.ts'
import { moment, orNull } from '../../../../model/wire-schemas.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { byMoment, nextAfter, pageBy, Paged } from '../../../../pipeline/paging.ts'

export const listBrokenDomains = reads({
  route: 'GET /v1/operator/domains',
  name: 'listDomainsInGrace',
  tag: 'Operator',
  access: 'operator',
  permission: 'read',
  summary: 'List the certified domains whose records are wrong, those to be suspended first',
  query: pageBy(byMoment, 'domains'),
  refusals: {},
  answers: Paged(
    Type.Object({
      id: Type.String(),
      dominio: Type.String({ description: 'the domain' }),
      account: Type.String({ description: 'id of the customer’s account' }),
      broken_since: moment('since when its records are wrong'),
      suspended_after: moment('when its certification is suspended, unless they are mended'),
      suspended_at: orNull(moment('when it was suspended')),
    }),
  ),

  async read({ db, query: { limit, cursor } }) {
    const domains = await listDomainsInGrace(db, { limit, after: cursor })
    const next = nextAfter(byMoment, domains, limit, ({ broken_since: at, id }) => ({ at, id }))
    const items = domains.map(({ id, dominio, account_id, broken_since, suspended_at }) => ({
      id,
      dominio,
      account: account_id,
      broken_since: broken_since.toISOString(),
      suspended_after: graceEnd(broken_since).toISOString(),
      suspended_at: suspended_at?.toISOString() ?? null,
    }))
    return { data: { items, next } }
  },
})
