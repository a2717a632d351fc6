// POST /v1/sandbox/snapshots/{id}/restore: the calling account has again what it had.
import { authorOf } from '../../../../auth/principal.ts'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { beginEra } from '../../../../ledger/new-era.ts'
import { isResourceId } from '../../../../model/resource-id.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { Snapshot, snapshotView } from '../../../../pipeline/snapshot-view.ts'
import { clearAccount } from '../../../../provider-operations/empty-account.ts'
import { isUniqueViolation } from '../../../../store/move.ts'
import { goOnAfterRestore, listSnapshots, restoreRows } from '../../../../store/snapshots.ts'
import { unitOfWork } from '../../../../unit-of-work.ts'
import type { UnitOfWork } from '../../../../unit-of-work.ts'

export const restoreSnapshot = acts({
  route: 'POST /v1/sandbox/snapshots/{id}/restore',
  name: 'restoreSnapshot',
  tag: 'Sandbox',
  permission: 'develop',
  summary: 'Bring a snapshot back: the calling account has what it had then, and nothing else; the clock stays',
  sandboxOnly: true,
  refusals: { local: { unknown: 109, taken: 183 } },
  answers: Snapshot,

  async act({ context, db, principal, params: { id = '' }, requestId, refuse }) {
    const { accountId } = principal
    const [snapshot] = isResourceId(id) ? await listSnapshots(db, accountId, id) : []
    if (snapshot === undefined) return refuse('unknown')
    const author = authorOf(principal)
    const restore = async (unit: UnitOfWork) => {
      await clearAccount(unit, accountId)
      await restoreRows(unit.db, id)
      await beginEra(unit.db, id, { accountId, cause: `restore ${requestId}`, author }, unit.now)
      await goOnAfterRestore(unit.db, accountId)
    }
    await unitOfWork(context, restore, { author }).catch((error: unknown) => {
      throw isUniqueViolation(error) ? ownRefusal(183) : error
    })
    return { data: snapshotView(snapshot) }
  },
})
