// Submitted messages as rows, and the one outcome each recipient has.
import { sql } from 'kysely'
import type { ReceiptType } from '../../../server/src/messages/certification-data.ts'
import type { Reader } from '../../../server/src/store/database.ts'
import type { Transaction } from '../messages/transaction.ts'
import type { GestoreName } from '../store/directory.ts'

/** A message as it was submitted, and what became of it at its acceptance. */
export interface Transmission {
  identifier: string
  gestore: GestoreName
  boxId: string
  accountId: string | undefined
  sender: string
  recipients: readonly string[]
  /** Both are forgotten once every outcome is known. */
  original: string | undefined
  envelope: string | undefined
  state: 'submitted' | 'accepted' | 'refused'
  replyTo: string
  subject: string
  messageId: string | undefined
  receiptType: ReceiptType
  submittedAt: Date
}

export type NewTransmission = Pick<
  Transmission,
  'identifier' | 'gestore' | 'boxId' | 'accountId' | 'sender' | 'recipients' | 'submittedAt'
> & { original: string }

export async function addTransmission(tx: Reader, given: NewTransmission): Promise<void> {
  const { identifier, gestore, boxId, accountId, sender, recipients, original, submittedAt } = given
  await sql`
    insert into gestore.transmissions
      (identifier, gestore, box_id, account_id, sender, recipients, original, state, submitted_at)
    values (${identifier}, ${gestore}, ${boxId}, ${accountId ?? null}, ${sender}, ${[...recipients]}::text[],
      ${original}, 'submitted', ${submittedAt})`.execute(tx)
}

type Maybe = 'accountId' | 'original' | 'envelope' | 'messageId'
type Row = Omit<Transmission, Maybe> & Record<Maybe, string | null>

export async function readTransmission(db: Reader, identifier: string): Promise<Transmission | undefined> {
  const found = await sql<Row>`
    select identifier, gestore, box_id as "boxId", account_id as "accountId", sender, recipients, original, envelope,
      state, reply_to as "replyTo", subject, message_id as "messageId", receipt_type as "receiptType",
      submitted_at as "submittedAt"
    from gestore.transmissions where identifier = ${identifier}`.execute(db)
  const row = found.rows[0]
  if (row === undefined) return undefined
  const { accountId, original, envelope, messageId } = row
  return {
    ...row,
    accountId: accountId ?? undefined,
    original: original ?? undefined,
    envelope: envelope ?? undefined,
    messageId: messageId ?? undefined,
  }
}

/** Notes what became of a message at its acceptance, and what it says of itself. */
export async function noteAcceptance(
  tx: Reader,
  { identifier, replyTo, subject, messageId, receiptType }: Transaction,
  { state, envelope }: { state: 'accepted' | 'refused'; envelope?: string },
): Promise<void> {
  await sql`
    update gestore.transmissions set state = ${state}, envelope = ${envelope ?? null}, reply_to = ${replyTo},
      subject = ${subject}, message_id = ${messageId ?? null}, receipt_type = ${receiptType}
    where identifier = ${identifier}`.execute(tx)
}

/** A recipient of an accepted message; `gestore` undefined: ordinary mail. */
export interface RecipientRow {
  address: string
  gestore: GestoreName | undefined
}

export async function addRecipients(
  tx: Reader,
  identifier: string,
  recipients: readonly RecipientRow[],
): Promise<void> {
  const gestori = recipients.map(({ gestore }) => gestore ?? null)
  await sql`
    insert into gestore.recipients (identifier, address, type, gestore)
    select ${identifier}, address, case when gestore is null then 'esterno' else 'certificato' end, gestore
    from unnest(${recipients.map(({ address }) => address)}::text[], ${gestori}::text[]) as given (address, gestore)`.execute(
    tx,
  )
}

/** The recipients of a message at a gestore. */
export async function recipientsAt(db: Reader, identifier: string, gestore: GestoreName): Promise<string[]> {
  const found = await sql<{ address: string }>`
    select address from gestore.recipients where identifier = ${identifier} and gestore = ${gestore}
    order by address`.execute(db)
  return found.rows.map(({ address }) => address)
}

/** What the messages about a transmission say of it. */
export async function transactionOf(db: Reader, transmission: Transmission): Promise<Transaction> {
  const { identifier, sender, replyTo, subject, messageId, receiptType } = transmission
  const found = await sql<Transaction['recipients'][number]>`
    select address, type from gestore.recipients where identifier = ${identifier} order by address`.execute(db)
  const facts = { identifier, sender, recipients: found.rows, replyTo, subject, receiptType }
  return messageId === undefined ? facts : { ...facts, messageId }
}

/** How a recipient's part of a message ended. */
export interface Ending {
  identifier: string
  recipient: string
  outcome: 'delivered' | 'failed' | 'expired'
  at: Date
  detail?: string
}

/**
 * Notes the outcome of a recipient, once. `late`: the message had been given up before, and it stays so; `known`: the
 * outcome was known already, or there is no such recipient.
 */
export async function noteEnding(
  tx: Reader,
  { identifier, recipient, outcome, at, detail }: Ending,
): Promise<'noted' | 'late' | 'known'> {
  const noted = await sql`
    update gestore.recipients set outcome = ${outcome}, outcome_at = ${at}, detail = ${detail ?? null}
    where identifier = ${identifier} and address = ${recipient} and outcome is null`.execute(tx)
  if (noted.numAffectedRows === 1n) return 'noted'
  const late = await sql`
    update gestore.recipients set is_uncertain = true
    where identifier = ${identifier} and address = ${recipient} and outcome = 'expired' and not is_uncertain`.execute(
    tx,
  )
  return late.numAffectedRows === 1n ? 'late' : 'known'
}

/** Notes that the other gestore has taken a message in charge. */
export async function noteTaken(
  tx: Reader,
  identifier: string,
  recipients: readonly string[],
  at: Date,
): Promise<void> {
  await sql`
    with locked as (
      select address from gestore.recipients
      where identifier = ${identifier} and address = any(${[...recipients]}::text[]) order by address for update
    )
    update gestore.recipients r set taken_at = coalesce(r.taken_at, ${at})
    from locked where r.identifier = ${identifier} and r.address = locked.address`.execute(tx)
}

/** Notes that the first notice was given, unless the recipient's part was taken in charge or has ended. */
export async function noteFirstNotice(tx: Reader, identifier: string, recipient: string, at: Date): Promise<boolean> {
  const noted = await sql`
    update gestore.recipients set noticed_at = ${at}
    where identifier = ${identifier} and address = ${recipient} and taken_at is null and outcome is null
      and noticed_at is null`.execute(tx)
  return noted.numAffectedRows === 1n
}
