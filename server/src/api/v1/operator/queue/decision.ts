// POST /v1/operator/queue/{id}/decision: what became of an item, decided or recorded by the person who did it.
import { Type } from 'typebox'
import { inTimeOf } from '../../../../context.ts'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { decisionReasons, isDecisionReason } from '../../../../model/decision-reasons.ts'
import type { DecisionReason } from '../../../../model/decision-reasons.ts'
import { resourceKinds } from '../../../../model/resource-kind.ts'
import { literals } from '../../../../model/wire-schemas.ts'
import { writes } from '../../../../pipeline/declare.ts'
import {
  activationCode,
  holderCode,
  italianDate,
  oneOf,
  providerCode,
  text,
  wholeNumber,
} from '../../../../pipeline/field-types.ts'
import { optional, required } from '../../../../pipeline/fields.ts'
import type { FieldType } from '../../../../pipeline/fields.ts'
import { domainFlags } from '../../../../model/certified-domain.ts'
import { findClaim, releaseItem } from '../../../../queue/claims.ts'
import { decideItem, reviewDecisions, taskDecisions } from '../../../../queue/decide.ts'
import type { Decision } from '../../../../queue/decide.ts'
import type { Facts } from '../../../../queue/facts.ts'
import { findItem } from '../../../../queue/items.ts'
import type { Item } from '../../../../queue/items.ts'

const MOST_REASONS = 10
const MOST_VERSIONS = 999_999_999

const reasons: FieldType<readonly DecisionReason[]> = {
  schema: Type.Array(literals(Object.keys(decisionReasons), 'a reason of the fixed list'), { maxItems: MOST_REASONS }),
  read(value) {
    if (!Array.isArray(value) || value.length > MOST_REASONS) return undefined
    const known = value.filter((code) => typeof code === 'string').filter(isDecisionReason)
    return known.length === value.length ? [...new Set(known)] : undefined
  },
  fromForm: (text) => text.split(','),
}

/** What the provider's panel says, with an acceptance or with DONE; the decision is refused where it cannot be meant. */
const said = <T>(type: FieldType<T>) => optional(type, undefined, 110)

const LARGEST_SPACE_MB = 10_000_000
const space = (description: string) => wholeNumber(0, LARGEST_SPACE_MB, `${description}, as the provider has it; MiB`)

export const decideQueueItem = writes({
  route: 'POST /v1/operator/queue/{id}/decision',
  name: 'decideQueueItem',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'Decide an item: accept, send back or call off what was judged; say that a task is done or has failed',
  body: {
    decision: required(oneOf([...reviewDecisions, ...taskDecisions], 'what became of it'), 110),
    reasons: optional(reasons, [], 110),
    note: optional(text(500, 'why, for the customer, in free words'), '', 110),
    reason: optional(text(500, 'another name of note'), '', 110),
    version: optional(wholeNumber(1, MOST_VERSIONS, 'of the resource, as it was seen'), undefined, 110),
    code: optional(text(60, "the register's code of the filing; to accept one that is opened"), '', 110),
    attorney: optional(text(200, 'who files and is empowered to: name; with the code'), '', 110),
    attorney_code: optional(holderCode, '', 110),
    codice_registro_imprese: said(text(60, 'another name of code')),
    data_scadenza: said(italianDate),
    cod_attivazione: said(activationCode),
    uid: said(providerCode("the provider's user code")),
    userid: said(providerCode('the login code of the user that was added')),
    spazio_disco: said(space('of the mailbox')),
    spazio_storico: said(space('of the security archive')),
    spazio_conservazione: said(space('of legal preservation')),
    stato_fornitore: said(oneOf(domainFlags, 'the order at the provider')),
    dns: said(oneOf(domainFlags, 'the records, where they are not looked up here')),
    config: said(oneOf(domainFlags, "the provider's set-up")),
    certif: said(oneOf(domainFlags, 'whether it is in the index of certified domains')),
  },
  refusals: {
    wrongState: 115,
    local: {
      unknown: 109,
      doesNotFit: 115,
      claimed: 140,
      changed: 141,
      notForIt: 142,
      restsOnIt: 143,
      notOfIt: 144,
      goesBack: 145,
    },
  },
  answers: Type.Object({
    id: Type.String({ description: 'of the item' }),
    decision: literals([...reviewDecisions, ...taskDecisions], 'as it was made'),
    resource: Type.Object({ kind: literals(resourceKinds, 'kind of resource'), id: Type.String() }),
  }),

  async apply({ context, params: { id = '' }, principal: { operatorId }, body, unit, refuse }) {
    const item = (await findItem(unit.db, context, id, unit.now)) ?? refuse('unknown')
    const claim = await findClaim(unit.db, id, unit.now)
    if (claim !== undefined && claim.operator_id !== operatorId)
      throw ownRefusal(140, { until: claim.until.toISOString() })
    // Claims go by everybody's clock; what becomes of the resource, by its account's.
    const [theirs, theirUnit] = [inTimeOf(context, item.account_id), unit.inTimeOf(item.account_id)]
    const decided = await decideItem(theirs, theirUnit, item, decisionFrom(item, body, claim?.version))
    if (decided === 'changed') refuse('changed')
    if (decided === 'not for it') refuse('notForIt')
    if (decided === 'rests on it') refuse('restsOnIt')
    if (decided === 'gone') refuse('doesNotFit')
    await releaseItem(unit.db, id)
    const { resource_kind: kind, resource_id } = item
    return { data: { id, decision: body.decision, resource: { kind, id: resource_id } } }
  },
})

interface Given extends Facts {
  decision: Decision['decision']
  reasons: readonly DecisionReason[]
  note: string
  reason: string
  version: number | undefined
  code: string
  attorney: string
  attorney_code: string
}

/** The decision as it was given; refuses 110 where it lacks what the customer or the register has to be told. */
function decisionFrom({ operation }: Item, given: Given, claimed: number | undefined): Decision {
  const { decision, reasons: codes, attorney, attorney_code } = given
  const note = given.note === '' ? given.reason : given.note
  const needsReason = decision === 'SENT_BACK' || decision === 'CALLED_OFF' || decision === 'FAILED'
  if (needsReason && codes.length === 0 && note === '') throw ownRefusal(110, { field: 'reasons' })
  const made = { decision, codes, note, facts: given, seen: given.version ?? claimed }
  if (operation !== 'createRegistryRequest' || decision !== 'ACCEPTED') return made
  const code = given.code === '' ? (given.codice_registro_imprese ?? '') : given.code
  for (const [field, value] of Object.entries({ code, attorney, attorney_code }))
    if (value === '') throw ownRefusal(110, { field })
  return { ...made, filing: { code, attorney: { name: attorney, fiscalCode: attorney_code } } }
}
