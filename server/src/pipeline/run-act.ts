// Runs a call that changes something in transactions of its own. With an Idempotency-Key the key is claimed first, and the
// answer kept afterwards: a repeated request is answered as the first, and one whose first is still running is refused.
import type { Context } from '../context.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { build, open } from './build.ts'
import type { Opening } from './build.ts'
import { answeredBefore, claimKey, keyOf, releaseKey, rememberAnswer } from './idempotency.ts'
import type { Answered, AnyAct, Call, Declared } from './operation.ts'

/** The answer of an act; throws its first refusal. */
export async function runAct(declared: Declared<AnyAct>, call: Call, processes: Context): Promise<Answered> {
  const keyed = await keyOf(declared, call, processes)
  const opening = await open(declared, call, processes)
  const { context } = opening
  const repeatable = keyed?.of(opening.principal)
  if (repeatable === undefined) return act(declared, call, opening)
  const before = await unitOfWork(context, async (unit) => {
    const answered = await answeredBefore(unit, repeatable)
    if (answered === undefined) await claimKey(unit, repeatable)
    return answered
  })
  if (before !== undefined) return before
  const answered = await act(declared, call, opening).catch(async (error: unknown) => {
    await unitOfWork(context, (unit) => releaseKey(unit, repeatable))
    throw error
  })
  await unitOfWork(context, (unit) => rememberAnswer(unit, repeatable, answered))
  return answered
}

async function act(declared: Declared<AnyAct>, call: Call, opening: Opening): Promise<Answered> {
  const op = await build(declared, call, opening, { db: opening.context.database.kysely, lock: 'plain' })
  return declared.act(op)
}
