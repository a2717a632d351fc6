// GET /v1/operator/audit/export: the chain of what operators did, for an archive; `ceralacca audit verify FILE` checks it.
import { lineOfAction } from '../../../../model/audit-chain.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { integerText } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import { eachAction } from '../../../../store/operator-actions.ts'
import type { Reader } from '../../../../store/database.ts'

export const exportAudit = reads({
  route: 'GET /v1/operator/audit/export',
  name: 'exportAudit',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: 'Export the chain of all calls operators made, oldest first, as JSON lines',
  query: { after: optional(integerText(0, 999_999_999, 'number of the last entry you have'), 0, 110) },
  refusals: {},
  answers: 'application/x-ndjson',

  async read({ db, query: { after } }) {
    return { parts: linesOf(db, after), contentType: 'application/x-ndjson', name: 'audit.jsonl' }
  },
})

async function* linesOf(db: Reader, after: number): AsyncGenerator<string> {
  for await (const action of eachAction(db, after)) yield `${lineOfAction(action)}\n`
}
