// Asks the provider about every request to the Business Register whose hour has come, and moves those with news.
import type { Context } from '../context.ts'
import { settleRequest } from '../registry-requests/apply-decision.ts'
import { registerOrderOf } from '../registry-requests/provider-order.ts'
import { isOnOrder } from '../provider-operations/table.ts'
import {
  askAgainAboutRequest,
  findDueRegistryRequest,
  lockRegistryRequest,
  nextRegistryRequestCheck,
  registryRequestsToCheck,
} from '../registry-requests/table.ts'
import { unitOfWork } from '../unit-of-work.ts'
import type { Job } from './job.ts'

const AT_A_TIME = 100
const ASK_A_SILENT_PROVIDER_AGAIN_MS = 60_000

export const followRequests: Job = {
  name: 'follow-requests',
  repairs: 'requests to the Business Register waiting for a provider',
  cron: '*/2 * * * *',
  atOnce: 2,
  nextDue: (context) => nextRegistryRequestCheck(context.database.kysely),

  async run(context, { only }) {
    const { kysely } = context.database
    const ids = only === undefined ? await registryRequestsToCheck(kysely, context.clock.now(), AT_A_TIME) : [only]
    let moved = 0
    for (const id of ids) if (await follow(context, id)) moved += 1
    return moved
  },
}

/** Follows one request, if it is due and nobody else's just now; whether it moved. No transaction waits for a provider. */
async function follow(context: Context, id: string): Promise<boolean> {
  const now = context.clock.now()
  const seen = await findDueRegistryRequest(context.database.kysely, id, now)
  if (seen === undefined) return false
  const answer = await context.providers.named(seen.provider).registerStatus(registerOrderOf(seen), now)
  return unitOfWork(context, async (unit) => {
    const request = await lockRegistryRequest(unit.db, id)
    // Somebody was faster, or an open order alone may change it.
    if (request?.version !== seen.version || (await isOnOrder(unit.db, { kind: 'registry-request', id }))) return false
    if (answer.is === 'done') return (await settleRequest(context, unit, request, answer.value)) !== undefined
    const silent = new Date(now.getTime() + ASK_A_SILENT_PROVIDER_AGAIN_MS)
    await askAgainAboutRequest(unit.db, request, answer.is === 'pending' ? answer.askAgainAt : silent)
    return false
  })
}
