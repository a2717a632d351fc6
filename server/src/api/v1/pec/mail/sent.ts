// GET /v1/pec/{id}/mail/sent: what a mailbox sent, each message with what was heard of every recipient.
import { Type } from 'typebox'
import type { MailSentTo } from '../../../../mail/protocol.ts'
import { mailboxes } from '../../../../mailboxes/resource.ts'
import { orNull } from '../../../../model/wire-schemas.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { integerText } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { askMail, mailRefusals } from '../../../../pipeline/mail-call.ts'
import { nextAfter, pageBy, Paged } from '../../../../pipeline/paging.ts'
import type { PageKey } from '../../../../pipeline/paging.ts'

const MOST = 50

/** By the moment they were handed in. */
const bySubmission: PageKey<{ at: string; id: string }> = {
  write: ({ at, id }) => [at, id],
  read: ([at = '', id = '', ...more]) => {
    const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at) && !Number.isNaN(Date.parse(at))
    return isMoment && /^[\w.@-]{1,150}$/.test(id) && more.length === 0 ? { at, id } : undefined
  },
}

const words = <const T extends string>(...all: T[]) => Type.Union(all.map((one) => Type.Literal(one)))

const SentTo = Type.Object({
  address: Type.String(),
  type: words('certificato', 'esterno'),
  state: Type.Union([
    Type.Literal('waiting'),
    Type.Literal('taken', { description: 'its gestore has taken it in charge' }),
    Type.Literal('delivered'),
    Type.Literal('failed'),
    Type.Literal('expired', { description: 'nothing was heard for 24 hours' }),
  ]),
  at: orNull(Type.String({ description: 'when that was' })),
  noticed_at: orNull(Type.String({ description: 'when the notice of 12 hours was given' })),
  reason: orNull(words('unknown', 'not-in-use', 'full', 'ordinary-mail', 'virus', 'other')),
  detail: orNull(Type.String({ description: 'as the receipt says it: errore-esteso' })),
  is_uncertain: Type.Boolean({ description: 'a receipt came after it had been given up' }),
})

export const listSentMessages = reads({
  route: 'GET /v1/pec/{id}/mail/sent',
  name: 'listSentMessages',
  tag: 'Sandbox',
  permission: 'read',
  summary: 'List what a mailbox of the test gestore sent, newest first, with what was heard of every recipient',
  sandboxOnly: true,
  resource: mailboxes,
  query: {
    ...pageBy(bySubmission, 'messages'),
    limit: optional(integerText(1, MOST, 'messages at most'), MOST, 110),
  },
  refusals: mailRefusals,
  answers: Paged(
    Type.Object({
      id: Type.String({ description: 'identifier the gestore gave it' }),
      subject: Type.String({ description: 'empty until it was looked at' }),
      message_id: orNull(Type.String({ description: 'Message-ID the client gave it' })),
      state: Type.Union([
        Type.Literal('submitted'),
        Type.Literal('accepted'),
        Type.Literal('refused', { description: 'avviso di non accettazione' }),
      ]),
      submitted_at: Type.String(),
      recipient_count: Type.Integer(),
      recipients: Type.Array(SentTo, { description: 'the first 50, once it is accepted' }),
    }),
  ),

  async read({ context, row, query: { limit, cursor } }) {
    const sent = await askMail(context, row, (mail) => mail.sent(row.id, { limit, after: cursor ?? null }))
    const items = sent.map(({ messageId, submittedAt, recipientCount, recipients, ...message }) => ({
      ...message,
      message_id: messageId,
      submitted_at: submittedAt,
      recipient_count: recipientCount,
      recipients: recipients.map(shown),
    }))
    return { data: { items, next: nextAfter(bySubmission, sent, limit, ({ submittedAt: at, id }) => ({ at, id })) } }
  },
})

const shown = ({ noticedAt, isUncertain, ...told }: MailSentTo) => ({
  ...told,
  noticed_at: noticedAt,
  is_uncertain: isUncertain,
})
