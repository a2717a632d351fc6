// One-time codes of people: set up, confirmed, asked for, switched off. They go by real time, as the apps that make them do.
import { createHash } from 'node:crypto'
import { newRecoveryCodes, newTotpSecret, otpauthUrl, plainRecoveryCode, stepOf } from '../auth/totp.ts'
import type { Context } from '../context.ts'
import type { Writer } from '../store/database.ts'
import { findOneTimeCodes, hasSecondFactor, updateOneTimeCodes } from '../store/second-factors.ts'
import type { OneTimeCodes, PersonName } from '../store/second-factors.ts'

interface In {
  context: Context
  tx: Writer
}

const sealedFor = ({ table, id }: PersonName) => `totp:${table}:${id}`
const hashOf = (code: string) => createHash('sha256').update(plainRecoveryCode(code)).digest()

/**
 * What signing in with a password takes beside it. An operator who needs a second factor and has nothing but passkeys signs in
 * with one of those.
 */
export async function secondFactorOf(context: Context, person: PersonName): Promise<'none' | 'code' | 'passkey'> {
  const { settings, database } = context
  const codes = await findOneTimeCodes(database.kysely, person)
  if (codes !== undefined && codes.totp_confirmed_at !== null) return 'code'
  if (person.table === 'members' || settings.OPERATOR_SECOND_FACTOR === 'optional') return 'none'
  return (await hasSecondFactor(database.kysely, person)) ? 'passkey' : 'none'
}

/** A new secret, not asked for before it is confirmed; undefined where codes are asked for already. */
export async function beginCodes(
  { context, tx }: In,
  person: PersonName,
  holder: string,
): Promise<{ secret: string; url: string } | undefined> {
  const before = await findOneTimeCodes(tx, person, 'lock')
  if (before === undefined || before.totp_confirmed_at !== null) return undefined
  const secret = newTotpSecret()
  await updateOneTimeCodes(tx, person, { totp_secret: context.sealer.sealText(sealedFor(person), secret) })
  return { secret, url: otpauthUrl(secret, holder) }
}

/** Asks for codes from now on; the recovery codes are known here alone. `none`: there is nothing to confirm. */
export async function confirmCodes(
  { context, tx }: In,
  person: PersonName,
  code: string,
  now: Date,
): Promise<string[] | 'none' | 'wrong'> {
  const codes = await findOneTimeCodes(tx, person, 'lock')
  if (codes === undefined || codes.totp_secret === null || codes.totp_confirmed_at !== null) return 'none'
  const step = stepIn(context, person, codes, code)
  if (step === undefined) return 'wrong'
  const recovery = newRecoveryCodes()
  const changes = { totp_confirmed_at: now, totp_last_step: step, recovery_hashes: recovery.map(hashOf) }
  await updateOneTimeCodes(tx, person, changes)
  return recovery
}

/** Whether a code is right; it is taken, and a second time it is wrong. */
export async function takeCode({ context, tx }: In, person: PersonName, code: string): Promise<boolean> {
  const codes = await findOneTimeCodes(tx, person, 'lock')
  if (codes === undefined || codes.totp_confirmed_at === null) return false
  const step = stepIn(context, person, codes, code)
  if (step !== undefined) {
    await updateOneTimeCodes(tx, person, { totp_last_step: step })
    return true
  }
  const hash = hashOf(code)
  const left = codes.recovery_hashes.filter((one) => !one.equals(hash))
  if (left.length === codes.recovery_hashes.length) return false
  await updateOneTimeCodes(tx, person, { recovery_hashes: left })
  return true
}

/** Asks for no codes any more. */
export function endCodes(tx: Writer, person: PersonName): Promise<void> {
  const none = { totp_secret: null, totp_confirmed_at: null, totp_last_step: null, recovery_hashes: [] }
  return updateOneTimeCodes(tx, person, none)
}

function stepIn(
  { sealer, clock }: Context,
  person: PersonName,
  { totp_secret, totp_last_step }: OneTimeCodes,
  code: string,
): number | undefined {
  if (totp_secret === null) return undefined
  return stepOf(
    sealer.openText(sealedFor(person), totp_secret),
    code.replaceAll(' ', ''),
    clock.realNow(),
    totp_last_step,
  )
}
