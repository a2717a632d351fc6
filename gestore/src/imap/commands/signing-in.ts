// Commands of every session, and those that sign in (RFC 3501 6.1, 6.2; RFC 4959; RFC 2971).
import { bad, characters, no, ok } from '../session.ts'
import type { Commands, Outcome, Session } from '../session.ts'

const always = [
  'IMAP4rev1',
  'LITERAL+',
  'SASL-IR',
  'ID',
  'IDLE',
  'NAMESPACE',
  'CHILDREN',
  'SPECIAL-USE',
  'UIDPLUS',
  'MOVE',
  'QUOTA',
  'UNSELECT',
]

/** What is offered at this moment of a session. */
export function capabilities(session: Session): string {
  const signIn = session.mayTakePassword ? 'AUTH=PLAIN' : 'LOGINDISABLED'
  const isOpen = session.mailbox === undefined
  return [...always, ...(isOpen ? [signIn] : []), ...(isOpen && session.mayEncrypt ? ['STARTTLS'] : [])].join(' ')
}

export const signingIn: Commands = {
  CAPABILITY: {
    needs: 'nothing',
    async run(session, args) {
      args.end()
      await session.say(`* CAPABILITY ${capabilities(session)}`)
      return ok('Done')
    },
  },
  NOOP: {
    needs: 'nothing',
    async run(_session, args) {
      args.end()
      return ok('Done')
    },
  },
  ID: {
    needs: 'nothing',
    async run(session) {
      await session.say('* ID ("name" "Ceralacca" "vendor" "Ceralacca test gestore")')
      return ok('Done')
    },
  },
  LOGOUT: {
    needs: 'nothing',
    async run(session, args) {
      args.end()
      await session.say('* BYE Until next time')
      session.isLeaving = true
      return ok('Done')
    },
  },
  STARTTLS: {
    needs: 'nobody',
    async run(session, args) {
      args.end()
      if (!session.mayEncrypt) return bad('The connection is encrypted already')
      session.encryptNext()
      return ok('Begin TLS now')
    },
  },
  LOGIN: {
    needs: 'nobody',
    async run(session, args) {
      const [login, password] = [args.space().astring(), args.space().astring()]
      args.end()
      return signIn(session, login, password)
    },
  },
  AUTHENTICATE: {
    needs: 'nobody',
    async run(session, args) {
      const mechanism = args.space().word('a mechanism')
      const initial = args.takes(' ') ? args.match(/[A-Za-z0-9+/=]+/y) : undefined
      args.end()
      if (mechanism !== 'PLAIN') return no('Only PLAIN is offered', 'CANNOT')
      const answer = initial === undefined ? await session.ask('') : initial
      if (answer === undefined || answer === '*') return bad('Given up')
      // RFC 4616: who to be, who it is, and the password.
      const [actAs, login, password, ...rest] = Buffer.from(answer, 'base64').toString('latin1').split('\0')
      if (login === undefined || password === undefined || rest.length > 0) return bad('Three parts are expected')
      if (actAs !== '' && actAs !== login) return no('Nobody may act for somebody else', 'AUTHORIZATIONFAILED')
      return signIn(session, login, password)
    },
  },
}

async function signIn(session: Session, login: string, password: string): Promise<Outcome> {
  if (!session.mayTakePassword) return no('Passwords are taken after STARTTLS alone', 'PRIVACYREQUIRED')
  const signed = await session.signIns.signIn(characters(login), characters(password), session.from)
  if (signed === 'wrong') return no('The user name or the password is wrong', 'AUTHENTICATIONFAILED')
  if (signed === 'unavailable') return no('This mailbox is not in use', 'CONTACTADMIN')
  session.mailbox = signed
  return ok('Signed in', `CAPABILITY ${capabilities(session)}`)
}
