// X-Sandbox-Refuse: a call of a sandbox answers the refusal it is asked for, and does nothing (docs/sandbox.md).
import type { Context } from '../context.ts'
import { refusalIn } from '../errors/refusal.ts'
import { rowIn } from '../errors/spaces.ts'
import type { AnyNumber, AnySlot } from '../errors/spaces.ts'
import { numbersOf } from './openapi/refusals.ts'
import type { Call, Operation } from './operation.ts'

/** What stands in the texts, as nothing was looked at that could say. */
const samples: Readonly<Record<AnySlot, string>> = {
  price: '64.00',
  credit: '0.00',
  max: '2',
  type: 'GOLD',
  allowed: 'GOLD',
  dominio: 'example.it',
  numero_pec: '1',
  bytes: '16385',
  field: 'field',
  why: 'is empty',
  until: '2026-01-01T00:00:00.000Z',
  from: 'evasa',
  state: 'registrata',
  what: 'autorinnovo',
  number: '0',
  available: '0.50',
  was: '1024',
  expiry: '30/11/2027',
  role: 'owner',
  line: '2',
  column: '3',
  seconds: '8',
}

/** The operation, which first looks at what its caller asks to be refused with. */
export function refusingAsAsked(operation: Operation): Operation {
  return {
    ...operation,
    async run(call, context) {
      if (call.askedRefusal !== undefined) await refuseAsAsked(operation, call, context, call.askedRefusal)
      return operation.run(call, context)
    },
  }
}

/** Whoever may not make the call is refused as ever; a number the call never refuses with is refused 123. */
async function refuseAsAsked(operation: Operation, call: Call, context: Context, asked: string): Promise<never> {
  await operation.admit(call, context)
  const { space } = operation
  const number = numbersOf(operation)
    .map((one) => one.number)
    .find((one) => String(one) === asked)
  if (number === undefined) throw refusalIn(space, 123, { number: asked.slice(0, LONGEST_SHOWN) })
  throw refusalIn(space, number, { ...samples, ...fieldOf(operation, number) })
}

const LONGEST_SHOWN = 20

/** The field such a number is about, where it names one. */
function fieldOf({ space, body, query }: Operation, number: AnyNumber): { field?: string } {
  if (rowIn(space, number)?.text.includes('{field}') !== true) return {}
  const refusesSo = Object.entries({ ...query, ...body }).find(([, { missing, invalid }]) => {
    return missing === number || (invalid ?? missing ?? 110) === number
  })
  return refusesSo === undefined ? {} : { field: refusesSo[0] }
}
