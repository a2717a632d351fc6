// account create|list|credit
import { createAccount } from '../accounts/open.ts'
import { createToken } from '../accounts/tokens.ts'
import { inTimeOf } from '../context.ts'
import { topUp } from '../ledger/ledger.ts'
import { comparableEmail, isEmail } from '../model/email.ts'
import { formatCents, parseCents } from '../model/money.ts'
import { newResourceId } from '../model/resource-id.ts'
import { findAccount, listAccounts } from '../store/accounts.ts'
import type { AccountRow } from '../store/accounts.ts'
import { inTransaction } from '../store/transaction.ts'
import { pairs, textOf, UsageError } from './command.ts'
import type { Command, Options } from './command.ts'

const MOST_LISTED = 1_000

export const accountCreate: Command = {
  name: 'account create',
  usage: '--email a@b.it [--credit 100.00]',
  means: 'create an account and a token for every operation; the secrets are shown only once',
  options: { email: { type: 'string' }, credit: { type: 'string' } },

  async run({ options, context }) {
    const email = emailOf(options)
    const creditCents = options.credit === undefined ? 0 : amountOf(options, 'credit')
    const opened = await createAccount(context, { email, creditCents, reason: 'opening credit' })
    if (opened === undefined) return failed(`${email} has an account already`)
    const { token } = await createToken(context, { accountId: opened.id, name: 'first' })
    const { id, apiKey, callbackSecret } = opened
    const data = { id, email: opened.email, apiKey, token, callbackSecret }
    return { data, lines: pairs(Object.entries(data)) }
  },
}

export const accountList: Command = {
  name: 'account list',
  usage: '',
  means: 'list accounts with their credit',
  options: {},

  async run({ context }) {
    const rows = await listAccounts(context.database.kysely, MOST_LISTED)
    const data = rows.map(({ id, email, balance_cents, held_cents }) => ({
      id,
      email,
      credit: formatCents(balance_cents - held_cents),
    }))
    return { data, lines: data.map(({ id, email, credit }) => `${id}  ${credit.padStart(12)}  ${email}`) }
  },
}

export const accountCredit: Command = {
  name: 'account credit',
  usage: '--email a@b.it --amount 100.00 --reason text',
  means: "add credit to an account's wallet",
  options: { email: { type: 'string' }, amount: { type: 'string' }, reason: { type: 'string' } },

  async run({ options, context }) {
    const email = emailOf(options)
    const amountCents = amountOf(options, 'amount')
    const reason = textOf(options, 'reason')
    if (amountCents === 0) throw new UsageError('--amount must be more than 0')
    const account = await inTransaction(context.database.kysely, async ({ db }): Promise<AccountRow | undefined> => {
      const found = await findAccount(db, { email })
      if (found === undefined) return undefined
      const now = inTimeOf(context, found.id).clock.now()
      await topUp(db, { accountId: found.id, amountCents, cause: `top-up ${newResourceId(now)}`, reason }, now)
      return findAccount(db, { email })
    })
    if (account === undefined) return failed(`${email} has no account`)
    const credit = formatCents(account.balance_cents - account.held_cents)
    return { data: { id: account.id, email, credit }, lines: [`${email} has ${credit}`] }
  },
}

const failed = (why: string) => ({ data: { error: why }, lines: [why], failed: true })

/** The e-mail of an account, as it is stored. */
export function emailOf(options: Options): string {
  const email = textOf(options, 'email')
  if (!isEmail(email)) throw new UsageError('--email must be an e-mail address')
  return comparableEmail(email)
}

function amountOf(options: Options, name: string): number {
  const cents = parseCents(textOf(options, name))
  if (cents === undefined) throw new UsageError(`--${name} must be an amount such as 100.00`)
  return cents
}
