// POST /v1/sandbox/session: in a sandbox one click signs in, as its account or its operator.
import { isIP } from 'node:net'
import { Session, sessionView } from '../../../../accounts/session-view.ts'
import type { SessionHolder } from '../../../../accounts/sessions.ts'
import { sessionKinds } from '../../../../auth/credentials.ts'
import type { Context } from '../../../../context.ts'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { textIn } from '../../../../pipeline/field-types.ts'
import { required } from '../../../../pipeline/fields.ts'
import type { Web } from '../../../../pipeline/operation.ts'
import { beginSession, mustBeOwnPage } from '../../../../pipeline/sessions.ts'
import { findAccount } from '../../../../store/accounts.ts'
import { findFirstOperator } from '../../../../store/operators.ts'

export const openSandboxSession = acts({
  route: 'POST /v1/sandbox/session',
  name: 'openSandboxSession',
  tag: 'Sandbox',
  access: 'anybody',
  summary: 'Sign in to the console of a sandbox without credentials, as its account or its operator',
  sandboxOnly: true,
  isUnrepeatable: true,
  body: { as: required(textIn(sessionKinds, 'as what to sign in'), 110) },
  refusals: { local: { notThere: 109, foreign: 196 } },
  answers: Session,

  async act({ context, body: { as }, web, requestId, refuse }) {
    mustBeOwnPage(web)
    mustBeItsName(web, context)
    const holder = (await holderIn(context, as)) ?? refuse('notThere')
    const opened = (await beginSession({ context, web, requestId }, holder)) ?? refuse('notThere')
    const session = await sessionView(context.database.kysely, context, opened)
    return { data: session, cookie: opened.cookie }
  },
})

/** The sandbox's account while it is active, or its first operator. */
async function holderIn(
  { settings, database: { kysely } }: Context,
  as: 'account' | 'operator',
): Promise<SessionHolder | undefined> {
  if (settings.SANDBOX_SIGN_IN === 'off') return undefined
  if (as === 'operator') {
    const operatorId = await findFirstOperator(kysely)
    return operatorId === undefined ? undefined : { as, operatorId }
  }
  const account = await findAccount(kysely, { email: settings.SANDBOX_EMAIL })
  return account?.state === 'active' ? { as, accountId: account.id } : undefined
}

/**
 * Refuses 196 under a name of the public DNS that is not the server's: its owner may have pointed it here, and their pages
 * would count as ours.
 */
function mustBeItsName({ host, origin }: Web, { settings: { PUBLIC_URL } }: Context): void {
  const name = host.replace(/^\[|\]$/g, '')
  const isLocal = isIP(name) !== 0 || !name.includes('.') || name.endsWith('.localhost')
  if (!isLocal && (PUBLIC_URL === undefined || new URL(origin).hostname !== name)) throw ownRefusal(196)
}
