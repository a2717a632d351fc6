// The table of contents of our own calls.
import { listOwnDeliveries, readDelivery, retryDelivery } from './account/deliveries.ts'
import { listOwnEvents } from './account/events.ts'
import { readSigningSecret, rotateSigningSecret } from './account/signing-secret.ts'
import { readSignatureReport } from './comunica_pec/verifica.ts'
import { readDomainChecks, repeatDomainChecks } from './dominio/checks.ts'
import { creditAccount, openAccount } from './operator/accounts.ts'
import { readIndexFreshness } from './index/read.ts'
import { decideMailbox } from './operator/decision.ts'
import { decideDomain } from './operator/domain-decision.ts'
import { importIndexFile } from './operator/import-index.ts'
import { readChecks } from './pec/controlli.ts'
import { downloadDocument } from './operator/download-document.ts'
import { listMailboxDocuments } from './operator/mailbox-documents.ts'
import { decideRegistryRequest } from './operator/registry-decision.ts'
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
  listMailboxDocuments,
  downloadDocument,
  decideDomain,
  decideRegistryRequest,
  importIndexFile,
  readIndexFreshness,
  listOwnEvents,
  readChecks,
  readSignatureReport,
  readDomainChecks,
  repeatDomainChecks,
  readClock,
  moveClock,
  resetSandbox,
]
