// POST /comunica_pec
// Asks to tell the Business Register a certified address, of any provider; paid, and waiting for the register's code.
import { communicationCause } from '../../ledger/causes.ts'
import { qualifications } from '../../model/qualifications.ts'
import { registryRequestView } from '../../registry-requests/view.ts'
import { insertRegistryRequest } from '../../registry-requests/table.ts'
import { requestAsTellable } from '../../unit-of-work.ts'
import {
  callback,
  email,
  fiscalCode,
  flag,
  holderCode,
  oneOf,
  optional,
  pecAddress,
  phone,
  province,
  required,
  text,
} from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/ladder.ts'
import { RegistryRequest } from '../subjects.ts'

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
  refusals: { noCredit: 351, providerDown: 352 },
  answers: RegistryRequest,

  price: ({ context, newId }) => ({
    amountCents: context.prices['register communication'].cents,
    cause: communicationCause(newId),
  }),

  ask: ({ body: { casella_pec, cf_piva, pec_amministratore }, provider, now, newId }) =>
    provider.openRegisterFiling({ reference: newId, casella_pec, cf_piva, pec_amministratore }, now),

  async apply({ body, asked, caller, provider, unit, newId }) {
    const request = {
      ...body,
      id: newId,
      account_id: caller.accountId,
      provider: provider.manifest.name,
      provider_ref: asked.providerRef ?? null,
      codice_registro_imprese: asked.codice_registro_imprese ?? '',
      check_at: asked.askAgainAt ?? null,
    }
    const added = await insertRegistryRequest(unit.db, request, unit.now)
    if (!unit.customerWaits) await unit.tellAbout(requestAsTellable(added), 'register')
    if (asked.askAgainAt !== undefined) await unit.enqueue('follow-requests', { only: newId }, asked.askAgainAt)
    return { data: registryRequestView(added, caller.email) }
  },
})
