// The calls that bring a scenario about: one for each kind of resource, alike but for their tables.
import { Type } from 'typebox'
import type { Principal } from '../auth/principal.ts'
import type { Brought, Context, Why } from '../context.ts'
import { ownRefusal } from '../errors/refusal.ts'
import { isDecisionReason } from '../model/decision-reasons.ts'
import { isPlainText, isVisible } from '../model/plain-text.ts'
import { scenarioOf, scenarios } from '../model/scenarios.ts'
import { findAccount } from '../store/accounts.ts'
import { readResource } from '../store/resource.ts'
import type { Resource, ResourceRow } from '../store/resource.ts'
import { valueOf } from './field-types.ts'
import { optional, required } from './fields.ts'
import type { FieldType } from './fields.ts'

const MOST_REASONS = 10
const LONGEST_REASON = 500

/** Codes of the fixed list, and free words. */
const reasons: FieldType<Why> = {
  schema: Type.Array(Type.String({ maxLength: LONGEST_REASON }), {
    maxItems: MOST_REASONS,
    description: 'why, for the customer: codes of the fixed list or free words',
  }),
  read(value) {
    if (!Array.isArray(value) || value.length > MOST_REASONS) return undefined
    const given: string[] = value.filter((one) => typeof one === 'string')
    const areFine = given.every((one) => one.length <= LONGEST_REASON && isPlainText(one) && isVisible(one))
    if (given.length < value.length || !areFine) return undefined
    return {
      codes: [...new Set(given.filter(isDecisionReason))],
      words: given.filter((one) => !isDecisionReason(one)),
    }
  },
  fromForm: (text) => text.split(','),
}

/** The body of the call for a kind of resource. */
export const scenarioBody = <const Kind extends keyof typeof scenarios>(kind: Kind) => ({
  scenario: required(valueOf(scenarios[kind], 'what happens'), 110),
  reasons: optional(reasons, undefined, 110),
})

/** The numbers such a call refuses with. */
export const scenarioRefusals = {
  wrongId: 109,
  unknown: 109,
  local: { wrongState: 180, pending: 182 },
} as const

/** The same where a scenario may need more than a state. */
export const needyScenarioRefusals = {
  ...scenarioRefusals,
  local: { ...scenarioRefusals.local, lacking: 181 },
} as const

interface Asked<Row> {
  context: Context
  principal: Principal
  row: Row
  body: { scenario: string; reasons: Why | undefined }
}

/** Brings the scenario about; the resource after it, as its GET shows it. Refuses 110, 180, 181 and 182. */
export async function bringAbout<Row extends ResourceRow>(
  resource: Resource<Row>,
  { context, principal, row: { id, account_id }, body }: Asked<Row>,
): Promise<object> {
  const { scenario: name, reasons: why } = body
  if (why !== undefined && scenarioOf(resource.kind, name)?.takesReasons !== true)
    throw ownRefusal(110, { field: 'reasons' })
  const about = { kind: resource.kind, id, accountId: account_id }
  const brought = await context.scenarios?.bring(about, name, why ?? { codes: [], words: [] })
  refuseUnless(brought, resource, name)
  const row = await readResource(context.database.kysely, resource, id)
  if (row === undefined) throw ownRefusal(109)
  return resource.view(row, await ownerOf(context, principal, account_id))
}

function refuseUnless(brought: Brought | undefined, { kind }: Resource, name: string): void {
  const { from = [], needs } = scenarioOf(kind, name) ?? {}
  if (brought?.is === 'wrong state') throw ownRefusal(180, { from: from.join(' or '), state: brought.stato })
  if (brought?.is === 'lacking') throw ownRefusal(181, { what: needs?.en ?? '' })
  if (brought?.is === 'pending') throw ownRefusal(182)
  if (brought?.is !== 'brought') throw ownRefusal(109)
}

async function ownerOf(context: Context, principal: Principal, accountId: string): Promise<string> {
  if (principal.role === 'account') return principal.email
  return (await findAccount(context.database.kysely, { id: accountId }))?.email ?? ''
}
