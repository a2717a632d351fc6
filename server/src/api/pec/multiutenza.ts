// POST /pec/{id}/multiutenza
// Adds a user to a working mailbox; there are at most 25, and none is ever changed or taken away.
import { changeCause } from '../../ledger/causes.ts'
import { boxTypes } from '../../model/box-types.ts'
import type { MailboxUser } from '../../model/mailbox-fields.ts'
import { mailboxOrder } from '../../mailboxes/provider-order.ts'
import { Mailbox, mailboxView } from '../../mailboxes/view.ts'
import { nextUid } from '../../mailboxes/table.ts'
import { email, text } from '../../pipeline/field-types.ts'
import { required } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/declare.ts'
import { mailboxes } from '../../mailboxes/resource.ts'

const MOST_USERS = 25

export const addMailboxUser = writes({
  route: 'POST /pec/{id}/multiutenza',
  name: 'addMailboxUser',
  tag: 'Pec',
  summary: 'Add a user to a mailbox',
  resource: mailboxes,
  move: 'addUser',
  offeredTo: ({ tipo_casella }) => boxTypes[tipo_casella].canAddUsers,
  body: {
    nome: required(text(100, "user's first name"), 215),
    cognome: required(text(100, "user's surname"), 216),
    descrizione: required(text(200, 'label'), 218),
    email_gestione_password: required(email, 219, 221),
  },
  refusals: {
    wrongId: 212,
    unknown: 213,
    wrongKind: 390,
    wrongState: 214,
    noCredit: 220,
    providerDown: 389,
    local: { tooMany: 217 },
  },
  answers: Mailbox,

  check({ row, refuse }) {
    if ((row.multiutenza?.length ?? 0) >= MOST_USERS) refuse('tooMany', { max: MOST_USERS })
  },

  price: ({ row, prices, requestId }) => ({
    amountCents: prices['extra user'].cents,
    cause: changeCause('multiutenza', row.id, requestId),
  }),

  changes: ({ row }) => ({ multiutenza: [row.multiutenza?.length ?? 0, (row.multiutenza?.length ?? 0) + 1] }),

  capability: 'mailboxes.addUser',
  ask: ({ row, body, provider, ask }) => provider.mailboxes.addUser?.(mailboxOrder(row), body, ask),

  async apply({ row, body, asked, principal, unit }) {
    const users = row.multiutenza ?? []
    const user = {
      ...body,
      id_utenza: `${row.id}_${nextNumber(users)}`,
      timestamp: { attivazione: unit.now.getTime() / 1000 },
      userid: asked.userid ?? (await nextUid(unit.db)),
    }
    return {
      data: mailboxView(await unit.move(mailboxes, row, 'addUser', { multiutenza: [...users, user] }), principal.email),
    }
  },
})

/** One more than the last: a user in between may have been taken back. */
function nextNumber(users: readonly MailboxUser[]): number {
  return Number(users.at(-1)?.id_utenza.split('_')[1] ?? -1) + 1
}
