// The table of contents: all 24 operations of the contract (contract 2), in its order, the platform calls, and our own.
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
import { listLoggedCallbacks } from './callbacks/list.ts'
import { readLoggedCallback } from './callbacks/read.ts'
import { readCounters, readTotalCounters } from './counters/read.ts'
import { readCredit } from './credit/read.ts'
import { listErrors } from './errors/list.ts'
import { listScopes } from './scopes/list.ts'
import { readScope } from './scopes/read.ts'
import { readStatsOfApi } from './stats/api.ts'
import { readStatsByApi } from './stats/apis.ts'
import { readStatsByAddress } from './stats/ips.ts'
import { readStats } from './stats/read.ts'
import { listSubscriptions } from './subscriptions/list.ts'
import { createFirstVersionToken } from './token/create.ts'
import { createOwnToken } from './tokens/create.ts'
import { deleteOwnToken } from './tokens/delete.ts'
import { listOwnTokens } from './tokens/list.ts'
import { readOwnToken } from './tokens/read.ts'
import { updateOwnToken } from './tokens/update.ts'
import { readSignatureReport } from './v1/comunica_pec/checks.ts'
import { listOwnDeliveries } from './v1/deliveries/list.ts'
import { readDelivery } from './v1/deliveries/read.ts'
import { retryFailedDeliveries } from './v1/deliveries/retry-failed.ts'
import { retryDelivery } from './v1/deliveries/retry.ts'
import { readDomainChecks, repeatDomainChecks } from './v1/dominio/checks.ts'
import { listOwnEvents } from './v1/events/list.ts'
import { readIndexFreshness } from './v1/index/read.ts'
import { verifyMessage } from './v1/messages/verify.ts'
import { acceptInvitation } from './v1/invitations/accept.ts'
import { inviteMember } from './v1/members/create.ts'
import { removeMember } from './v1/members/delete.ts'
import { renewInvitation } from './v1/members/invitation.ts'
import { listMembers } from './v1/members/list.ts'
import { resetPasswordOfMember } from './v1/members/password-reset.ts'
import { readMember } from './v1/members/read.ts'
import { updateMember } from './v1/members/update.ts'
import { createMemberToken } from './v1/members/tokens/create.ts'
import { revokeMemberToken } from './v1/members/tokens/delete.ts'
import { listMemberTokens } from './v1/members/tokens/list.ts'
import { listAccountsForOperators } from './v1/operator/accounts/list.ts'
import { findMailboxesOfCustomer } from './v1/operator/accounts/mailboxes.ts'
import { listMembersOfAccount } from './v1/operator/accounts/members/list.ts'
import { resetPasswordOfCustomer } from './v1/operator/accounts/members/password-reset.ts'
import { readAccount } from './v1/operator/accounts/read.ts'
import { revokeTokenOfAccount } from './v1/operator/accounts/tokens/delete.ts'
import { listTokensOfAccount } from './v1/operator/accounts/tokens/list.ts'
import { acceptOperatorInvitation } from './v1/operator/invitations/accept.ts'
import { inviteOperator } from './v1/operator/operators/create.ts'
import { removeOperator } from './v1/operator/operators/delete.ts'
import { renewOperatorInvitation } from './v1/operator/operators/invitation.ts'
import { resetPasswordOfOperator } from './v1/operator/operators/password-reset.ts'
import { listOperators } from './v1/operator/operators/list.ts'
import { updateOperator } from './v1/operator/operators/update.ts'
import { createTokenOfOperator } from './v1/operator/operators/tokens/create.ts'
import { revokeOperatorToken } from './v1/operator/operators/tokens/delete.ts'
import { listOperatorTokens } from './v1/operator/operators/tokens/list.ts'
import { closeAccountOfCustomer } from './v1/operator/accounts/close.ts'
import { openAccountForCustomer } from './v1/operator/accounts/create.ts'
import { creditAccount } from './v1/operator/accounts/credit.ts'
import { debitAccount } from './v1/operator/accounts/debit.ts'
import { readWalletOfCustomer } from './v1/operator/accounts/wallet/read.ts'
import { listTransactionsOfCustomer } from './v1/operator/accounts/wallet/transactions.ts'
import { setLowBalanceOfCustomer } from './v1/operator/accounts/wallet/update.ts'
import { givePriceList } from './v1/operator/accounts/price-list.ts'
import { reopenAccountOfCustomer } from './v1/operator/accounts/reopen.ts'
import { suspendAccountOfCustomer } from './v1/operator/accounts/suspend.ts'
import { confirmWaitingCredit } from './v1/operator/credits/confirm.ts'
import { listWaitingCredits } from './v1/operator/credits/list.ts'
import { rejectWaitingCredit } from './v1/operator/credits/reject.ts'
import { createPriceList } from './v1/operator/price-lists/create.ts'
import { listPriceLists } from './v1/operator/price-lists/list.ts'
import { readPriceListAsOperator } from './v1/operator/price-lists/read.ts'
import { listDecisionReasons } from './v1/operator/decision-reasons/list.ts'
import { listDocumentPages } from './v1/operator/documents/pages/list.ts'
import { drawDocumentPage } from './v1/operator/documents/pages/read.ts'
import { downloadDocument } from './v1/operator/documents/read.ts'
import { decideCertifiedDomain } from './v1/operator/domains/decision.ts'
import { listBrokenDomains } from './v1/operator/domains/list.ts'
import { importIndexOfDomains } from './v1/operator/index/import.ts'
import { decideMailbox } from './v1/operator/mailboxes/decision.ts'
import { listMailboxDocuments } from './v1/operator/mailboxes/documents.ts'
import { listProviders } from './v1/operator/providers/list.ts'
import { pause } from './v1/operator/providers/pause.ts'
import { resume } from './v1/operator/providers/resume.ts'
import { decideRegistryRequest } from './v1/operator/registry-requests/decision.ts'
import { erasePersonForThem } from './v1/operator/person-erasures/create.ts'
import { exportPersonForThem } from './v1/operator/person-exports/create.ts'
import { exportAudit } from './v1/operator/audit/export.ts'
import { searchAudit } from './v1/operator/audit/list.ts'
import { listEventsForOperators } from './v1/operator/events/list.ts'
import { readCertifiedDomainAsOperator } from './v1/operator/domains/read.ts'
import { readMailboxAsOperator } from './v1/operator/mailboxes/read.ts'
import { readRegistryRequestAsOperator } from './v1/operator/registry-requests/read.ts'
import { listQueue } from './v1/operator/queue/list.ts'
import { readQueueItem } from './v1/operator/queue/read.ts'
import { claimQueueItem } from './v1/operator/queue/claim.ts'
import { releaseQueueItem } from './v1/operator/queue/release.ts'
import { decideQueueItem } from './v1/operator/queue/decision.ts'
import { recordTakenAddress } from './v1/operator/taken-addresses/create.ts'
import { forgetAddress } from './v1/operator/taken-addresses/delete.ts'
import { listTrust } from './v1/operator/trust/list.ts'
import { setOwnLowBalance } from './v1/wallet/update.ts'
import { cancelOwnBulk } from './v1/bulk/cancel.ts'
import { bulkAmong } from './v1/bulk/create.ts'
import { listOwnBulks } from './v1/bulk/list.ts'
import { readBulk } from './v1/bulk/read.ts'
import { listBulkRows } from './v1/bulk/rows.ts'
import { listPrices } from './v1/prices/list.ts'
import { readOwnCredit } from './v1/wallet/read.ts'
import { readDomainQuota } from './v1/dominio/quota.ts'
import { listStatementOfOwn } from './v1/wallet/transactions.ts'
import { listOwnRequests } from './v1/requests/list.ts'
import { readMailboxOutcome } from './v1/pec/esito.ts'
import { makeMailPassword } from './v1/pec/mail/password.ts'
import { readMail } from './v1/pec/mail/read.ts'
import { listSentMessages } from './v1/pec/mail/sent.ts'
import { readCertifiedDomainOutcome } from './v1/dominio/esito.ts'
import { readRegistryRequestOutcome } from './v1/comunica_pec/esito.ts'
import { readMailboxHistory } from './v1/pec/history.ts'
import { readCertifiedDomainHistory } from './v1/dominio/history.ts'
import { readRegistryRequestHistory } from './v1/comunica_pec/history.ts'
import { downloadExpiryCalendar } from './v1/expiries.ics/read.ts'
import { listExpiries } from './v1/expiries/list.ts'
import { searchOwn } from './v1/search/list.ts'
import { listMailboxDeliveries } from './v1/pec/deliveries.ts'
import { findOwnMailboxes } from './v1/pec/list.ts'
import { checkDeclared } from './v1/applicant-checks/create.ts'
import { findComuni } from './v1/comuni/list.ts'
import { readChecks } from './v1/pec/checks.ts'
import { advanceClock } from './v1/sandbox/clock/advance.ts'
import { readClock } from './v1/sandbox/clock/read.ts'
import { bringRegistryRequest } from './v1/sandbox/comunica_pec/scenario.ts'
import { bringCertifiedDomain } from './v1/sandbox/dominio/scenario.ts'
import { listInbox } from './v1/sandbox/inbox/list.ts'
import { bringMailbox } from './v1/sandbox/pec/scenario.ts'
import { resetSandbox } from './v1/sandbox/reset.ts'
import { openSandboxSession } from './v1/sandbox/session/create.ts'
import { listScenarios } from './v1/sandbox/scenarios/list.ts'
import { createSnapshot } from './v1/sandbox/snapshots/create.ts'
import { listOwnSnapshots } from './v1/sandbox/snapshots/list.ts'
import { restoreSnapshot } from './v1/sandbox/snapshots/restore.ts'
import { quoteAmong } from './v1/quote/create.ts'
import { openConsoleSession } from './v1/session/create.ts'
import { endConsoleSession } from './v1/session/delete.ts'
import { openSessionByPasskey } from './v1/session/passkey/create.ts'
import { offerSessionByPasskey } from './v1/session/passkey/options.ts'
import { addSessionPasskey } from './v1/session/passkeys/create.ts'
import { removeSessionPasskey } from './v1/session/passkeys/delete.ts'
import { listSessionPasskeys } from './v1/session/passkeys/list.ts'
import { offerSessionPasskey } from './v1/session/passkeys/options.ts'
import { resetPasswordBySecret } from './v1/session/password-reset.ts'
import { setSessionPassword } from './v1/session/password.ts'
import { beginSessionTotp } from './v1/session/totp/create.ts'
import { confirmSessionTotp } from './v1/session/totp/confirm.ts'
import { endSessionTotp } from './v1/session/totp/delete.ts'
import { readSessionTotp } from './v1/session/totp/read.ts'
import { readConsoleSession } from './v1/session/read.ts'
import { readSigningSecret } from './v1/signing-secret/read.ts'
import { rotateSigningSecret } from './v1/signing-secret/rotate.ts'
import { readOwnWallet } from './wallet/read.ts'
import { listOwnTransactions } from './wallet/transactions.ts'
import { verifyAddress } from './verifica_pec/read.ts'
import type { Context } from '../context.ts'
import type { Operation, Answered } from '../pipeline/operation.ts'
import type { Ended } from '../provider-operations/run.ts'
import type { ProviderOperation } from '../provider-operations/table.ts'
import { createAccountToken } from './v1/tokens/create.ts'
import { revokeOwnToken } from './v1/tokens/delete.ts'
import { listEveryToken } from './v1/tokens/list.ts'

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

/** The platform calls, for whoever has the e-mail and API key of an account (contract 2.25). */
export const platformRoutes: readonly Operation[] = [
  listOwnTokens,
  createOwnToken,
  readOwnToken,
  updateOwnToken,
  deleteOwnToken,
  listScopes,
  readScope,
  readOwnWallet,
  listOwnTransactions,
  listErrors,
  readStats,
  readStatsByAddress,
  readStatsByApi,
  readStatsOfApi,
  listSubscriptions,
  listLoggedCallbacks,
  readLoggedCallback,
  readCredit,
  readTotalCounters,
  readCounters,
  createFirstVersionToken,
]

/** What a file may have a row of. */
export const bulkCalls: readonly Operation[] = [registerMailbox, renewMailbox, renewCertifiedDomain]

/** Our own calls, under /v1. */
export const ownRoutes: readonly Operation[] = [
  readSigningSecret,
  rotateSigningSecret,
  listOwnDeliveries,
  readDelivery,
  retryDelivery,
  retryFailedDeliveries,
  listOwnEvents,
  listOwnRequests,
  readOwnCredit,
  setOwnLowBalance,
  listStatementOfOwn,
  listPrices,
  quoteAmong(contractRoutes),
  bulkAmong(bulkCalls),
  listOwnBulks,
  readBulk,
  listBulkRows,
  cancelOwnBulk,
  findOwnMailboxes,
  listMailboxDeliveries,
  readChecks,
  checkDeclared,
  findComuni,
  readMailboxOutcome,
  readMail,
  listSentMessages,
  makeMailPassword,
  readCertifiedDomainOutcome,
  readRegistryRequestOutcome,
  readMailboxHistory,
  readCertifiedDomainHistory,
  readRegistryRequestHistory,
  listExpiries,
  downloadExpiryCalendar,
  searchOwn,
  readSignatureReport,
  readDomainChecks,
  repeatDomainChecks,
  readDomainQuota,
  readIndexFreshness,
  verifyMessage,
  listMembers,
  inviteMember,
  readMember,
  updateMember,
  removeMember,
  renewInvitation,
  resetPasswordOfMember,
  listMemberTokens,
  createMemberToken,
  revokeMemberToken,
  listEveryToken,
  createAccountToken,
  revokeOwnToken,
  acceptInvitation,
  openConsoleSession,
  readConsoleSession,
  endConsoleSession,
  setSessionPassword,
  resetPasswordBySecret,
  readSessionTotp,
  beginSessionTotp,
  confirmSessionTotp,
  endSessionTotp,
  offerSessionByPasskey,
  openSessionByPasskey,
  offerSessionPasskey,
  addSessionPasskey,
  listSessionPasskeys,
  removeSessionPasskey,
  listOperators,
  inviteOperator,
  updateOperator,
  removeOperator,
  renewOperatorInvitation,
  resetPasswordOfOperator,
  listOperatorTokens,
  createTokenOfOperator,
  revokeOperatorToken,
  acceptOperatorInvitation,
  listAccountsForOperators,
  readAccount,
  findMailboxesOfCustomer,
  listMembersOfAccount,
  resetPasswordOfCustomer,
  listTokensOfAccount,
  revokeTokenOfAccount,
  openAccountForCustomer,
  creditAccount,
  debitAccount,
  readWalletOfCustomer,
  listTransactionsOfCustomer,
  setLowBalanceOfCustomer,
  suspendAccountOfCustomer,
  reopenAccountOfCustomer,
  closeAccountOfCustomer,
  listWaitingCredits,
  confirmWaitingCredit,
  rejectWaitingCredit,
  listPriceLists,
  createPriceList,
  readPriceListAsOperator,
  givePriceList,
  listQueue,
  readQueueItem,
  claimQueueItem,
  releaseQueueItem,
  decideQueueItem,
  listEventsForOperators,
  searchAudit,
  exportAudit,
  exportPersonForThem,
  erasePersonForThem,
  listTrust,
  readMailboxAsOperator,
  readCertifiedDomainAsOperator,
  readRegistryRequestAsOperator,
  recordTakenAddress,
  forgetAddress,
  decideMailbox,
  listMailboxDocuments,
  downloadDocument,
  listDocumentPages,
  listDecisionReasons,
  drawDocumentPage,
  decideCertifiedDomain,
  listBrokenDomains,
  listProviders,
  pause,
  resume,
  decideRegistryRequest,
  importIndexOfDomains,
  readClock,
  advanceClock,
  resetSandbox,
  openSandboxSession,
  listScenarios,
  bringMailbox,
  bringCertifiedDomain,
  bringRegistryRequest,
  listInbox,
  createSnapshot,
  listOwnSnapshots,
  restoreSnapshot,
]

/** Every call the server answers. */
export const routes: readonly Operation[] = [...contractRoutes, ...platformRoutes, ...ownRoutes]

/** Ends a pending operation of one of the calls. Throws when this program no longer knows the call. */
export function finishOperation(context: Context, operation: ProviderOperation): Promise<Ended<Answered>> {
  const finish = routes.find(({ name }) => name === operation.operation)?.finish
  if (finish === undefined) throw new Error(`no call finishes ${operation.operation}`)
  return finish(operation, context)
}
