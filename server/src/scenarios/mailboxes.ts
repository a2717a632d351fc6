// The scenarios of a mailbox.
import { findOwnDomain } from '../certified-domains/table.ts'
import { abandonMailboxes } from '../jobs/abandon-registrations.ts'
import { closeMailboxes, expireMailboxes, graceMs } from '../jobs/expire.ts'
import { putOffRenewals } from '../jobs/put-off-renewal.ts'
import { renewMailboxes } from '../jobs/renew-automatically.ts'
import { readWallet } from '../ledger/ledger.ts'
import { applyToLocked, expiryUntil } from '../mailboxes/apply-decision.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import type { MailboxChanges, MailboxRow } from '../mailboxes/table.ts'
import { addYears } from '../model/italian-date.ts'
import { mailboxScenarios } from '../model/scenarios.ts'
import type { MailboxScenario } from '../model/scenarios.ts'
import type { MailboxStatus } from '../providers/port/mailboxes.ts'
import { checkAgainAt, readResource } from '../store/resource.ts'
import { A_DAY_MS, calledOff, sentBack, soonExpiry } from './happenings.ts'
import type { Bring, Stage } from './happenings.ts'

type BringMailbox = Bring<MailboxRow>

/** How a scenario is brought about; undefined for a name that is none. */
export const bringMailbox = (name: string): BringMailbox | undefined => (isScenario(name) ? how[name] : undefined)

const isScenario = (name: string): name is MailboxScenario => Object.hasOwn(mailboxScenarios, name)

const MORE_MB = 1024

const how: Readonly<Record<MailboxScenario, BringMailbox>> = {
  activated: (stage, row) => decided(stage, row, { is: 'activated' }),
  'documents-sent-back': (stage, row) => decided(stage, row, sentBack(stage.why)),
  'cancelled-by-provider': ({ unit, why }, row) => applyToLocked(unit, row, calledOff(why), 'provider'),
  'address-taken': ({ unit }, row) =>
    applyToLocked(unit, row, { is: 'called off', reason: '', codes: ['address-taken'] }, 'provider'),
  'registration-abandoned': ({ unit }, row) => abandonMailboxes(unit, [{ ...row, due_at: unit.now }]),
  'decision-delayed': ({ unit }, row) => checkAgainAt(unit.db, mailboxes, row, new Date(unit.now.getTime() + A_DAY_MS)),
  'about-to-expire': async (stage, row) => {
    const { scadenza, remind_at } = soonExpiry(stage.unit.now)
    await factsNoted(stage, row, { ...expiryUntil(row, scadenza, stage.unit.now), remind_at })
  },
  'expiry-extended': (stage, row) => {
    const { now } = stage.unit
    return factsNoted(stage, row, expiryUntil(row, addYears(expiryOf(row, now), 1), now))
  },
  'renewed-automatically': async (stage, row) => {
    if (!(await canPay(stage, row))) return false
    const due = await dueForRenewal(stage, row)
    return due !== undefined && renewMailboxes(stage.context, stage.unit, [due])
  },
  'renewal-without-credit': (stage, row) => putOff(stage, row, 'insufficient credit'),
  'renewal-refused': (stage, row) => putOff(stage, row, 'provider refused'),
  expired: async (stage, row) => {
    if (row.autorinnovo && (await canPay(stage, row))) return false
    return expired(stage, row, stage.unit.now)
  },
  'closed-after-grace': async (stage, row) => {
    const { context, unit } = stage
    const scadenza = new Date(unit.now.getTime() - graceMs(context))
    if (row.stato === 'evasa') await expired(stage, row, scadenza)
    else await factsNoted(stage, row, { scadenza, renew_at: null, remind_at: null })
    const over = await readResource(unit.db, mailboxes, row.id)
    return over !== undefined && closeMailboxes(unit, [{ ...over, due_at: unit.now }])
  },
  'revoked-by-provider': ({ unit }, row) => {
    const changes = { revoca: unit.now, renew_at: null, remind_at: null }
    return unit.move(mailboxes, row, 'revoke', changes, { whom: 'provider' })
  },
  'working-again': async ({ unit }, row) => {
    const scadenza = expiryOf(row, unit.now)
    const domain = await findOwnDomain(unit.db, row.account_id, row.dominio)
    const hasDomain = domain === undefined || (domain.stato === 'evaso' && domain.suspended_at === null)
    if (scadenza <= unit.now || !hasDomain) return false
    const changes = { revoca: null, ...expiryUntil(row, scadenza, unit.now) }
    return unit.move(mailboxes, row, 'undoRevocation', changes, { whom: 'provider' })
  },
  'spaces-changed': (stage, row) => factsNoted(stage, row, { spazio_disco: row.spazio_disco + MORE_MB }),
}

const expiryOf = ({ scadenza }: MailboxRow, now: Date) => new Date(scadenza === null ? now.getTime() : scadenza * 1000)

/** A decision about documents, which have reached the provider if nobody handed them in. */
async function decided({ unit }: Stage, row: MailboxRow, decision: MailboxStatus): Promise<unknown> {
  const submitted =
    row.stato === 'in_evasione'
      ? row
      : await unit.move(mailboxes, row, 'submitDocuments', { check_at: null }, { whom: 'provider' })
  return applyToLocked(unit, submitted, decision, 'provider')
}

const factsNoted = ({ unit }: Stage, row: MailboxRow, changes: MailboxChanges) =>
  unit.move(mailboxes, row, 'noteFacts', changes, { whom: 'provider' })

async function expired(stage: Stage, row: MailboxRow, scadenza: Date): Promise<unknown> {
  const noted = await factsNoted(stage, row, { scadenza, renew_at: null, remind_at: null })
  return expireMailboxes(stage.unit, [{ ...noted, due_at: stage.unit.now }])
}

/** A mailbox with autorinnovo that expires in a day, so that its renewal is due now. */
async function dueForRenewal(stage: Stage, row: MailboxRow) {
  if (!row.autorinnovo) return undefined
  const { now } = stage.unit
  // The ledger tells renewals apart by the expiry, and this may happen twice within a second.
  const scadenza = new Date(now.getTime() + A_DAY_MS + (row.version % 60) * 1000)
  const noted = await factsNoted(stage, row, expiryUntil(row, scadenza, now))
  return { ...noted, due_at: now }
}

async function putOff(stage: Stage, row: MailboxRow, why: Parameters<typeof putOffRenewals>[3]): Promise<unknown> {
  const due = await dueForRenewal(stage, row)
  return due !== undefined && putOffRenewals(stage.context, stage.unit, [due], why)
}

async function canPay({ context, unit }: Stage, row: MailboxRow): Promise<boolean> {
  const { availableCents } = await readWallet(unit.db, row.account_id)
  const prices = await context.prices.pricesOf(unit.db, row.account_id, unit.now)
  return availableCents >= prices[`mailbox ${row.tipo_casella}`].cents
}
