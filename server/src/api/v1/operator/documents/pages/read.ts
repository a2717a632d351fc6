// GET /v1/operator/documents/{owner}/{name}/pages/{page}: a page drawn as a picture, so that nobody opens a stranger's file.
import { reads } from '../../../../../pipeline/declare.ts'
import { integerText } from '../../../../../pipeline/field-types.ts'
import { optional } from '../../../../../pipeline/fields.ts'
import { documentToShow, drawn } from '../../../../../queue/document-to-show.ts'

const MOST_SUBMISSIONS = 1_000_000
const [LEAST_DOTS, USUAL_DOTS, MOST_DOTS] = [100, 1_200, 3_000]

export const drawDocumentPage = reads({
  route: 'GET /v1/operator/documents/{owner}/{name}/pages/{page}',
  name: 'drawDocumentPage',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'A page of a document handed in, drawn as a PNG; of a signed file, of what was signed',
  query: {
    submission: optional(integerText(0, MOST_SUBMISSIONS, 'which upload it came with'), undefined),
    width: optional(integerText(LEAST_DOTS, MOST_DOTS, 'dots across, fewer for a very long page'), USUAL_DOTS),
  },
  refusals: { local: { unknown: 109, notShown: 150, noSuchPage: 151, busy: 152 } },
  answers: 'image/png',

  async read({ context, db, params, principal: { operatorId }, query: { submission, width }, now, refuse }) {
    const { owner = '', name = '' } = params
    const page = /^[1-9]\d{0,4}$/.test(params['page'] ?? '') ? Number(params['page']) : refuse('unknown')
    const bytes = (await documentToShow(context, db, { owner, name, submission }, now)) ?? refuse('unknown')
    const answer = drawn(await context.pageDrawer.draw(bytes, page, width, operatorId))
    if (answer.is !== 'drawn') return refuse('unknown')
    return { file: answer.png, contentType: 'image/png', name: `page-${page}.png` }
  },
})
