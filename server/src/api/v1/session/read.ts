// GET /v1/session: who is signed in, and what they may do.
import { Session, sessionView } from '../../../accounts/session-view.ts'
import { reads } from '../../../pipeline/declare.ts'
import { sessionOf } from '../../../pipeline/sessions.ts'

export const readConsoleSession = reads({
  route: 'GET /v1/session',
  name: 'readSession',
  tag: 'Session',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  isForSignIn: true,
  summary: 'See who is signed in to the console',
  refusals: { local: { none: 195 } },
  answers: Session,

  async read({ context, db, principal }) {
    return { data: await sessionView(db, context, sessionOf(principal)) }
  },
})
