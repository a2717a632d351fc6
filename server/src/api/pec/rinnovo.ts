// GET /pec/{id}/rinnovo
// Prolongs a mailbox, or brings a revoked one back. A GET on the wire, here a write with a price like any other.
import { renewalCause } from '../../ledger/causes.ts'
import { expiryUntil, saidBy } from '../../mailboxes/apply-decision.ts'
import { mailboxOrder } from '../../mailboxes/provider-order.ts'
import { sharedDomains } from '../../model/certified-domain.ts'
import { findOwnDomain } from '../../certified-domains/table.ts'
import { Mailbox, mailboxView } from '../../mailboxes/view.ts'
import { italianDateAt } from '../../model/italian-date.ts'
import { renewedExpiry } from '../../model/renewal.ts'
import { integerText } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/declare.ts'
import { isActive } from '../../certified-domains/mailbox-quota.ts'
import { mailboxes } from '../../mailboxes/resource.ts'

export const renewMailbox = writes({
  route: 'GET /pec/{id}/rinnovo',
  name: 'renewMailbox',
  tag: 'Pec',
  summary: 'Renew a mailbox, or bring a revoked one back; spends credit',
  resource: mailboxes,
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

  renewal: ({ row, asWritten, principal }) => ({
    accountId: principal.accountId,
    key: `${row.id} ${String(asWritten.anni ?? '')}`,
    version: row.version,
    expiry: row.scadenza === null ? '' : italianDateAt(row.scadenza),
  }),

  async check({ row, principal, db, refuse }) {
    // One that went with its domain comes back only after it.
    if (row.stato !== 'revocata' || sharedDomains.has(row.dominio)) return
    const domain = await findOwnDomain(db, principal.accountId, row.dominio)
    if (domain !== undefined && !isActive(domain)) refuse('domainNotActive')
  },

  price: ({ row, query, prices, requestId }) => ({
    amountCents: prices[`mailbox ${row.tipo_casella}`].cents * query.anni,
    cause: renewalCause(row.id, requestId),
  }),

  changes: ({ row, query, now }) => ({
    data_scadenza: [
      row.scadenza === null ? null : italianDateAt(row.scadenza),
      italianDateAt(renewedExpiry(row.scadenza, now, query.anni).getTime() / 1000),
    ],
  }),

  capability: 'mailboxes.renew',
  ask: ({ row, query, provider, ask }) => provider.mailboxes.renew?.(mailboxOrder(row), query.anni, ask),

  async apply({ row, query, asked, principal, unit }) {
    const expiry = expiryUntil(row, renewedExpiry(row.scadenza, unit.now, query.anni), unit.now)
    const said = saidBy(row, asked, unit.now)
    const moved = await unit.move(mailboxes, row, 'renew', { ...expiry, revoca: null, ...said })
    return { data: mailboxView(moved, principal.email) }
  },
})
