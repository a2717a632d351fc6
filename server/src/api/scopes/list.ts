// GET /scopes: the scopes a token can have (contract 2.25). Under a host of the first version the array is nested twice.
import { Type } from 'typebox'
import { Scope, scopeViews } from '../../accounts/scope-view.ts'
import { isFirstVersionHost } from '../../auth/hosts.ts'
import { reads } from '../../pipeline/declare.ts'

export const listScopes = reads({
  route: 'GET /scopes',
  name: 'listScopes',
  tag: 'OAuth',
  access: 'key',
  summary: 'List the scopes a token can have',
  refusals: {},
  answers: Type.Union([Type.Array(Scope), Type.Object({ data: Type.Array(Scope) })]),

  async read({ context, host }) {
    const scopes = scopeViews(context.settings.SCOPE_HOST)
    return { data: isFirstVersionHost(host) ? { data: scopes } : scopes }
  },
})
