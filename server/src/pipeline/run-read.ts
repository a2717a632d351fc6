// Runs a call that changes nothing: the steps of build.ts, then its own.
import type { Context } from '../context.ts'
import { build, open } from './build.ts'
import type { Answered, AnyRead, Call, Declared } from './operation.ts'

/** The answer of a read; throws its first refusal. */
export async function runRead(declared: Declared<AnyRead>, call: Call, context: Context): Promise<Answered> {
  const opening = await open(declared, call, context)
  const op = await build(declared, call, opening, { db: context.database.kysely, lock: 'plain' })
  return declared.read(op)
}
