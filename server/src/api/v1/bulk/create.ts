// POST /v1/bulk: a file of calls, each row made as the call it is, or only checked.
import { handIn } from '../../../bulk/hand-in.ts'
import { LARGEST_FILE_BYTES } from '../../../bulk/read-file.ts'
import { addBulk, lockAndCountUnderWay } from '../../../bulk/table.ts'
import { Bulk, bulkView } from '../../../bulk/view.ts'
import { ownRefusal } from '../../../errors/refusal.ts'
import { writes } from '../../../pipeline/declare.ts'
import { flagText, valueOf } from '../../../pipeline/field-types.ts'
import { optional, required } from '../../../pipeline/fields.ts'
import type { Operation } from '../../../pipeline/operation.ts'

const MOST_UNDER_WAY = 5

/** The call that takes files of any of `calls`. */
export function bulkAmong(calls: readonly Operation[]): Operation {
  const byName = new Map(calls.map((one) => [one.name, one]))
  const names = Object.fromEntries(calls.map(({ name }) => [name, true]))
  return writes({
    route: 'POST /v1/bulk',
    name: 'createBulk',
    tag: 'Bulk',
    permission: 'write',
    summary: 'Make a call for each row of a file (CSV or JSON lines), or only check them all',
    file: {
      types: ['text/csv', 'application/x-ndjson', 'application/octet-stream'],
      mostBytes: LARGEST_FILE_BYTES,
    },
    query: {
      operation: required(valueOf(names, 'the call each row makes, by its operationId'), 110),
      dry_run: optional(flagText('true: check every row and add up the prices, and do nothing'), false),
    },
    refusals: { local: { unreadable: 161, unknownColumn: 162, rows: 163, underWay: 164 } },
    answers: Bulk,

    examine({ context, file, query: { operation } }) {
      const called = byName.get(operation)
      if (called === undefined) throw new TypeError(`there is no bulk of ${operation}`)
      return handIn(context, called, file)
    },

    async apply({ principal: { accountId: account_id, tokenId: token_id }, query, examined, unit }) {
      if (examined === undefined) throw new TypeError('a file that was not read is refused before')
      const { id, fileHash: file_hash, rows } = examined
      if ((await lockAndCountUnderWay(unit.db, account_id)) >= MOST_UNDER_WAY)
        throw ownRefusal(164, { max: MOST_UNDER_WAY })
      const { operation, dry_run } = query
      const added = await addBulk(unit.db, { id, account_id, token_id, operation, dry_run, file_hash }, rows, unit.now)
      unit.wake('work-bulks')
      return { data: added && bulkView(added) }
    },
  })
}
