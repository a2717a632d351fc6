// What a call may refuse with: responses by status, each number an example that is written once, under components.
import { rowIn } from '../../errors/spaces.ts'
import type { AnyNumber, Space } from '../../errors/spaces.ts'
import type { Operation } from '../operation.ts'
import type { Json } from './plain.ts'

/** What every call may be refused with before it comes to its own rules, the HTTP layer's part of it included. */
const platformNumbers = [100, 117, 125.22, 126, 119, 103, 105, 118, 104, 111] as const
/** The same for calls that are open to all. */
const openNumbers = [100, 117, 119, 103, 105, 118, 104, 111] as const
/** The same for the platform calls, which know other callers. */
const keyNumbers = [100, 117, 130, 119, 103, 105, 118, 104, 111] as const
/** What comes with the calls that change something. */
const writeNumbers = [106, 107, 108, 112] as const
/** The same where the call cannot be repeated under a key. */
const unrepeatableNumbers = [112] as const

/** What comes with a renewal. */
const renewalNumbers = [110, 128] as const

interface NamedNumber {
  name: string
  number: AnyNumber
}

/** Every number a call may refuse with, each with what it is called there. */
export function numbersOf({
  refusals,
  writes,
  repeatable,
  renews,
  body,
  query,
  space,
  access,
  takesRefreshToken,
}: Operation): NamedNumber[] {
  const hasFields = Object.keys({ ...body, ...query }).length > 0
  const also: AnyNumber[] = [
    ...(access === 'anybody' ? openNumbers : [...(space === 'oauth' ? keyNumbers : platformNumbers), 127 as const]),
    ...(takesRefreshToken ? ([140] as const) : []),
    ...(repeatable ? writeNumbers : writes ? unrepeatableNumbers : []),
    ...(renews ? renewalNumbers : []),
    ...(hasFields && refusesWith110(refusals, body, query) ? ([110] as const) : []),
  ]
  const known = new Set(refusals.map(({ number }) => number))
  return [...refusals, ...also.filter((number) => !known.has(number)).map((number) => ({ name: 'platform', number }))]
}

/** A field without a number of its own is refused with 110. */
function refusesWith110(refusals: readonly NamedNumber[], ...fields: Operation['body'][]): boolean {
  const rules = fields.flatMap((one) => Object.values(one))
  return refusals.length === 0 || rules.some(({ missing, invalid }) => missing === undefined && invalid === undefined)
}

/** The numbers of a call by status. */
function byStatus(operation: Operation): Map<number, AnyNumber[]> {
  const statuses = new Map<number, AnyNumber[]>()
  for (const { number } of numbersOf(operation)) {
    const row = rowIn(operation.space, number)
    if (row === undefined) continue
    const numbers = statuses.get(row.http) ?? []
    statuses.set(row.http, numbers.includes(number) ? numbers : [...numbers, number])
  }
  return statuses
}

/** The responses of a call that is refused, by status, as references to the components below. */
export const refusalResponses = (operation: Operation): Json =>
  Object.fromEntries(
    [...byStatus(operation)].map(([status, numbers]) => {
      return [status, { $ref: `#/components/responses/${responseName(operation.space, numbers)}` }]
    }),
  )

/** Every response some calls refuse with, by name; most calls share theirs with others. */
export function refusalComponents(operations: readonly Operation[]): Json {
  const responses: Json = {}
  for (const operation of operations) {
    for (const numbers of byStatus(operation).values())
      responses[responseName(operation.space, numbers)] ??= responseOf(operation.space, numbers)
  }
  return responses
}

function responseOf(space: Space, numbers: readonly AnyNumber[]): Json {
  const examples = numbers.map((number) => [number, { $ref: `#/components/examples/${exampleName(space, number)}` }])
  return {
    description: `refused: ${numbers.join(', ')}`,
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Failure' },
        examples: Object.fromEntries(examples),
      },
    },
  }
}

const responseName = (space: Space, numbers: readonly AnyNumber[]) =>
  `Refused${space === 'contract' ? '' : space.charAt(0).toUpperCase() + space.slice(1)}${numbers.join('_')}`

/** What each number is called at a call: its local name, for whoever reads a refusal. */
export const refusalNames = (operation: Operation): Json =>
  Object.fromEntries(operation.refusals.map(({ name, number }) => [String(number), name]))

/** The examples of every number some calls refuse with, by name. */
export function refusalExamples(operations: readonly Operation[]): Json {
  const examples: Json = {}
  for (const operation of operations) {
    for (const { number } of numbersOf(operation)) {
      const row = rowIn(operation.space, number)
      if (row === undefined) continue
      examples[exampleName(operation.space, number)] ??= {
        summary: `${row.text} (${row.known})`,
        value: { success: false, message: row.text, error: number, data: null },
      }
    }
  }
  return examples
}

/** The contract's examples are called by their number alone; those of another space say so where the number is shared. */
const exampleName = (space: Space, number: AnyNumber) => {
  const shared = rowIn('contract', number) === rowIn(space, number)
  return `Refusal${shared ? '' : space.charAt(0).toUpperCase() + space.slice(1)}${number}`
}

/** The schema every refusal has. */
export const failureSchema = {
  type: 'object',
  required: ['success', 'message', 'error', 'data'],
  properties: {
    success: { const: false },
    message: { type: 'string' },
    error: { type: 'number' },
    data: { type: 'null' },
  },
}
