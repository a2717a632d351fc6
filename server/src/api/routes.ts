// The table of contents: all 24 operations of the contract (contract 2), in its order.
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
import type { Context } from '../context.ts'
import type { Ended } from '../provider-operations/run.ts'
import type { OrderRow } from '../provider-operations/table.ts'
import type { Answered, Operation } from '../pipeline/operation.ts'
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
import { verifyAddress } from './verifica_pec/read.ts'

export const routes: readonly Operation[] = [
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

/** Ends an open order of one of the operations. Throws when this program no longer knows the operation. */
export function finishOperation(context: Context, order: OrderRow): Promise<Ended<Answered>> {
  const finish = routes.find((operation) => operation.name === order.operation)?.finish
  if (finish === undefined) throw new Error(`no operation finishes ${order.operation}`)
  return finish(order, context)
}
