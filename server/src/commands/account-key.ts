// account key rotate|list
import { rotateApiKey } from '../accounts/api-keys.ts'
import { isAddressRange } from '../auth/ip-list.ts'
import { inTimeOf } from '../context.ts'
import { findAccount } from '../store/accounts.ts'
import { listApiKeys } from '../store/api-keys.ts'
import { emailOf } from './account.ts'
import { pairs, UsageError } from './command.ts'
import type { Command, CommandResult, Options } from './command.ts'

const HOUR_MS = 3_600_000
const OVERLAP_HOURS = 24
const MOST_HOURS = 8_760
const MOST_DAYS = 3_650

export const accountKeyRotate: Command = {
  name: 'account key rotate',
  usage: '--email a@b.it [--overlap-hours 24] [--days 365] [--ip 192.0.2.0/24,…] [--label text]',
  means: 'make a new API key, shown only once; the ones before it end after the overlap',
  options: {
    email: { type: 'string' },
    'overlap-hours': { type: 'string' },
    days: { type: 'string' },
    ip: { type: 'string' },
    label: { type: 'string' },
  },

  async run({ options, context }) {
    const overlapHours = numberOf(options, 'overlap-hours', 0, MOST_HOURS) ?? OVERLAP_HOURS
    const days = numberOf(options, 'days', 1, MOST_DAYS)
    const allowedIps = addressesOf(options)
    const account = await findAccount(context.database.kysely, { email: emailOf(options) })
    if (account === undefined) return failed('no such account')
    const theirs = inTimeOf(context, account.id)
    const made = await rotateApiKey(theirs, {
      accountId: account.id,
      label: typeof options.label === 'string' ? options.label : '',
      allowedIps,
      expiresAt: days === undefined ? null : new Date(theirs.clock.now().getTime() + days * 24 * HOUR_MS),
      overlapMs: overlapHours * HOUR_MS,
    })
    const data = { ...made, othersEndAt: made.othersEndAt.toISOString() }
    return { data, lines: pairs(Object.entries(data)) }
  },
}

export const accountKeyList: Command = {
  name: 'account key list',
  usage: '--email a@b.it',
  means: "list an account's API keys, without their text",
  options: { email: { type: 'string' } },

  async run({ options, context }) {
    const { kysely } = context.database
    const account = await findAccount(kysely, { email: emailOf(options) })
    if (account === undefined) return failed('no such account')
    const data = await listApiKeys(kysely, account.id)
    const day = (date: Date | null) => (date === null ? '-' : date.toISOString().slice(0, 16)).padEnd(16)
    const lines = data.map(
      (key) => `${key.id}  ends ${day(key.expires_at)}  last used ${day(key.last_used_at)}  ${key.label}`,
    )
    return { data, lines }
  },
}

const failed = (why: string): CommandResult => ({ data: { error: why }, lines: [why], failed: true })

function numberOf(options: Options, name: string, least: number, most: number): number | undefined {
  const text = options[name]
  if (typeof text !== 'string') return undefined
  const number = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (number >= least && number <= most) return number
  throw new UsageError(`--${name} must be a whole number from ${least} to ${most}`)
}

function addressesOf({ ip }: Options): string[] {
  if (typeof ip !== 'string') return []
  const ranges = ip.split(',').map((range) => range.trim())
  if (!ranges.every(isAddressRange)) throw new UsageError('--ip must be addresses or networks, separated by commas')
  return ranges
}
