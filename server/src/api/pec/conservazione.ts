// PATCH /pec/{id}/conservazione
// Switches on legal preservation: active at once, paid by the space bought.
import { Type } from 'typebox'
import { whyNotOpened } from '../../documents/pdf-scanner.ts'
import { changeCause } from '../../ledger/causes.ts'
import { boxTypes } from '../../model/box-types.ts'
import { parseSpace } from '../../model/spaces.ts'
import { requestOf } from '../../mailbox-order.ts'
import { mailboxView } from '../../store/mailbox-view.ts'
import { documents, optional, required } from '../fields.ts'
import type { Form } from '../fields.ts'
import { writes } from '../ladder.ts'
import { Mailbox, mailbox } from '../subjects.ts'

const STEP_MB = 512

const preservationSpace: Form<number> = {
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
  subject: mailbox,
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

  price: ({ subject, body, context, requestId }) => ({
    amountCents: (body.spazio_conservazione / STEP_MB) * context.prices['preservation space'].cents,
    cause: changeCause('conservazione', subject.id, requestId),
  }),

  ask: ({ subject, newId, body, provider }) => provider.preserve(requestOf(subject, newId), body.spazio_conservazione),

  keep: ({ subject, body, unit }) => unit.keepDocuments(subject, 'conservazione', body.documenti),

  async apply({ subject, body, kept: documenti_conservazione, caller, unit }) {
    const { spazio_conservazione } = body
    const changes = { conservazione: true, spazio_conservazione, documenti_conservazione }
    return { data: mailboxView(await unit.move(subject, 'preserve', changes), caller.email) }
  },
})
