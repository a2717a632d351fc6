// GET /v1/operator/documents/{owner}/{name}: a document handed in for a mailbox or a request, for who brings it to the provider.
import { refusal } from '../../errors/refusal.ts'
import { isResourceId } from '../../model/resource-id.ts'
import { findDocument } from '../../store/documents.ts'
import { integerText, optional } from '../../pipeline/fields.ts'
import { ownRoute } from '../own-route.ts'

const MOST_SUBMISSIONS = 1_000_000
const LONGEST_NAME = 200

export const downloadDocument = ownRoute({
  route: 'GET /v1/operator/documents/{owner}/{name}',
  summary:
    'Download a document handed in for a mailbox or a request; the newest of its name unless a submission is given',
  audience: 'operator',
  query: {
    submission: optional(integerText(0, MOST_SUBMISSIONS, 'which upload it came with'), undefined),
  },
  answers: 'a file',

  async run({ context, params, query }) {
    const { owner = '', name = '' } = params
    if (!isResourceId(owner) || name.length > LONGEST_NAME) throw refusal(109)
    const found = await findDocument(context.database.kysely, owner, name, query.submission)
    if (found === undefined) throw refusal(109)
    const file = await context.vault.read({ key: found.key, name, owner: { kind: found.owner_kind, id: owner } })
    const contentType = name.endsWith('.p7m') ? 'application/pkcs7-mime' : 'application/pdf'
    return { file, contentType, name, handedIn: true }
  },
})
