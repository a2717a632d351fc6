// token create|list|revoke
import { createOperatorToken, createToken } from '../accounts/tokens.ts'
import { coveringNothing, isScope } from '../auth/scopes.ts'
import { inTimeOf } from '../context.ts'
import { isOperatorRole, operatorRoles } from '../model/roles.ts'
import type { OperatorRole } from '../model/roles.ts'
import { findAccount } from '../store/accounts.ts'
import { listTokens, revokeToken } from '../store/tokens.ts'
import { pairs, textOf, UsageError } from './command.ts'
import type { Command, Options, CommandResult } from './command.ts'

const MOST_LISTED = 1_000
const LONGEST_TTL_DAYS = 3650

export const tokenCreate: Command = {
  name: 'token create',
  usage:
    '(--email a@b.it [--scopes GET:host/pec,…] [--days 365] | --operator [--role administrator|reviewer|finance]) [--name text]',
  means: 'create a token, shown only once; without --scopes it covers every operation',
  options: {
    email: { type: 'string' },
    operator: { type: 'boolean' },
    role: { type: 'string' },
    scopes: { type: 'string' },
    days: { type: 'string' },
    name: { type: 'string' },
  },

  async run({ options, context }) {
    const name = typeof options.name === 'string' ? options.name : ''
    if (options.operator === true) {
      const { id, token } = await createOperatorToken(context, name, roleOf(options))
      return { data: { id, token }, lines: pairs(Object.entries({ id, token })) }
    }
    const account = await findAccount(context.database.kysely, { email: textOf(options, 'email') })
    if (account === undefined) return failed('no such account')
    const theirs = inTimeOf(context, account.id)
    const expiresAt = expiryOf(options, theirs.clock.now())
    const scopes = scopesOf(options, context.settings.SCOPE_HOST)
    const made = await createToken(theirs, {
      accountId: account.id,
      name,
      ...(scopes && { scopes }),
      ...(expiresAt && { expiresAt }),
    })
    const { id, token } = made
    return { data: made, lines: pairs(Object.entries({ id, token, scopes: made.scopes.join(' ') })) }
  },
}

export const tokenList: Command = {
  name: 'token list',
  usage: '(--email a@b.it | --operator)',
  means: 'list tokens, without their text',
  options: { email: { type: 'string' }, operator: { type: 'boolean' } },

  async run({ options, context }) {
    const { kysely } = context.database
    const account = options.operator === true ? null : await findAccount(kysely, { email: textOf(options, 'email') })
    if (account === undefined) return failed('no such account')
    const data = await listTokens(kysely, account?.id ?? null, MOST_LISTED)
    const state = (row: (typeof data)[number]) => (row.revoked_at === null ? 'valid' : 'revoked')
    return {
      data,
      lines: data.map((row) => `${row.id}  ${state(row).padEnd(7)}  ${row.name}  ${row.scopes.join(' ')}`),
    }
  },
}

export const tokenRevoke: Command = {
  name: 'token revoke',
  usage: 'ID',
  means: 'revoke a token; every server refuses it within a second',
  options: {},
  arguments: ['ID'],

  async run({ positionals: [id = ''], context }) {
    const revoked = await revokeToken(context.database.kysely, id, context.clock.now())
    return revoked ? { data: { id, revoked }, lines: [`${id} is revoked`] } : failed('no such token, or revoked before')
  },
}

function roleOf({ role = 'administrator' }: Options): OperatorRole {
  if (typeof role === 'string' && isOperatorRole(role)) return role
  throw new UsageError(`--role must be one of ${Object.keys(operatorRoles).join(', ')}`)
}

const failed = (why: string): CommandResult => ({ data: { error: why }, lines: [why], failed: true })

function scopesOf(options: Options, host: string): string[] | undefined {
  if (typeof options.scopes !== 'string') return undefined
  const scopes = options.scopes.split(',').map((scope) => scope.trim())
  if (!scopes.every(isScope)) throw new UsageError('--scopes must be METHOD:host/segment, separated by commas')
  const nowhere = coveringNothing(scopes, host)
  if (nowhere.length > 0) throw new UsageError(`no operation of ${host} has the scope ${nowhere.join(', ')}`)
  return scopes
}

function expiryOf(options: Options, now: Date): Date | undefined {
  if (typeof options.days !== 'string') return undefined
  const days = /^[1-9]\d{0,3}$/.test(options.days) ? Number(options.days) : Number.NaN
  if (!(days <= LONGEST_TTL_DAYS)) throw new UsageError(`--days must be a whole number from 1 to ${LONGEST_TTL_DAYS}`)
  return new Date(now.getTime() + days * 86_400_000)
}
