// What people sign in with, and how often that failed.
import { sql } from 'kysely'
import type { Reader, Writer } from './database.ts'
import type { Team } from './people.ts'

type Table = Team<string>['table']

/** An active person who may sign in with a password. */
export interface SignInRow {
  id: string
  /** null for an operator. */
  account_id: string | null
  account_email: string | null
  password_hash: string
}

/** Active people with that e-mail and a password, in accounts that are active. */
export async function findSignIns(db: Reader, table: Table, email: string): Promise<SignInRow[]> {
  const account =
    table === 'members'
      ? {
          columns: sql`a.id`,
          email: sql`a.email`,
          join: sql`join accounts a on a.id = p.account_id and a.state = 'active'`,
        }
      : { columns: sql`null`, email: sql`null`, join: sql`` }
  const found = await sql<SignInRow>`
    select p.id, ${account.columns} as account_id, ${account.email} as account_email, p.password_hash
    from ${sql.table(table)} p ${account.join}
    where p.email = ${email} and p.state = 'active' and p.password_hash is not null
    order by p.place`.execute(db)
  return found.rows
}

/** Gives a person a password; a reset they were sent is no longer needed. */
export async function setPassword(tx: Writer, table: Table, id: string, hash: string, now: Date): Promise<void> {
  await sql`
    update ${sql.table(table)} set password_hash = ${hash}, password_set_at = ${now}, reset_hash = null, reset_ends_at = null
    where id = ${id}`.execute(tx)
}

/** The hash of a person's password; null without one. */
export async function passwordOf(db: Reader, table: Table, id: string): Promise<string | null> {
  const found = await sql<{ password_hash: string | null }>`
    select password_hash from ${sql.table(table)} where id = ${id}`.execute(db)
  return found.rows[0]?.password_hash ?? null
}

/** A hash that somebody with the e-mail has, whose salt others with it share, so that one hash tries all of theirs. */
export async function passwordBeside(db: Reader, table: Table, email: string): Promise<string | undefined> {
  const found = await sql<{ password_hash: string }>`
    select password_hash from ${sql.table(table)}
    where email = ${email} and state = 'active' and password_hash is not null order by place limit 1`.execute(db)
  return found.rows[0]?.password_hash
}

/** Who or what attempts are counted by, and how many may fail before there are pauses. */
export interface AttemptCount {
  subject: Buffer
  free: number
}

const LONGEST_PAUSE_SECONDS = 900

/**
 * Counts an attempt as failed before it is looked at, so that many at once are no way around. Returns for how many seconds
 * there is none: pauses double with each failure beyond the free ones, and a day without any forgets them.
 */
export async function takeAttempt(db: Reader, { subject, free }: AttemptCount): Promise<number> {
  const failures = sql`case when kept.last_at < clock_timestamp() - interval '1 day' then 1 else kept.failures + 1 end`
  const pause = sql`case when ${failures} <= ${free} then 0
    else least(${LONGEST_PAUSE_SECONDS}, power(2, least(${failures} - ${free}, 20))) end`
  const taken = await sql`
    insert into sign_in_failures as kept (subject, failures, last_at, next_at)
    values (${subject}, 1, clock_timestamp(), clock_timestamp())
    on conflict (subject) do update set
      failures = ${failures}, last_at = clock_timestamp(),
      next_at = clock_timestamp() + make_interval(secs => ${pause})
    where kept.next_at <= clock_timestamp()`.execute(db)
  if (taken.numAffectedRows === 1n) return 0
  const found = await sql<{ seconds: number }>`
    select ceil(extract(epoch from next_at - clock_timestamp()))::float8 as seconds
    from sign_in_failures where subject = ${subject}`.execute(db)
  return Math.max(1, found.rows[0]?.seconds ?? 1)
}

/** Forgets what failed before an attempt that did not. */
export async function forgetFailures(db: Reader, subject: Buffer): Promise<void> {
  await sql`delete from sign_in_failures where subject = ${subject}`.execute(db)
}

/** Takes back one attempt that did not fail, and its pause. */
export async function returnAttempt(db: Reader, subject: Buffer): Promise<void> {
  await sql`
    update sign_in_failures set failures = greatest(failures - 1, 0), next_at = clock_timestamp()
    where subject = ${subject}`.execute(db)
}

/** Forgets some failures of a day ago and challenges that have ended: more than one attempt adds. */
export async function forgetOldAttempts(db: Reader): Promise<void> {
  await sql`
    with old as (
      delete from sign_in_failures where subject in (
        select subject from sign_in_failures where last_at < clock_timestamp() - interval '1 day'
        limit 100 for update skip locked)
    )
    delete from passkey_challenges where challenge_hash in (
      select challenge_hash from passkey_challenges where ends_at < clock_timestamp()
      limit 100 for update skip locked)`.execute(db)
}
