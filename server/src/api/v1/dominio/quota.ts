// GET /v1/dominio/{id}/quota: how many mailboxes were bought with a domain, and how many there are.
import { Type } from 'typebox'
import { certifiedDomains } from '../../../certified-domains/resource.ts'
import { countMailboxesUnder } from '../../../mailboxes/under-domain.ts'
import { strings } from '../../../model/wire-schemas.ts'
import { reads } from '../../../pipeline/declare.ts'

export const readDomainQuota = reads({
  route: 'GET /v1/dominio/{id}/quota',
  name: 'readDomainQuota',
  tag: 'Account',
  permission: 'read',
  summary: 'Say how many mailboxes were bought with a certified domain, and how many there are',
  resource: certifiedDomains,
  refusals: { wrongId: 109, unknown: 109 },
  answers: Type.Object(
    {
      id: strings('of the domain'),
      numero_pec: Type.Integer({ description: 'mailboxes bought' }),
      in_use: Type.Integer({ description: 'mailboxes under it that count' }),
    },
    { $id: 'DomainQuota' },
  ),

  async read({ db, row: { id, account_id, dominio, numero_pec } }) {
    return { data: { id, numero_pec, in_use: await countMailboxesUnder(db, account_id, dominio) } }
  },
})
