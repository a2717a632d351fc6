// GET /v1/operator/audit: the calls operators made, also those that only read or were refused.
import { Type } from 'typebox'
import { nextDay } from '../../../../model/italian-date.ts'
import { moment, orNull, strings } from '../../../../model/wire-schemas.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { romeDay, text } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { byPlace, nextAfter, pageBy, Paged } from '../../../../pipeline/paging.ts'
import { listOperatorActions } from '../../../../store/operator-actions.ts'
import type { ListedAction } from '../../../../store/operator-actions.ts'

const AuditEntry = Type.Object(
  {
    number: Type.Integer({ description: 'from 1, without a gap' }),
    at: moment('when the call was made'),
    operator_id: strings('who made it'),
    operator: strings('their name; without one, their e-mail or id'),
    token_id: strings('with which token'),
    operation: strings('name of the call, such as downloadDocument'),
    subject: orNull(strings('what its path names: the id of a resource, an owner and its document')),
    request_id: strings('X-Request-Id of its answer'),
  },
  { $id: 'AuditEntry' },
)

export const searchAudit = reads({
  route: 'GET /v1/operator/audit',
  name: 'searchAudit',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: 'Search the calls operators made, newest first',
  query: {
    operator: optional(text(64, 'id of an operator'), undefined, 110),
    operation: optional(text(64, 'name of a call'), undefined, 110),
    subject: optional(text(250, 'what its path names, as entries have it'), undefined, 110),
    from: optional(romeDay('first day, YYYY-MM-DD in Europe/Rome'), undefined, 110),
    to: optional(romeDay('last day, YYYY-MM-DD in Europe/Rome'), undefined, 110),
    ...pageBy(byPlace, 'entries'),
  },
  refusals: {},
  answers: Paged(AuditEntry),

  async read({ db, query: { operator: operatorId, operation, subject, from: since, to, limit, cursor: after } }) {
    const until = to && nextDay(to)
    const rows = await listOperatorActions(db, { operatorId, operation, subject, since, until, after, limit })
    const next = nextAfter(byPlace, rows, limit, ({ at, number }) => ({ at, place: number }))
    return { data: { items: rows.map(entryView), next } }
  },
})

const entryView = ({ at, ...row }: ListedAction) => ({ ...row, at: at.toISOString() })
