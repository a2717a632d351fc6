// GET /v1/operator/documents/{owner}/{name}: a document handed in for a mailbox or a request, for who brings it to the provider.
import { isPlainText } from '../../../../model/plain-text.ts'
import { isResourceId } from '../../../../model/resource-id.ts'
import { findDocument } from '../../../../store/documents.ts'
import { integerText } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { reads } from '../../../../pipeline/declare.ts'

const MOST_SUBMISSIONS = 1_000_000
const LONGEST_NAME = 200

export const downloadDocument = reads({
  route: 'GET /v1/operator/documents/{owner}/{name}',
  name: 'downloadDocument',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary:
    'Download a document handed in for a mailbox or a request; the newest of its name unless a submission is given',
  query: {
    submission: optional(integerText(0, MOST_SUBMISSIONS, 'which upload it came with'), undefined),
  },
  refusals: { local: { unknown: 109 } },
  answers: 'a file',

  async read({ context, db, params, query, refuse }) {
    const { owner = '', name = '' } = params
    if (!isResourceId(owner) || name.length > LONGEST_NAME || !isPlainText(name)) refuse('unknown')
    const found = (await findDocument(db, owner, name, query.submission)) ?? refuse('unknown')
    const file = await context.vault.read({ key: found.key, name, owner: { kind: found.owner_kind, id: owner } })
    const contentType = name.endsWith('.p7m') ? 'application/pkcs7-mime' : 'application/pdf'
    return { file, contentType, name, handedIn: true }
  },
})
