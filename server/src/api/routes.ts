// The table of contents: all 24 operations of the contract (contract 2), in its order.
import { checkDomain } from './domini_pec/read.ts'
import { notBuilt } from './not-built.ts'
import type { Context } from '../context.ts'
import type { Ended } from '../orders.ts'
import type { OrderRow } from '../store/provider-orders.ts'
import type { Answered, Operation } from './operation.ts'
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
  notBuilt('GET /comunica_pec', 'listRegistryRequests', 'Comunica Pec', 'List requests to the Business Register'),
  notBuilt(
    'POST /comunica_pec',
    'createRegistryRequest',
    'Comunica Pec',
    'Ask to tell the Business Register an address',
  ),
  notBuilt('GET /comunica_pec/{id}', 'readRegistryRequest', 'Comunica Pec', 'Read a request to the Business Register'),
  notBuilt('PATCH /comunica_pec/{id}', 'signRegistryRequest', 'Comunica Pec', 'Hand in the signed power of attorney'),
  notBuilt('GET /dominio', 'listCertifiedDomains', 'Domini', 'List certified domains'),
  notBuilt('POST /dominio', 'orderCertifiedDomain', 'Domini', 'Order the certification of a domain'),
  notBuilt('GET /dominio/{id}', 'readCertifiedDomain', 'Domini', 'Read a certified domain'),
  notBuilt('DELETE /dominio/{id}', 'revokeCertifiedDomain', 'Domini', 'Revoke a domain and its mailboxes'),
  notBuilt('GET /dominio/{id}/rinnovo', 'renewCertifiedDomain', 'Domini', 'Renew a domain; spends credit'),
  downloadActivationForm,
  downloadPreservationForm,
  notBuilt(
    'GET /comunica_pec/{id}/procura_registro_imprese',
    'downloadPowerOfAttorney',
    'Modulistica',
    'Download the power of attorney for the Business Register',
  ),
]

/** Ends an open order of one of the operations. Throws when this program no longer knows the operation. */
export function finishOperation(context: Context, order: OrderRow): Promise<Ended<Answered>> {
  const finish = routes.find((operation) => operation.name === order.operation)?.finish
  if (finish === undefined) throw new Error(`no operation finishes ${order.operation}`)
  return finish(order, context)
}
