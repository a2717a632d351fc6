// GET /pec/{id}/rinnovo
// Prolongs a mailbox, or brings a revoked one back. A GET on the wire, here a write with a price like any other.
import { renewalCause } from '../../ledger/causes.ts'
import { requestOf } from '../../mailboxes/provider-order.ts'
import { sharedDomains } from '../../model/certified-domain.ts'
import { findOwnDomain } from '../../certified-domains/table.ts'
import { mailboxView } from '../../mailboxes/view.ts'
import { agendaUntil, renewedExpiry } from '../../model/renewal.ts'
import { integerText, optional } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/ladder.ts'
import { isActive } from '../../certified-domains/mailbox-quota.ts'
import { Mailbox, mailbox } from '../subjects.ts'

export const renewMailbox = writes({
  route: 'GET /pec/{id}/rinnovo',
  name: 'renewMailbox',
  tag: 'Pec',
  summary: 'Renew a mailbox, or bring a revoked one back; spends credit',
  subject: mailbox,
  move: 'renew',
  query: { anni: optional(integerText(1, 10, 'years to add'), 1, 204) },
  refusals: {
    wrongId: 201,
    unknown: 202,
    wrongState: 203,
    noCredit: 205,
    providerDown: 206,
    local: { domainNotActive: 203 },
  },
  answers: Mailbox,

  renewal: ({ subject, query, caller }) => ({
    accountId: caller.accountId,
    key: `${subject.id} ${query.anni}`,
    version: subject.version,
  }),

  async check({ subject, caller, db, context: { strictness }, refuse }) {
    // One that went with its domain comes back only after it.
    if (subject.stato !== 'revocata' || sharedDomains.has(subject.dominio)) return
    const domain = await findOwnDomain(db, caller.accountId, subject.dominio)
    if (domain === undefined || !isActive(domain, strictness)) refuse('domainNotActive')
  },

  price: ({ subject, query, context, requestId }) => ({
    amountCents: context.prices[`mailbox ${subject.tipo_casella}`].cents * query.anni,
    cause: renewalCause(subject.id, requestId),
  }),

  ask: ({ subject, newId, query, provider }) => provider.renew(requestOf(subject, newId), query.anni),

  async apply({ subject, query, caller, unit }) {
    const scadenza = renewedExpiry(subject.scadenza, unit.now, query.anni)
    const agenda = agendaUntil(scadenza, subject.autorinnovo, unit.now)
    const moved = await unit.move(subject, 'renew', { scadenza, revoca: null, ...agenda })
    return { data: mailboxView(moved, caller.email) }
  },
})
