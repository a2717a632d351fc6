// The table of contents: all 24 operations of the contract (contract 2), in its order.
import { notBuilt } from './not-built.ts'
import type { Operation } from './operation.ts'
import { activateMailbox } from './pec/attivazione.ts'
import { registerMailbox } from './pec/create.ts'
import { listOwnMailboxes } from './pec/list.ts'
import { downloadActivationForm } from './pec/modulo_attivazione.ts'
import { downloadPreservationForm } from './pec/modulo_conservazione.ts'
import { readMailbox } from './pec/read.ts'
import { verifyAddress } from './verifica_pec/read.ts'

export const routes: readonly Operation[] = [
  notBuilt('GET /domini_pec/{dominio}', 'checkDomain', 'Pec', 'Say whether a domain is a certified domain'),
  verifyAddress,
  listOwnMailboxes,
  registerMailbox,
  readMailbox,
  notBuilt('DELETE /pec/{id}', 'revokeMailbox', 'Pec', 'Revoke a mailbox'),
  activateMailbox,
  notBuilt('PATCH /pec/{id}/modifica', 'resizeMailbox', 'Pec', 'Enlarge the spaces of a mailbox'),
  notBuilt('PATCH /pec/{id}/conservazione', 'preserveMailbox', 'Pec', 'Switch on legal preservation'),
  notBuilt('PATCH /pec/{id}/trasformazione', 'upgradeMailbox', 'Pec', 'Turn a mailbox into a higher kind'),
  notBuilt(
    'GET /pec/{id}/rinnovo',
    'renewMailbox',
    'Pec',
    'Renew a mailbox, or bring a revoked one back; spends credit',
  ),
  notBuilt('POST /pec/{id}/multiutenza', 'addMailboxUser', 'Pec', 'Add a user to a mailbox'),
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
