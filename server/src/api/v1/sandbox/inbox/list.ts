// GET /v1/sandbox/inbox: callbacks that were sent to the sandbox itself.
import { Type } from 'typebox'
import { moment, orNull } from '../../../../model/wire-schemas.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { integerText } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { listCaught } from '../../../../store/sandbox-inbox.ts'

export const listInbox = reads({
  route: 'GET /v1/sandbox/inbox',
  name: 'listInbox',
  tag: 'Sandbox',
  permission: 'develop',
  summary: 'List the callbacks that arrived under /v1/sandbox/inbox, newest first; the last 200 are kept',
  sandboxOnly: true,
  query: {
    limit: optional(integerText(1, 1000, 'callbacks at most'), 100, 110),
    cursor: optional(integerText(1, 999_999_999, '`next` of the page before'), undefined, 110),
  },
  refusals: {},
  answers: Type.Object({
    items: Type.Array(
      Type.Object(
        {
          at: moment('when it arrived'),
          path: Type.String({ description: 'the address called, with its query' }),
          headers: Type.Record(Type.String(), Type.String(), { description: 'by name in lower case' }),
          body: Type.String({ description: 'as it came' }),
          signature_right: Type.Boolean({ description: "whether the account's signing secret signed it, lately" }),
        },
        { $id: 'CaughtCallback' },
      ),
    ),
    next: orNull(Type.Integer({ description: 'cursor of the next page' })),
  }),

  async read({ db, principal, query: { cursor: before, limit } }) {
    const caught = await listCaught(db, principal.accountId, { before, limit })
    const items = caught.map(({ id: _, at, ...one }) => ({ at: at.toISOString(), ...one }))
    const last = caught.length === limit ? caught.at(-1) : undefined
    return { data: { items, next: last === undefined ? null : last.id } }
  },
})
