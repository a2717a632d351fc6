// GET /v1/operator/credits: credit that waits for a second operator, or did.
import { creditStates, creditView, WaitingCredit } from '../../../../accounts/credit-view.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { valueOf } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { byMoment, nextAfter, pageBy, Paged } from '../../../../pipeline/paging.ts'
import { listCredits } from '../../../../store/waiting-credits.ts'

export const listWaitingCredits = reads({
  route: 'GET /v1/operator/credits',
  name: 'listCredits',
  tag: 'Operator',
  access: 'operator',
  permission: 'money',
  summary: 'List credit that waits for a second operator, newest first',
  query: {
    state: optional(valueOf(creditStates, 'those in this state; waiting unless told'), 'waiting', 110),
    ...pageBy(byMoment, 'credits'),
  },
  refusals: {},
  answers: Paged(WaitingCredit),

  async read({ db, now, query: { state, limit, cursor } }) {
    const rows = await listCredits(db, { state, now, limit, cursor })
    const placeOf = ({ asked_at: at, id }: (typeof rows)[number]) => ({ at, id })
    return { data: { items: rows.map(creditView), next: nextAfter(byMoment, rows, limit, placeOf) } }
  },
})
