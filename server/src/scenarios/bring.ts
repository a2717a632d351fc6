// Brings a resource of a sandbox where a provider, a name server, the register or the clock would bring it: by the moves,
// decisions and jobs that do so in earnest.
import { certifiedDomains } from '../certified-domains/resource.ts'
import { inTimeOf } from '../context.ts'
import type { Brought, Context, Scenarios, Why } from '../context.ts'
import { remindOfExpiry } from '../jobs/remind-of-expiry.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import { scenarioOf } from '../model/scenarios.ts'
import { lockIdle } from '../provider-operations/lock-idle.ts'
import { registryRequests } from '../registry-requests/resource.ts'
import type { Resource, ResourceRow } from '../store/resource.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { bringDomain } from './domains.ts'
import { bringMailbox } from './mailboxes.ts'
import type { Bring } from './happenings.ts'
import { bringRequest } from './requests.ts'

/** The scenarios of a sandbox. */
export function scenariosOf(processes: Context): Scenarios {
  return {
    async bring({ kind, id, accountId }, name, why) {
      const context = inTimeOf(processes, accountId)
      const brought = await bringOne(context, kind, id, name, why)
      // What fell due with it happens before the answer.
      if (brought.is === 'brought' && name === 'about-to-expire')
        while ((await remindOfExpiry.run(context, context.clock.now())) > 0);
      return brought
    },
  }
}

function bringOne(context: Context, kind: ResourceKind, id: string, name: string, why: Why): Promise<Brought> {
  const asked = { context, kind, id, name, why }
  if (kind === 'mailbox') return bringResource(asked, mailboxes, bringMailbox(name))
  if (kind === 'certified-domain') return bringResource(asked, certifiedDomains, bringDomain(name))
  return bringResource(asked, registryRequests, bringRequest(name))
}

interface Asked {
  context: Context
  kind: ResourceKind
  id: string
  name: string
  why: Why
}

async function bringResource<Row extends ResourceRow>(
  { context, kind, id, name, why }: Asked,
  resource: Resource<Row>,
  bring: Bring<Row> | undefined,
): Promise<Brought> {
  const scenario = scenarioOf(kind, name)
  if (scenario === undefined || bring === undefined) return { is: 'gone' }
  return unitOfWork(context, async (unit) => {
    const locked = await lockIdle(unit, resource, id)
    if (locked.is !== 'idle') return { is: locked.is === 'pending' ? 'pending' : 'gone' }
    const { row } = locked
    if (!scenario.from.includes(row.stato)) return { is: 'wrong state', stato: row.stato }
    return (await bring({ context, unit, why }, row)) === false ? { is: 'lacking' } : { is: 'brought' }
  })
}
