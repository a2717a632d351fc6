// The table of contents of our own calls.
import { listOwnDeliveries, readDelivery, retryDelivery } from './account/deliveries.ts'
import { listOwnEvents } from './account/events.ts'
import { readSigningSecret, rotateSigningSecret } from './account/signing-secret.ts'
import { creditAccount, openAccount } from './operator/accounts.ts'
import { readIndexFreshness } from './index/read.ts'
import { decideMailbox } from './operator/decision.ts'
import { importIndexFile } from './operator/import-index.ts'
import { readChecks } from './pec/controlli.ts'
import { moveClock, readClock } from './sandbox/clock.ts'
import { resetSandbox } from './sandbox/reset.ts'
import type { OwnRoute } from './own-route.ts'

export const ownRoutes: readonly OwnRoute[] = [
  readSigningSecret,
  rotateSigningSecret,
  listOwnDeliveries,
  readDelivery,
  retryDelivery,
  openAccount,
  creditAccount,
  decideMailbox,
  importIndexFile,
  readIndexFreshness,
  listOwnEvents,
  readChecks,
  readClock,
  moveClock,
  resetSandbox,
]
