// POST /comunica_pec
// Asks to tell the Business Register a certified address, of any provider; paid, and waiting for the register's code.
import { communicationCause } from '../../ledger/causes.ts'
import { qualifications } from '../../model/qualifications.ts'
import { RegistryRequest, registryRequestView } from '../../registry-requests/view.ts'
import { registryRequests } from '../../registry-requests/resource.ts'
import {
  callback,
  email,
  fiscalCode,
  flag,
  holderCode,
  oneOf,
  pecAddress,
  phone,
  province,
  text,
} from '../../pipeline/field-types.ts'
import { optional, required } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/declare.ts'

export const createRegistryRequest = writes({
  route: 'POST /comunica_pec',
  name: 'createRegistryRequest',
  tag: 'Comunica Pec',
  summary: 'Ask to tell the Business Register an address',
  body: {
    casella_pec: required(pecAddress, 335, 336),
    cf: required(fiscalCode, 337, 347),
    nome: required(text(100, "applicant's first name"), 338),
    cognome: required(text(100, "applicant's surname"), 339),
    qualifica: required(oneOf(qualifications, "applicant's capacity in the company"), 340, 348),
    email: required(email, 341, 349),
    cellulare: required(phone, 342, 361),
    ragione_sociale: required(text(200, "company's name"), 343),
    cf_piva: required(holderCode, 344, 350),
    comune: required(text(100, "town of the company's seat"), 345),
    provincia: required(province, 346, 362),
    callback: optional(callback, null),
    pec_amministratore: optional(flag, false, 360),
  },
  orders: ({ principal }) => ({ resource: 'registry-request', account: principal.accountId }),
  refusals: { noCredit: 351, providerDown: 352 },
  answers: RegistryRequest,

  price: ({ prices, newId }) => ({
    amountCents: prices['register communication'].cents,
    cause: communicationCause(newId),
  }),

  pricedBy: [],
  changes: ({ body }) => ({ casella_pec: [null, body.casella_pec], stato: [null, registryRequests.lifecycle.initial] }),

  // A provider that loses its answer is asked what became of it by the address.
  claims: ({ body }) => ({ kind: 'filing', id: body.casella_pec }),

  capability: 'registryRequests.open',
  ask: ({ body: { callback: _, ...declared }, provider, ask, newId }) =>
    provider.registryRequests.open?.({ ...declared, id: newId }, ask),

  async apply({ body, asked, principal, provider, unit, newId }) {
    const request = {
      ...body,
      id: newId,
      account_id: principal.accountId,
      provider: provider.manifest.name,
      provider_ref: asked.providerRef ?? null,
      codice_registro_imprese: asked.codice_registro_imprese ?? '',
      check_at: asked.askAgainAt ?? null,
    }
    const added = await unit.add(registryRequests, request)
    if (added === undefined) throw new Error('a request to the register was not added')
    if (asked.askAgainAt !== undefined) unit.wake('follow-requests')
    return { data: registryRequestView(added, principal.email) }
  },
})
