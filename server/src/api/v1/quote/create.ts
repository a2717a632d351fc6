// POST /v1/quote: what a paid call would cost and change, and whether it would be refused; nothing is done.
import { Type } from 'typebox'
import { formatCents } from '../../../model/money.ts'
import { orNull } from '../../../model/wire-schemas.ts'
import { reads } from '../../../pipeline/declare.ts'
import { valueOf } from '../../../pipeline/field-types.ts'
import { optional, required } from '../../../pipeline/fields.ts'
import type { FieldRules, FieldType } from '../../../pipeline/fields.ts'
import type { Operation, Quoted } from '../../../pipeline/operation.ts'

/** The call that quotes those of `calls` that cost something. */
export function quoteAmong(calls: readonly Operation[]): Operation {
  const paid = new Map(calls.filter(({ quote }) => quote !== undefined).map((one) => [one.name, one]))
  const names = Object.fromEntries([...paid.keys()].map((name) => [name, true]))
  return reads({
    route: 'POST /v1/quote',
    name: 'quote',
    tag: 'Account',
    permission: 'money',
    // What it says of a registration tells whether the address is taken.
    isLookup: true,
    summary: 'Say what a paid call would cost and change and whether it would be refused, without making it',
    body: {
      ...membersOf([...paid.values()]),
      operation: required(valueOf(names, 'the call, by its operationId'), 110),
    },
    refusals: {},
    answers: Quote,

    async read({ context, principal, requestId, body: { operation, ...members } }) {
      const quoted = await paid.get(operation)?.quote?.({ members, requestId }, context, principal)
      if (quoted === undefined) throw new TypeError(`${operation} is not quoted`)
      return { data: { operation, ...viewOf(quoted) } }
    },
  })
}

const euro = (description: string) => Type.String({ description: `${description}; euro` })

const Quote = Type.Object(
  {
    operation: Type.String({ description: 'the call, by its operationId' }),
    price: orNull(euro('what it would cost, null where too little was given to know')),
    credit: euro('what is there now'),
    credit_after: orNull(euro('what would be left; null where it would be refused')),
    changes: Type.Object(
      {},
      {
        additionalProperties: true,
        description: 'by member of the resource: `from`, null where there is none yet, and `to`',
      },
    ),
    refused: orNull(
      Type.Object(
        { number: Type.Number(), status: Type.Integer(), message: Type.String() },
        { description: 'what it would be refused with as things are, without asking a provider' },
      ),
    ),
  },
  { $id: 'Quote' },
)

function viewOf({ priceCents, availableCents, changes, refused }: Quoted) {
  const isPossible = refused === undefined && priceCents !== undefined
  return {
    price: priceCents === undefined ? null : formatCents(priceCents),
    credit: formatCents(availableCents),
    credit_after: isPossible ? formatCents(availableCents - priceCents) : null,
    changes: Object.fromEntries(Object.entries(changes).map(([name, [from, to]]) => [name, { from, to }])),
    refused: refused === undefined ? null : { number: refused.number, status: refused.http, message: refused.text },
  }
}

/** What the quoted calls take, as it comes: each call judges it by its own rules. */
function membersOf(calls: readonly Operation[]): FieldRules {
  const fields = calls.flatMap(({ path, query, body }) => [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, Type.String()] as const),
    ...Object.entries({ ...query, ...body }).map(([name, { type }]) => [name, type.schema] as const),
  ])
  const taken = fields.filter(([name]) => name !== 'documenti')
  return {
    ...Object.fromEntries(taken.map(([name, schema]) => [name, optional(asItComes(schema), undefined)])),
    renewal_from: optional(asItComes(Type.String({ description: 'what Renewal-From would say' })), undefined),
  }
}

const asItComes = (schema: FieldType<unknown>['schema']): FieldType<unknown> => ({ schema, read: (value) => value })
