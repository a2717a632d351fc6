// Passwords of members and operators.
import { hashPassword, newSalt, saltOf } from '../auth/password-hash.ts'
import type { Reader } from '../store/database.ts'
import type { Team } from '../store/people.ts'
import { passwordBeside } from '../store/sign-ins.ts'

/** The hash of a password somebody chose; by one salt for all who have the e-mail, as sign-in.ts needs it. */
export async function newPasswordHash(
  db: Reader,
  table: Team<string>['table'],
  { email, password }: { email: string | null; password: string },
): Promise<string> {
  const beside = email === null ? undefined : await passwordBeside(db, table, email)
  return hashPassword(password, beside === undefined ? newSalt() : saltOf(beside))
}
