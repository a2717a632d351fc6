// Every call of an operator leaves a row before it is run: also one that only looks, and one that comes to nothing.
import type { Principal } from '../auth/principal.ts'
import type { Context } from '../context.ts'
import { isPlainText } from '../model/plain-text.ts'
import { isResourceId } from '../model/resource-id.ts'
import { noteOperatorAction } from '../store/operator-actions.ts'
import type { AnyCommon, Call } from './operation.ts'

const LONGEST_SUBJECT = 250

/** Notes who is about to make which call, and about what. An account's calls are its own affair. */
export async function noteCaller(
  { name: operation }: Pick<AnyCommon, 'name'>,
  { params, requestId }: Pick<Call, 'params' | 'requestId'>,
  { database, clock }: Context,
  principal: Principal,
): Promise<void> {
  if (principal.role !== 'operator') return
  const { operatorId, tokenId } = principal
  const action = { operatorId, tokenId, operation, subject: subjectOf(params), requestId }
  await noteOperatorAction(database.kysely, action, clock.now())
}

/** What the path names: an id, or an owner and its document. What can be no such name is not kept. */
function subjectOf(params: Call['params']): string | null {
  const names = Object.values(params)
  const subject = names.join('/')
  return isResourceId(names[0] ?? '') && subject.length <= LONGEST_SUBJECT && isPlainText(subject) ? subject : null
}
