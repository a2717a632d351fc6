// GET /callbacks: the log of callbacks, newest first (contract 2.25).
import { Type } from 'typebox'
import { LoggedCallback, loggedCallback } from '../../callbacks/delivery-log-view.ts'
import { listLoggedDeliveries } from '../../callbacks/delivery-log.ts'
import { reads } from '../../pipeline/declare.ts'
import { integerText } from '../../pipeline/field-types.ts'
import { optional } from '../../pipeline/fields.ts'
import { scopesText } from '../../pipeline/token-field-types.ts'

export const listLoggedCallbacks = reads({
  route: 'GET /callbacks',
  name: 'listCallbacks',
  tag: 'OAuth',
  access: 'key',
  summary: 'List callbacks with their last answer, newest first',
  query: {
    scopes: optional(scopesText, [], 210),
    skip: optional(integerText(0, 999_999_999, 'callbacks to leave out'), 0, 210),
    limit: optional(integerText(1, 100, 'callbacks at most'), 100, 210),
  },
  refusals: { local: { none: 200 } },
  answers: Type.Array(LoggedCallback),

  async read({ db, principal: { accountId }, query, refuse }) {
    const rows = await listLoggedDeliveries(db, accountId, query)
    const any = { scopes: [], skip: 0, limit: 1 }
    if (rows.length === 0 && (await listLoggedDeliveries(db, accountId, any)).length === 0) refuse('none')
    return { data: rows.map(loggedCallback) }
  },
})
