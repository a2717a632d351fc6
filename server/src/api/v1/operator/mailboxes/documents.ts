// GET /v1/operator/mailboxes/{id}/documents: what was handed in for a mailbox, for who reviews it; never the contents.
import { Type } from 'typebox'
import { mailboxes } from '../../../../mailboxes/resource.ts'
import { ReviewedDocument, reviewDocuments } from '../../../../mailboxes/reviewed-documents.ts'
import { reads } from '../../../../pipeline/declare.ts'

export const listMailboxDocuments = reads({
  route: 'GET /v1/operator/mailboxes/{id}/documents',
  name: 'listMailboxDocuments',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'Say what was handed in for a mailbox: findings, signatures and which form it is; information, no refusal',
  resource: mailboxes,
  refusals: { wrongId: 109, unknown: 109 },
  answers: Type.Object({ id: Type.String(), documents: Type.Array(ReviewedDocument, { description: 'newest first' }) }),

  async read({ context, row: { id }, now }) {
    return { data: { id, documents: await reviewDocuments(context, id, now) } }
  },
})
