// GET /v1/operator/documents/{owner}/{name}/pages: whether a document can be shown, and how many pages it has.
import { Type } from 'typebox'
import { reads } from '../../../../../pipeline/declare.ts'
import { integerText } from '../../../../../pipeline/field-types.ts'
import { optional } from '../../../../../pipeline/fields.ts'
import { documentToShow, drawn } from '../../../../../queue/document-to-show.ts'

const MOST_LISTED = 200
const MOST_SUBMISSIONS = 1_000_000

export const listDocumentPages = reads({
  route: 'GET /v1/operator/documents/{owner}/{name}/pages',
  name: 'listDocumentPages',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'The pages of a document handed in, to be looked at as pictures; of a signed file, those of what was signed',
  query: {
    submission: optional(integerText(0, MOST_SUBMISSIONS, 'which upload it came with'), undefined),
  },
  refusals: { local: { unknown: 109, notShown: 150, busy: 152 } },
  answers: Type.Object({
    count: Type.Integer({ description: 'how many pages it has' }),
    pages: Type.Array(
      Type.Object({
        width: Type.Number({ description: 'in points; 0 where it cannot be told' }),
        height: Type.Number({ description: 'in points; 0 where it cannot be told' }),
      }),
      { description: `the first ${MOST_LISTED}` },
    ),
  }),

  async read({ context, db, params, principal: { operatorId }, query: { submission }, now, refuse }) {
    const { owner = '', name = '' } = params
    const bytes = (await documentToShow(context, db, { owner, name, submission }, now)) ?? refuse('unknown')
    const answer = drawn(await context.pageDrawer.pagesOf(bytes, MOST_LISTED, operatorId))
    return { data: answer.is === 'pages' ? { count: answer.count, pages: answer.pages } : refuse('unknown') }
  },
})
