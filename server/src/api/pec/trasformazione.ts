// PATCH /pec/{id}/trasformazione
// Turns a working mailbox into a higher kind; the expiry stays, spaces bought before are kept.
import { changeCause } from '../../ledger/causes.ts'
import { boxTypes, boxTypesAbove, isBoxType } from '../../model/box-types.ts'
import { saidBy } from '../../mailboxes/apply-decision.ts'
import { mailboxOrder } from '../../mailboxes/provider-order.ts'
import { Mailbox, mailboxView } from '../../mailboxes/view.ts'
import { oneOf } from '../../pipeline/field-types.ts'
import { required } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/declare.ts'
import { mailboxes } from '../../mailboxes/resource.ts'

const upgradable = Object.keys(boxTypes)
  .filter(isBoxType)
  .filter((type) => boxTypes[type].canUpgrade)

export const upgradeMailbox = writes({
  route: 'PATCH /pec/{id}/trasformazione',
  name: 'upgradeMailbox',
  tag: 'Pec',
  summary: 'Turn a mailbox into a higher kind',
  resource: mailboxes,
  move: 'upgrade',
  offeredTo: ({ tipo_casella }) => boxTypes[tipo_casella].canUpgrade,
  body: { tipo_casella: required(oneOf(upgradable, 'the kind it becomes'), 273, 274) },
  refusals: {
    wrongId: 265,
    unknown: 266,
    wrongKind: 393,
    wrongState: 272,
    noCredit: 279,
    providerDown: 280,
    local: { already: 275, downgrade: 276 },
  },
  answers: Mailbox,

  check({ row, body, refuse }) {
    if (body.tipo_casella === row.tipo_casella) refuse('already', { type: row.tipo_casella })
    const above = boxTypesAbove(row.tipo_casella)
    if (!above.includes(body.tipo_casella)) refuse('downgrade', { allowed: above.join(' or ') || 'none' })
  },

  // What the higher kind costs more in a year; the contract names no price.
  price: ({ row, body, prices, requestId }) => ({
    amountCents: Math.max(
      prices[`mailbox ${body.tipo_casella}`].cents - prices[`mailbox ${row.tipo_casella}`].cents,
      0,
    ),
    cause: changeCause('trasformazione', row.id, requestId),
  }),

  changes: ({ row, body: { tipo_casella } }) => ({
    tipo_casella: [row.tipo_casella, tipo_casella],
    spazio_disco: [row.spazio_disco, Math.max(row.spazio_disco, boxTypes[tipo_casella].spazio_disco)],
    spazio_storico: [row.spazio_storico, Math.max(row.spazio_storico, boxTypes[tipo_casella].spazio_storico)],
  }),

  capability: 'mailboxes.upgrade',
  ask: ({ row, body, provider, ask }) => provider.mailboxes.upgrade?.(mailboxOrder(row), body.tipo_casella, ask),

  async apply({ row, body, asked, principal, unit }) {
    const { tipo_casella } = body
    const base = boxTypes[tipo_casella]
    const moved = await unit.move(mailboxes, row, 'upgrade', {
      tipo_casella,
      spazio_disco: Math.max(row.spazio_disco, base.spazio_disco),
      spazio_storico: Math.max(row.spazio_storico, base.spazio_storico),
      sms: true,
      storico: true,
      ...saidBy(row, asked, unit.now),
    })
    return { data: mailboxView(moved, principal.email) }
  },
})
