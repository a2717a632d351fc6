// GET /v1/sandbox/scenarios: everything that can be let happen to a resource of a sandbox.
import { Type } from 'typebox'
import { certifiedDomains } from '../../../../certified-domains/resource.ts'
import { mailboxes } from '../../../../mailboxes/resource.ts'
import { scenarios } from '../../../../model/scenarios.ts'
import type { Scenario } from '../../../../model/scenarios.ts'
import { literals, orNull } from '../../../../model/wire-schemas.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { registryRequests } from '../../../../registry-requests/resource.ts'

const resources = [mailboxes, certifiedDomains, registryRequests] as const

export const listScenarios = reads({
  route: 'GET /v1/sandbox/scenarios',
  name: 'listScenarios',
  tag: 'Sandbox',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  summary: 'List what can be let happen to a mailbox, domain or request, and from which states',
  sandboxOnly: true,
  refusals: {},
  answers: Type.Array(
    Type.Object(
      {
        scenario: Type.String({ description: 'its name' }),
        resource: literals(
          resources.map(({ segment }) => segment),
          'path segment of what it happens to',
        ),
        does: Type.String({ description: 'what happens' }),
        from: Type.Array(Type.String(), { description: 'states from which it may happen' }),
        to: orNull(Type.String({ description: 'the state after it; null: as before' })),
        needs: orNull(Type.String({ description: 'what the resource must have beside its state' })),
        takes_reasons: Type.Boolean({ description: 'whether the call may say why' }),
        it: Type.Object(
          { does: Type.String(), needs: orNull(Type.String()) },
          { description: '`does` and `needs` in Italian' },
        ),
      },
      { $id: 'Scenario' },
    ),
  ),

  read: async () => ({ data: resources.flatMap(({ kind, segment }) => rowsOf(segment, scenarios[kind])) }),
})

const rowsOf = (resource: string, rows: Readonly<Record<string, Scenario>>) =>
  Object.entries(rows).map(([scenario, { does, from, to = null, needs, takesReasons = false }]) => ({
    scenario,
    resource,
    does: does.en,
    from,
    to,
    needs: needs?.en ?? null,
    takes_reasons: takesReasons,
    it: { does: does.it, needs: needs?.it ?? null },
  }))
