// PATCH /pec/{id}/conservazione
// Switches on legal preservation: active at once, paid by the space bought.
import { Type } from 'typebox'
import { whyNotOpened } from '../../documents/pdf-scanner.ts'
import { changeCause } from '../../ledger/causes.ts'
import { boxTypes } from '../../model/box-types.ts'
import { parseSpace } from '../../model/spaces.ts'
import { saidBy } from '../../mailboxes/apply-decision.ts'
import { mailboxOrder } from '../../mailboxes/provider-order.ts'
import { Mailbox, mailboxView } from '../../mailboxes/view.ts'
import { documents } from '../../pipeline/field-types.ts'
import { optional, required } from '../../pipeline/fields.ts'
import type { FieldType } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/declare.ts'
import { mailboxes } from '../../mailboxes/resource.ts'

const STEP_MB = 512

const preservationSpace: FieldType<number> = {
  schema: Type.Union(
    [Type.Integer({ minimum: STEP_MB, multipleOf: STEP_MB }), Type.String({ pattern: '^[0-9]{1,8}$' })],
    {
      description: `legal preservation, MiB in steps of ${STEP_MB}`,
      default: STEP_MB,
    },
  ),
  read(value) {
    const space = parseSpace(value)
    return space !== undefined && !space.add && space.mb > 0 && space.mb % STEP_MB === 0 ? space.mb : undefined
  },
}

export const preserveMailbox = writes({
  route: 'PATCH /pec/{id}/conservazione',
  name: 'preserveMailbox',
  tag: 'Pec',
  summary: 'Switch on legal preservation',
  resource: mailboxes,
  move: 'preserve',
  offeredTo: ({ tipo_casella }) => boxTypes[tipo_casella].canPreserve,
  doneBefore: ({ conservazione }) => conservazione,
  uploads: true,
  body: {
    spazio_conservazione: optional(preservationSpace, STEP_MB, 295),
    documenti: required(documents, 294, 299),
  },
  refusals: {
    wrongId: 265,
    unknown: 266,
    wrongKind: 392,
    wrongState: 292,
    doneBefore: 293,
    noCredit: 297,
    providerDown: 298,
    local: { notPdf: 296 },
  },
  answers: Mailbox,

  check({ body, refuse }) {
    for (const { pdf } of body.documenti) if (pdf.is !== 'pdf') refuse('notPdf', { why: whyNotOpened(pdf.why) })
  },

  price: ({ row, body, prices, requestId }) => ({
    amountCents: (body.spazio_conservazione / STEP_MB) * prices['preservation space'].cents,
    cause: changeCause('conservazione', row.id, requestId),
  }),

  changes: ({ row, body }) => ({
    conservazione: [false, true],
    spazio_conservazione: [row.spazio_conservazione, body.spazio_conservazione],
  }),

  keep: ({ body }) => ({ purpose: 'conservazione', documents: body.documenti }),

  capability: 'mailboxes.preserve',
  ask: ({ row, body, provider, documents: handedIn, ask }) =>
    provider.mailboxes.preserve?.(mailboxOrder(row), body.spazio_conservazione, handedIn, ask),

  async apply({ row, body, asked, kept: documenti_conservazione, principal, unit }) {
    const { spazio_conservazione } = body
    const changes = {
      conservazione: true,
      spazio_conservazione,
      documenti_conservazione,
      ...saidBy(row, asked, unit.now),
    }
    return { data: mailboxView(await unit.move(mailboxes, row, 'preserve', changes), principal.email) }
  },
})
