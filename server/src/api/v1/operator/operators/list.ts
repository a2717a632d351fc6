// GET /v1/operator/operators: who works in the back office, newest first, also those invited and removed.
import { Operator } from '../../../../accounts/person-view.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { Paged } from '../../../../pipeline/paging.ts'
import { peopleOf, peoplePage } from '../../../../pipeline/people.ts'
import { operators } from '../../../../store/people.ts'

export const listOperators = reads({
  route: 'GET /v1/operator/operators',
  name: 'listOperators',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: 'List the operators, newest first, also those invited and removed',
  query: peoplePage,
  refusals: {},
  answers: Paged(Operator),

  read: async ({ db, query }) => ({ data: await peopleOf(db, operators, query) }),
})
