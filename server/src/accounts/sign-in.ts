// Signing in with a password. Whoever is not there is answered as whoever is, after the same work.
import { createHash } from 'node:crypto'
import { hashPassword, isSameHash, newSalt, saltOf } from '../auth/password-hash.ts'
import type { SessionKind } from '../auth/credentials.ts'
import type { Context } from '../context.ts'
import { comparableEmail } from '../model/email.ts'
import { sourceNetwork } from '../network/address-rules.ts'
import { findSignIns, forgetFailures, forgetOldAttempts, returnAttempt, takeAttempt } from '../store/sign-ins.ts'
import type { AttemptCount, SignInRow } from '../store/sign-ins.ts'
import type { PersonName } from '../store/second-factors.ts'
import type { SessionHolder } from './sessions.ts'

/** What somebody signs in with. */
export interface SignInGiven {
  as: SessionKind
  email: string
  password: string
  /** Which account, for members of several. */
  account: string | undefined
}

/** Whose password it was, or why nobody is signed in. */
export type SignIn =
  | { is: 'known'; holder: SessionHolder; person: PersonName; row: SignInRow }
  | { is: 'choice'; accounts: { id: string; email: string }[] }
  | { is: 'wrong' }

// Mistyping is human; a source may be a whole office, and somebody who guesses from one must not keep the owner out elsewhere.
const FREE_FOR_PERSON_FROM_SOURCE = 5
const FREE_FOR_SOURCE = 50
/** From everywhere together (NIST SP 800-63B, 5.2.2). */
const FREE_FOR_PERSON = 100

/** Attempts to sign in, by whom they are for and where they come from. */
export interface Attempt {
  /** For how many seconds there is no attempt; 0: this is one. */
  pausedSeconds: number
  succeeded(): Promise<void>
  /** It neither failed nor was enough. */
  isOpen(): Promise<void>
}

/** Counts an attempt; `whom`: a kind of session and an e-mail, or what else is guessed at, if anything can be. */
export async function attemptAt(
  { database: { kysely } }: Context,
  whom: string | undefined,
  ip: string,
): Promise<Attempt> {
  await forgetOldAttempts(kysely)
  const from = `from ${sourceNetwork(ip)}`
  const source = counted(from, FREE_FOR_SOURCE)
  const ofPerson =
    whom === undefined ? [] : [counted(`${whom} ${from}`, FREE_FOR_PERSON_FROM_SOURCE), counted(whom, FREE_FOR_PERSON)]
  const counts = [source, ...ofPerson]
  let pausedSeconds = 0
  for (const one of counts) pausedSeconds ||= await takeAttempt(kysely, one)
  return {
    pausedSeconds,
    async succeeded() {
      await returnAttempt(kysely, source.subject)
      for (const { subject } of ofPerson) await forgetFailures(kysely, subject)
    },
    async isOpen() {
      for (const { subject } of counts) await returnAttempt(kysely, subject)
    },
  }
}

const counted = (text: string, free: number): AttemptCount => ({
  subject: createHash('sha256').update(text).digest(),
  free,
})

/** Finds out who signs in. */
export async function signIn(context: Context, given: SignInGiven): Promise<SignIn> {
  const table = given.as === 'account' ? 'members' : 'operators'
  const rows = await findSignIns(context.database.kysely, table, comparableEmail(given.email))
  const asked = rows.filter(({ account_id }) => given.account === undefined || account_id === given.account)
  const found = await withPassword(asked, given.password)
  const [row, ...more] = found
  if (row === undefined) return { is: 'wrong' }
  if (more.length === 0) return { is: 'known', holder: holderOf(row), person: { table, id: row.id }, row }
  const accounts = found.map(({ account_id, account_email }) => ({ id: account_id ?? '', email: account_email ?? '' }))
  return { is: 'choice', accounts }
}

/** Those who have the password. People with one e-mail share their salt, so that there is one hash to make, or for nobody. */
async function withPassword(rows: readonly SignInRow[], password: string): Promise<SignInRow[]> {
  const salts = new Set(rows.map(({ password_hash }) => saltOf(password_hash)))
  const hashes = new Set<string>()
  for (const salt of salts.size === 0 ? [newSalt()] : salts) hashes.add(await hashPassword(password, salt))
  return rows.filter(({ password_hash }) => [...hashes].some((hash) => isSameHash(hash, password_hash)))
}

const holderOf = ({ id, account_id }: SignInRow): SessionHolder =>
  account_id === null ? { as: 'operator', operatorId: id } : { as: 'account', accountId: account_id, memberId: id }
