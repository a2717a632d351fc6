// POST /v1/sandbox/snapshots: keeps what the calling account has now.
import { writes } from '../../../../pipeline/declare.ts'
import { Snapshot, snapshotView } from '../../../../pipeline/snapshot-view.ts'
import { lockPendingOperationsOf } from '../../../../provider-operations/table.ts'
import { lockAccount } from '../../../../store/reset.ts'
import { keepSnapshot, listSnapshots } from '../../../../store/snapshots.ts'

export const createSnapshot = writes({
  route: 'POST /v1/sandbox/snapshots',
  name: 'createSnapshot',
  tag: 'Sandbox',
  permission: 'develop',
  summary:
    'Keep what the calling account has now: mailboxes, domains, requests, documents, history, events, credit; the newest 10 are kept',
  sandboxOnly: true,
  refusals: { local: { pending: 182 } },
  answers: Snapshot,

  async apply({ principal: { accountId }, newId, unit, refuse }) {
    await lockAccount(unit.db, accountId)
    if ((await lockPendingOperationsOf(unit.db, accountId)).length > 0) refuse('pending')
    unit.discardAfterwards(await keepSnapshot(unit.db, accountId, newId, unit.now))
    const [made] = await listSnapshots(unit.db, accountId, newId)
    return { data: made && snapshotView(made) }
  },
})
