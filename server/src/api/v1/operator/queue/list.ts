// GET /v1/operator/queue: everything that waits for a person, most urgent first.
import { Type } from 'typebox'
import { reads } from '../../../../pipeline/declare.ts'
import { text, valueOf } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { byMoment, nextAfter, nextOfPage, pageBy } from '../../../../pipeline/paging.ts'
import { countItems, itemKinds, itemStates, listItems, ofQueue } from '../../../../queue/items.ts'
import { itemView, QueueItem } from '../../../../queue/show.ts'

const named = <const T extends string>(words: readonly T[]) =>
  Object.fromEntries(words.map((word) => [word, true])) as Readonly<Record<T, true>>

const count = (description: string) => Type.Integer({ minimum: 0, description })

export const listQueue = reads({
  route: 'GET /v1/operator/queue',
  name: 'listQueue',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'List what waits for a person, most urgent first: documents to judge, tasks to do at providers',
  query: {
    kind: optional(valueOf(named(itemKinds), 'items of this kind alone'), undefined, 110),
    state: optional(valueOf(named(itemStates), 'items in this state alone'), undefined, 110),
    provider: optional(text(100, 'items of this provider alone'), undefined, 110),
    ...pageBy(byMoment, 'items'),
  },
  refusals: {},
  answers: Type.Object({
    items: Type.Array(QueueItem),
    counts: Type.Object(
      {
        review: count('to be judged'),
        task: count('to be done at providers'),
        claimed: count('in somebody’s hands'),
        overdue: count('past their date'),
      },
      { description: 'of everything that waits' },
    ),
    next: nextOfPage,
  }),

  async read({ context, db, query, now, principal: { operatorId } }) {
    const { kind, state, provider, limit, cursor } = query
    const queue = ofQueue(context)
    const providers = queue.providers.filter((name) => provider === undefined || name === provider)
    const after = cursor && { dueAt: cursor.at, id: cursor.id }
    const items = await listItems(db, { ...queue, now, operatorId, providers, kind, state, after }, limit)
    const counts = await countItems(db, { ...queue, now, providers })
    const next = nextAfter(byMoment, items, limit, ({ due_at: at, id }) => ({ at, id }))
    return { data: { items: items.map((item) => itemView(item, now)), counts, next } }
  },
})
