// Files of calls and their rows on the wire.
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { formatCents } from '../model/money.ts'
import { literals, moment, orNull } from '../model/wire-schemas.ts'
import { rowStates } from './table.ts'
import type { BulkRow, RowResult } from './table.ts'

const count = (description: string) => Type.Integer({ minimum: 0, description })

export const Bulk = Type.Object(
  {
    id: Type.String(),
    operation: Type.String({ description: 'the call each row makes, by its operationId' }),
    dry_run: Type.Boolean({ description: 'whether the rows are only checked' }),
    state: literals(
      ['running', 'canceling', 'done', 'canceled'],
      'running; canceling: what was in hand is finished; done: every row was made; canceled: some were not',
    ),
    rows: count('rows of the file'),
    waiting: count('those still to be made'),
    succeeded: count('those that went through; of a dry run, that would'),
    refused: count('those that were refused; of a dry run, that would be'),
    canceled: count('those that were not made'),
    price: Type.String({ description: 'what was paid; of a dry run, what would be; euro' }),
    created_at: moment('when it was handed in'),
    ended_at: orNull(moment('when the last row ended')),
  },
  { $id: 'Bulk' },
)

export const BulkResult = Type.Object(
  {
    number: Type.Integer({ minimum: 1, description: 'of the row, from 1, without the header' }),
    key: orNull(Type.String({ description: 'the row’s own key, where it has one' })),
    state: literals(rowStates, 'waiting, succeeded, refused or canceled'),
    status: orNull(Type.Integer({ description: 'status the call answered; of a dry run, would answer' })),
    error: orNull(Type.Number({ description: 'number of the refusal' })),
    message: orNull(Type.String({ description: 'its text; empty where the row went through' })),
    resource: orNull(Type.String({ description: 'id of what the call answered' })),
    price: orNull(Type.String({ description: 'what was paid for it; of a dry run, what would be; euro' })),
    replayed: Type.Boolean({ description: 'whether it was made before, and nothing was done now' }),
  },
  { $id: 'BulkResult' },
)

/** A file as its account sees it. */
export function bulkView(bulk: BulkRow): Static<typeof Bulk> {
  const { id, operation, dry_run, rows, succeeded, refused, canceled, price_cents, created_at, ended_at } = bulk
  return {
    id,
    operation,
    dry_run,
    state: stateOf(bulk),
    rows,
    waiting: rows - succeeded - refused - canceled,
    succeeded,
    refused,
    canceled,
    price: formatCents(price_cents),
    created_at: created_at.toISOString(),
    ended_at: ended_at?.toISOString() ?? null,
  }
}

function stateOf({ ended_at, cancel_asked_at, canceled }: BulkRow): Static<typeof Bulk>['state'] {
  if (ended_at === null) return cancel_asked_at === null ? 'running' : 'canceling'
  return canceled > 0 ? 'canceled' : 'done'
}

/** A row of it. */
export function resultView({ resource_id: resource, price_cents, ...row }: RowResult): Static<typeof BulkResult> {
  const { number, key, state, status, error, message, replayed } = row
  const price = price_cents === null ? null : formatCents(price_cents)
  return { number, key, state, status, error, message, resource, price, replayed }
}
