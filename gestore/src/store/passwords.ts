// Passwords of mailboxes and their users: made here, shown once, kept as scrypt. Guessing is slowed down.
import { createHmac, randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto'
import type { ScryptOptions } from 'node:crypto'
import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Reader } from '../../../server/src/store/database.ts'

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'
const COST: ScryptOptions = { N: 16_384, r: 8, p: 1 }
const HASH_BYTES = 32
const LONGEST_PASSWORD = 200

/** Sets a new password for all names of a user, and returns it. */
export async function setPassword(db: Reader, mailboxId: string, logins: readonly string[]): Promise<string> {
  const password = Array.from({ length: 4 }, () => group()).join('-')
  const salt = randomBytes(16)
  const hash = await derive(password, salt)
  await sql`
    insert into gestore.passwords (mailbox_id, login, salt, hash, set_at)
    select ${mailboxId}, unnest(${[...logins]}::text[]), ${salt}, ${hash}, date_trunc('milliseconds', clock_timestamp())
    on conflict (mailbox_id, login) do update set salt = excluded.salt, hash = excluded.hash, set_at = excluded.set_at`.execute(
    db,
  )
  return password
}

const group = () => Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join('')

const derive = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(password, salt, HASH_BYTES, COST, (error, hash) => (error === null ? resolve(hash) : reject(error))),
  )

/** A password that is the right one: whose mailbox, and when it was set. */
export interface Proven {
  mailboxId: string
  setAt: Date
}

export interface PasswordCheck {
  /** Whose password this is for that login, tried from that address; undefined when it is nobody's. */
  check(login: string, password: string, from: string): Promise<Proven | undefined>
}

const KNOWN_FOR_MS = 300_000
const FORGIVEN_FAILURES = 3
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
const FORGET_AFTER_MS = 900_000
const WAITING_AT_MOST = 10

interface Tries {
  failures: number
  waiting: number
  turn: Promise<unknown>
}

/**
 * Checks passwords. After three failures of a login each further try waits, longer every time, one after the other;
 * whoever comes while ten wait is told no.
 */
export function passwordCheck(db: Reader, pauseMs = pause): PasswordCheck {
  // A password proven before need not be derived again: by a key that lives in this process alone.
  const key = randomBytes(32)
  const known = new LRUCache<string, Proven>({ max: 10_000, ttl: KNOWN_FOR_MS })
  const tries = new LRUCache<string, Tries>({ max: 10_000, ttl: FORGET_AFTER_MS, updateAgeOnGet: true })

  async function prove(login: string, password: string): Promise<Proven | undefined> {
    const found = await sql<{ mailbox_id: string; salt: Buffer; hash: Buffer; set_at: Date }>`
      select mailbox_id, salt, hash, set_at from gestore.passwords where login = ${login}
      order by set_at desc limit 5`.execute(db)
    for (const { mailbox_id, salt, hash, set_at } of found.rows) {
      const proof = `${mailbox_id}:${set_at.getTime()}:${createHmac('sha256', key).update(password).digest('base64')}`
      const before = known.get(proof)
      if (before !== undefined) return before
      if (!timingSafeEqual(await derive(password, salt), hash)) continue
      const proven = { mailboxId: mailbox_id, setAt: set_at }
      known.set(proof, proven)
      return proven
    }
    // Nobody's login takes as long as a wrong password.
    if (found.rows.length === 0) await derive(password, Buffer.alloc(16))
    return undefined
  }

  return {
    async check(login, password, from) {
      if (login.length > LONGEST_PASSWORD || password.length > LONGEST_PASSWORD || /\0/.test(login)) return undefined
      const tried = `${from} ${login}`
      const mine: Tries = tries.get(tried) ?? { failures: 0, waiting: 0, turn: Promise.resolve() }
      tries.set(tried, mine)
      if (mine.waiting >= WAITING_AT_MOST) return undefined
      mine.waiting += 1
      const turn = mine.turn
        .then(() => wait(mine.failures, pauseMs))
        .then(() => prove(login, password))
        .finally(() => (mine.waiting -= 1))
      mine.turn = mine.failures === 0 ? Promise.resolve() : turn.catch(() => undefined)
      const proven = await turn
      mine.failures = proven === undefined ? mine.failures + 1 : 0
      return proven
    },
  }
}

const pause = (failures: number) =>
  failures < FORGIVEN_FAILURES ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - FORGIVEN_FAILURES))

async function wait(failures: number, pauseMs: (failures: number) => number): Promise<void> {
  const ms = pauseMs(failures)
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
}
