// PATCH /pec/{id}/trasformazione
// Turns a working mailbox into a higher kind; the expiry stays, spaces bought before are kept.
import { changeCause } from '../../ledger/causes.ts'
import { boxTypes, boxTypesAbove, isBoxType } from '../../model/box-types.ts'
import { requestOf } from '../../mailboxes/provider-order.ts'
import { mailboxView } from '../../mailboxes/view.ts'
import { oneOf, required } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/ladder.ts'
import { Mailbox, mailbox } from '../subjects.ts'

const upgradable = Object.keys(boxTypes)
  .filter(isBoxType)
  .filter((type) => boxTypes[type].canUpgrade)

export const upgradeMailbox = writes({
  route: 'PATCH /pec/{id}/trasformazione',
  name: 'upgradeMailbox',
  tag: 'Pec',
  summary: 'Turn a mailbox into a higher kind',
  subject: mailbox,
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

  check({ subject, body, refuse }) {
    if (body.tipo_casella === subject.tipo_casella) refuse('already', { type: subject.tipo_casella })
    const above = boxTypesAbove(subject.tipo_casella)
    if (!above.includes(body.tipo_casella)) refuse('downgrade', { allowed: above.join(' or ') || 'none' })
  },

  // What the higher kind costs more in a year; the contract names no price.
  price: ({ subject, body, context: { prices }, requestId }) => ({
    amountCents: Math.max(
      prices[`mailbox ${body.tipo_casella}`].cents - prices[`mailbox ${subject.tipo_casella}`].cents,
      0,
    ),
    cause: changeCause('trasformazione', subject.id, requestId),
  }),

  ask: ({ subject, newId, body, provider }) => provider.upgrade(requestOf(subject, newId), body.tipo_casella),

  async apply({ subject, body, caller, unit }) {
    const { tipo_casella } = body
    const base = boxTypes[tipo_casella]
    const moved = await unit.move(subject, 'upgrade', {
      tipo_casella,
      spazio_disco: Math.max(subject.spazio_disco, base.spazio_disco),
      spazio_storico: Math.max(subject.spazio_storico, base.spazio_storico),
      sms: true,
      storico: true,
    })
    return { data: mailboxView(moved, caller.email) }
  },
})
