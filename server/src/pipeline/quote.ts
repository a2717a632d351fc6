// What a paid call would do, without doing it: the same checks and the same price, and nothing written or asked of a
// provider. What only a provider or the taking of money could refuse is not foreseen.
import { Refusal } from '../errors/refusal.ts'
import { readWallet } from '../ledger/ledger.ts'
import { hasPendingOperation } from '../provider-operations/table.ts'
import { can } from '../providers/port/capabilities.ts'
import type { Provider } from '../providers/port/capabilities.ts'
import { build } from './build.ts'
import type { Opening } from './build.ts'
import { callWith } from './call-with.ts'
import { optional } from './fields.ts'
import type { FieldRules } from './fields.ts'
import { chargeOf } from './charge.ts'
import { documents } from './field-types.ts'
import { mustBeFrom } from './idempotency.ts'
import type { AnyContext, AnyWrite, Call, Declared, Quote, Quoted } from './operation.ts'
import { isRemote, subjectOf } from './run-remote.ts'
import { busy, noCredit, providerFailure } from './step-numbers.ts'

/** The quote of a write that costs something. */
export function quoteOf(written: Declared<AnyWrite>): Quote {
  const declared = withoutDocuments(written)
  return async ({ members, requestId, spokenForCents = 0 }, context, principal) => {
    const call = callWith(declared, members, requestId)
    const db = context.database.kysely
    const availableCents = (await readWallet(db, principal.accountId)).availableCents - spokenForCents
    try {
      const op = await build(declared, call, { context, principal, members }, { db, lock: 'plain' })
      return await foresee(declared, op, availableCents)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return { ...(await priceAlone(declared, call, { context, principal, members })), refused: error, availableCents }
    }
  }
}

async function foresee(declared: Declared<AnyWrite>, op: AnyContext, availableCents: number): Promise<Quoted> {
  const charge = await chargeOf(declared, op)
  const quoted = { priceCents: charge?.amountCents, changes: changesOf(declared, op), availableCents }
  try {
    const renewal = declared.renewal?.(op)
    if (renewal !== undefined) mustBeFrom(declared, renewal, op)
    await declared.check?.({ ...op, provider: unasked(op.provider), examined: undefined })
    if (declared.capability !== undefined && !can(op.provider, declared.capability))
      throw providerFailure(declared, 'down')
    if (isRemote(declared, op) && (await hasPendingOperation(op.db, subjectOf(declared, op)))) throw busy(declared)
    if (charge !== undefined && charge.amountCents > availableCents) throw noCredit(declared, charge, availableCents)
    return { ...quoted, refused: undefined }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { ...quoted, refused: error }
  }
}

/** The price of a call that is refused before it is known whole, where what was given decides it. */
async function priceAlone(
  declared: Declared<AnyWrite>,
  call: Call,
  opening: Opening,
): Promise<Pick<Quoted, 'priceCents' | 'changes'>> {
  const unknown = { priceCents: undefined, changes: {} }
  const { pricedBy, space, resource } = declared
  if (pricedBy === undefined || resource !== undefined) return unknown
  const body = Object.fromEntries(Object.entries(declared.body ?? {}).filter(([name]) => pricedBy.includes(name)))
  try {
    const { orders: _, ...rest } = declared
    const db = opening.context.database.kysely
    const op = await build({ ...rest, body, space }, call, opening, { db, lock: 'plain' })
    return { ...unknown, priceCents: (await chargeOf(declared, op))?.amountCents }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return unknown
  }
}

function changesOf({ resource, move, changes }: AnyWrite, op: AnyContext): Quoted['changes'] {
  const from = op.row.stato
  const to = resource === undefined || move === undefined ? from : (resource.lifecycle.moves[move]?.to ?? from)
  return { ...(from !== to && { stato: [from, to] }), ...changes?.(op) }
}

/** A provider that cannot be asked anything. */
const unasked = (provider: Provider): Provider => ({
  ...provider,
  mailboxes: {},
  certifiedDomains: {},
  registryRequests: {},
})

/** Documents are judged when they come; a quote has none. */
function withoutDocuments(declared: Declared<AnyWrite>): Declared<AnyWrite> {
  const { body = {} } = declared
  if (body.documenti === undefined) return declared
  return { ...declared, body: { ...body, documenti: optional(documents, []) } satisfies FieldRules }
}
