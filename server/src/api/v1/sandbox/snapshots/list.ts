// GET /v1/sandbox/snapshots: what can be brought back.
import { Type } from 'typebox'
import { reads } from '../../../../pipeline/declare.ts'
import { Snapshot, snapshotView } from '../../../../pipeline/snapshot-view.ts'
import { listSnapshots } from '../../../../store/snapshots.ts'

export const listOwnSnapshots = reads({
  route: 'GET /v1/sandbox/snapshots',
  name: 'listSnapshots',
  tag: 'Sandbox',
  permission: 'develop',
  summary: 'List the snapshots of the calling account, newest first',
  sandboxOnly: true,
  refusals: {},
  answers: Type.Array(Snapshot),

  read: async ({ db, principal }) => ({ data: (await listSnapshots(db, principal.accountId)).map(snapshotView) }),
})
