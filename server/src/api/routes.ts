// The table of contents: all 24 operations of the contract (contract 2), in its order, and our own calls.
import { checkDomain } from './domini_pec/read.ts'
import { orderCertifiedDomain } from './dominio/create.ts'
import { revokeCertifiedDomain } from './dominio/delete.ts'
import { listOwnCertifiedDomains } from './dominio/list.ts'
import { readOwnCertifiedDomain } from './dominio/read.ts'
import { renewCertifiedDomain } from './dominio/rinnovo.ts'
import { createRegistryRequest } from './comunica_pec/create.ts'
import { listOwnRegistryRequests } from './comunica_pec/list.ts'
import { downloadPowerOfAttorney } from './comunica_pec/procura_registro_imprese.ts'
import { readRegistryRequest } from './comunica_pec/read.ts'
import { signRegistryRequest } from './comunica_pec/update.ts'
import { activateMailbox } from './pec/attivazione.ts'
import { preserveMailbox } from './pec/conservazione.ts'
import { registerMailbox } from './pec/create.ts'
import { revokeMailbox } from './pec/delete.ts'
import { listOwnMailboxes } from './pec/list.ts'
import { resizeMailbox } from './pec/modifica.ts'
import { downloadActivationForm } from './pec/modulo_attivazione.ts'
import { downloadPreservationForm } from './pec/modulo_conservazione.ts'
import { addMailboxUser } from './pec/multiutenza.ts'
import { readMailbox } from './pec/read.ts'
import { renewMailbox } from './pec/rinnovo.ts'
import { upgradeMailbox } from './pec/trasformazione.ts'
import { readSignatureReport } from './v1/comunica_pec/verifica.ts'
import { listOwnDeliveries } from './v1/deliveries/list.ts'
import { readDelivery } from './v1/deliveries/read.ts'
import { retryDelivery } from './v1/deliveries/retry.ts'
import { readDomainChecks, repeatDomainChecks } from './v1/dominio/checks.ts'
import { listOwnEvents } from './v1/events/list.ts'
import { readIndexFreshness } from './v1/index/read.ts'
import { openAccountForCustomer } from './v1/operator/accounts/create.ts'
import { creditAccount } from './v1/operator/accounts/credit.ts'
import { downloadDocument } from './v1/operator/documents/read.ts'
import { decideCertifiedDomain } from './v1/operator/domains/decision.ts'
import { importIndexOfDomains } from './v1/operator/index/import.ts'
import { decideMailbox } from './v1/operator/mailboxes/decision.ts'
import { listMailboxDocuments } from './v1/operator/mailboxes/documents.ts'
import { decideRegistryRequest } from './v1/operator/registry-requests/decision.ts'
import { readChecks } from './v1/pec/controlli.ts'
import { advanceClock } from './v1/sandbox/clock/advance.ts'
import { readClock } from './v1/sandbox/clock/read.ts'
import { resetSandbox } from './v1/sandbox/reset.ts'
import { readSigningSecret } from './v1/signing-secret/read.ts'
import { rotateSigningSecret } from './v1/signing-secret/rotate.ts'
import { verifyAddress } from './verifica_pec/read.ts'
import type { Context } from '../context.ts'
import type { Operation, Answered } from '../pipeline/operation.ts'
import type { Ended } from '../provider-operations/run.ts'
import type { ProviderOperation } from '../provider-operations/table.ts'

/** The 24 operations of the contract. */
export const contractRoutes: readonly Operation[] = [
  checkDomain,
  verifyAddress,
  listOwnMailboxes,
  registerMailbox,
  readMailbox,
  revokeMailbox,
  activateMailbox,
  resizeMailbox,
  preserveMailbox,
  upgradeMailbox,
  renewMailbox,
  addMailboxUser,
  listOwnRegistryRequests,
  createRegistryRequest,
  readRegistryRequest,
  signRegistryRequest,
  listOwnCertifiedDomains,
  orderCertifiedDomain,
  readOwnCertifiedDomain,
  revokeCertifiedDomain,
  renewCertifiedDomain,
  downloadActivationForm,
  downloadPreservationForm,
  downloadPowerOfAttorney,
]

/** Our own calls, under /v1. */
export const ownRoutes: readonly Operation[] = [
  readSigningSecret,
  rotateSigningSecret,
  listOwnDeliveries,
  readDelivery,
  retryDelivery,
  listOwnEvents,
  readChecks,
  readSignatureReport,
  readDomainChecks,
  repeatDomainChecks,
  readIndexFreshness,
  openAccountForCustomer,
  creditAccount,
  decideMailbox,
  listMailboxDocuments,
  downloadDocument,
  decideCertifiedDomain,
  decideRegistryRequest,
  importIndexOfDomains,
  readClock,
  advanceClock,
  resetSandbox,
]

/** Every call the server answers. */
export const routes: readonly Operation[] = [...contractRoutes, ...ownRoutes]

/** Ends a pending operation of one of the calls. Throws when this program no longer knows the call. */
export function finishOperation(context: Context, operation: ProviderOperation): Promise<Ended<Answered>> {
  const finish = routes.find(({ name }) => name === operation.operation)?.finish
  if (finish === undefined) throw new Error(`no call finishes ${operation.operation}`)
  return finish(operation, context)
}
