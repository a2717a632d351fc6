// The database goes away and comes back, or something keeps requests and jobs from being done for a while: told once at the
// beginning and once at the end, however many of them notice it.
import type { Pool } from 'pg'

export interface OutageWatch {
  /** Reports an error: swallowed when it is of an outage, as that has been told; else left to `otherwise`. */
  report(error: unknown, otherwise: () => void): void
  close(): void
}

export interface OutageOptions {
  /** Rejects while the database cannot be used. */
  probe(): Promise<unknown>
  onLost(error: unknown): void
  onBack(awayMs: number): void
  /** What else keeps us from working for a while, such as a full disk, in a fixed word; undefined for a failure of its own. */
  causeOf(error: unknown): string | undefined
  onFailing(cause: string, error: unknown): void
  /** Nothing has failed of that cause for `quietMs`; `ms` lie between the first and the last failure. */
  onServing(cause: string, spell: { failures: number; ms: number }): void
  quietMs?: number
}

/** read_only_sql_transaction */
const READ_ONLY = '25006'
const PROBE_EVERY_MS = 500
const ANSWER_WITHIN_MS = 2_000
const QUIET_MS = 30_000

/** Watches by asking the database whenever an error looks as if it were away, and then until it is back. */
export function watchOutages(options: OutageOptions): OutageWatch {
  const { probe, onLost, onBack } = options
  const spells = failureSpells(options)
  let lostAt: number | undefined
  let closed = false
  let asking: Promise<boolean> | undefined
  const isThere = () => (asking ??= answersInTime(probe()).finally(() => (asking = undefined)))

  const askAgain = async () => {
    const there = await isThere()
    if (closed || lostAt === undefined) return
    if (!there) return void setTimeout(() => void askAgain(), PROBE_EVERY_MS).unref()
    onBack(performance.now() - lostAt)
    lostAt = undefined
  }
  const judge = async (error: unknown, otherwise: () => void) => {
    if (await isThere()) return lostAt === undefined ? otherwise() : undefined
    if (lostAt !== undefined || closed) return
    lostAt = performance.now()
    onLost(error)
    void askAgain()
  }
  return {
    report(error, otherwise) {
      const cause = options.causeOf(error)
      if (cause !== undefined) spells.note(cause, error)
      else if (!looksAway(error) && !isReadOnly(error)) otherwise()
      else if (lostAt === undefined) void judge(error, otherwise)
    },
    close() {
      closed = true
      spells.close()
    },
  }
}

/** Failures of one cause, from the first until none has come for a while. */
function failureSpells({ onFailing, onServing, quietMs = QUIET_MS }: OutageOptions) {
  const spells = new Map<string, { failures: number; since: number; lastAt: number }>()
  const look = (cause: string): void => {
    const spell = spells.get(cause)
    if (spell === undefined) return
    if (performance.now() - spell.lastAt < quietMs) return void setTimeout(() => look(cause), quietMs).unref()
    spells.delete(cause)
    onServing(cause, { failures: spell.failures, ms: spell.lastAt - spell.since })
  }
  return {
    note(cause: string, error: unknown) {
      const lastAt = performance.now()
      const { failures, since } = spells.get(cause) ?? { failures: 0, since: lastAt }
      spells.set(cause, { failures: failures + 1, since, lastAt })
      if (failures > 0) return
      onFailing(cause, error)
      look(cause)
    },
    close: () => spells.clear(),
  }
}

async function answersInTime(answer: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), ANSWER_WITHIN_MS).unref()))
  const there = await Promise.race([answer.then(() => true).catch(() => false), late])
  clearTimeout(timer)
  return there
}

const AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOENT', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND'])
const AWAY_IN_WORDS =
  /Connection terminated|timeout exceeded when trying to connect|connection error|Query read timeout/

/** Whether an error looks as if the database were away: by code (class 08, 57P0x) or, where the driver has no code, by its words. */
export function looksAway(error: unknown): boolean {
  const code = memberOf(error, 'code')
  return AWAY.has(code) || /^(08|57P0)/.test(code) || AWAY_IN_WORDS.test(memberOf(error, 'message'))
}

/**
 * Whether the database is there and cannot do it for now: no room or no memory (class 53), too slow (57014), only read for
 * the time of a failover (25006).
 */
export const cannotForNow = (error: unknown): boolean => /^(53|57014$|25006$)/.test(memberOf(error, 'code'))

/** Whether the database has no room, memory or connection left (class 53): the code, where it is so. */
export function lackOf(error: unknown): string | undefined {
  const code = memberOf(error, 'code')
  return code.startsWith('53') ? code : undefined
}

/** Whether the database refuses because it only takes reads, as a standby does. */
export const isReadOnly = (error: unknown): boolean => memberOf(error, 'code') === READ_ONLY

/** Throws while the database cannot do our work: away, or only read. A connection that led to a standby is not used again. */
export async function mustBeUsable(pool: Pool): Promise<void> {
  const client = await pool.connect()
  let isOnlyRead = true
  try {
    const { rows } = await client.query<{ only: boolean }>(
      "select current_setting('transaction_read_only')::boolean as only",
    )
    isOnlyRead = rows[0]?.only !== false
  } finally {
    client.release(isOnlyRead)
  }
  if (isOnlyRead) throw Object.assign(new Error('the database only takes reads'), { code: READ_ONLY })
}

function memberOf(error: unknown, name: string): string {
  return typeof error === 'object' && error !== null ? String(Reflect.get(error, name)) : ''
}
