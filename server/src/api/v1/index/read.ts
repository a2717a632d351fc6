// GET /v1/index: how fresh the imported index of certified domains is.
import { Type } from 'typebox'
import { lastImport } from '../../../pec-index/table.ts'
import { providerDomains } from '../../../model/provider-domains.ts'
import { moment, orNull } from '../../../model/wire-schemas.ts'
import { reads } from '../../../pipeline/declare.ts'

export const readIndexFreshness = reads({
  route: 'GET /v1/index',
  name: 'readIndexFreshness',
  tag: 'Account',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  scope: 'domini_pec',
  summary:
    'Say how fresh the imported index of certified domains is, null where none was imported, and what is known without it',
  refusals: {},
  answers: Type.Object({
    as_of: orNull(moment('when the index was made, as far as known')),
    imported_at: orNull(moment('when it was imported')),
    source: orNull(Type.String({ description: 'ldif, signed-ldif, list or signed-list' })),
    signer: orNull(Type.String({ description: 'who signed it' })),
    domains: Type.Integer({ minimum: 0 }),
    providers: Type.Integer({ minimum: 0 }),
    built_in: Type.Array(Type.String(), { description: "providers' public domains, known without an import" }),
  }),

  async read({ db }) {
    const last = await lastImport(db)
    const built_in = [...providerDomains]
    if (last === undefined) {
      return {
        data: { as_of: null, imported_at: null, source: null, signer: null, domains: 0, providers: 0, built_in },
      }
    }
    const { source, signer, domains, providers } = last
    const [as_of, imported_at] = [last.as_of.toISOString(), last.imported_at.toISOString()]
    return { data: { as_of, imported_at, source, signer, domains, providers, built_in } }
  },
})
