// Runs a call that changes nothing: the steps of build.ts, then its own.
import type { Context } from '../context.ts'
import { Refusal, refusalIn } from '../errors/refusal.ts'
import { readResource } from '../store/resource.ts'
import { build, open } from './build.ts'
import { numberOf } from './step-numbers.ts'
import type { Answered, AnyContext, AnyRead, Call, Declared } from './operation.ts'

/** The answer of a read; throws its first refusal. */
export async function runRead(declared: Declared<AnyRead>, call: Call, context: Context): Promise<Answered> {
  const opening = await open(declared, call, context)
  const op = await build(declared, call, opening, { db: context.database.kysely, lock: 'plain' })
  try {
    return await declared.read(op)
  } catch (error) {
    if (error instanceof Refusal || !(await isGone(declared, op))) throw error
    throw refusalIn(declared.space, numberOf(declared.refusals.unknown))
  }
}

/** True when a reset took away what the call reads while it did, with its documents. */
async function isGone({ resource }: Declared<AnyRead>, { db, row }: AnyContext): Promise<boolean> {
  return resource !== undefined && (await readResource(db, resource, row.id)) === undefined
}
