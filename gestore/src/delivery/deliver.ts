// The point of delivery (RFC 6109, 3.3): an envelope is put into a mailbox, or not; either way the sender is told.
import type { ReceiptType } from '../../../server/src/messages/certification-data.ts'
import { newIdentifier } from '../messages/identifiers.ts'
import { buildAnomalyEnvelope, buildDelivery, buildDeliveryError, buildVirusNotice } from '../messages/messages.ts'
import type { DeliveryFault, MessageInput } from '../messages/messages.ts'
import type { Transaction } from '../messages/transaction.ts'
import { findVirus } from '../messages/virus.ts'
import { lockBoxes } from '../store/boxes.ts'
import { entryOf } from '../store/directory.ts'
import type { Entry } from '../store/directory.ts'
import { readArrival } from './arrivals.ts'
import { intoInbox, keepMessage } from './engine.ts'
import type { Engine, StepWork } from './engine.ts'
import { transactionIn } from './examine.ts'
import { otherThan, serviceMailbox } from './gestori.ts'
import { withBrokenSignature, withOddSigner } from './odd-signers.ts'
import { addStep } from './steps.ts'
import type { Step } from './steps.ts'
import { endFor } from './to-sender.ts'
import { readTransmission, transactionOf } from './transmissions.ts'
import type { Transmission } from './transmissions.ts'
import { wordIn } from './words.ts'

/** An envelope that is to be delivered here. */
interface Delivery {
  transaction: Transaction
  envelope: { id: string; sizeBytes: number }
  original: Uint8Array
  receiptType: ReceiptType
  /** The submission, where it was to this gestore; otherwise its receipts go to the other one. */
  transmission: Transmission | undefined
}

/** The step `deliver`. */
export async function deliver(engine: Engine, work: StepWork, step: Step): Promise<void> {
  const { recipient = '' } = step
  const delivery = await findDelivery(engine, work, step)
  if (delivery === undefined) return
  const { transaction, transmission } = delivery
  const entry = await entryOf(work.tx, recipient)
  await lockBoxes(
    work.tx,
    [entry?.id, transmission?.boxId].filter((id) => id !== undefined),
  )
  const isExternal = transaction.recipients.some(({ address, type }) => address === recipient && type === 'esterno')
  if (isExternal && transmission !== undefined) return refuseOrdinary(engine, work, step, transmission)
  const word = wordIn(recipient)
  const own = await withOddSigner(engine.gestori[step.gestore], word, step.dueAt)
  const input = { gestore: own, transaction, at: step.dueAt, identifier: newIdentifier(own.domain, step.dueAt) }
  const fault = await put(work, step, delivery, entry)
  if (fault?.fault === 'virus' && transmission === undefined) return tellVirus(engine, work, step, input)
  const receipt =
    fault === undefined
      ? await buildDelivery(delivery.receiptType, { ...input, recipient, original: delivery.original })
      : await buildDeliveryError({ ...input, recipient, ...fault })
  const content = word === 'firma-rotta' ? withBrokenSignature(receipt) : receipt
  if (transmission === undefined) return sendBack(engine, work, step, { to: transaction.sender, content })
  const ending = { identifier: transaction.identifier, recipient, at: step.dueAt, content }
  if (fault === undefined) await endFor(engine, work, transmission, { ...ending, outcome: 'delivered' })
  else await endFor(engine, work, transmission, { ...ending, outcome: 'failed', detail: fault.detail })
}

async function findDelivery(engine: Engine, { tx }: StepWork, step: Step): Promise<Delivery | undefined> {
  const transmission = await readTransmission(tx, step.about)
  if (transmission?.gestore === step.gestore) {
    if (transmission.original === undefined || transmission.envelope === undefined) return undefined
    const original = await engine.bodies.content(tx, transmission.original)
    const envelope = await engine.bodies.describe(tx, transmission.envelope)
    if (original === undefined || envelope === undefined) return undefined
    const { receiptType } = transmission
    return { transaction: await transactionOf(tx, transmission), envelope, original, receiptType, transmission }
  }
  const arrival = await readArrival(tx, step.about)
  const content = arrival && (await engine.bodies.content(tx, arrival.bodyId))
  if (arrival === undefined || content === undefined) return undefined
  const examined = await engine.examine(content, step.dueAt)
  if (examined.is !== 'certified' || examined.original === undefined) return undefined
  const transaction = transactionIn(examined.data)
  const envelope = { id: arrival.bodyId, sizeBytes: content.length }
  return {
    transaction,
    envelope,
    original: examined.original,
    receiptType: transaction.receiptType,
    transmission: undefined,
  }
}

interface Fault {
  fault: DeliveryFault
  detail: string
}

const faults = {
  unknown: { fault: 'no-dest', detail: '5.1.1 - indirizzo inesistente' },
  revoked: { fault: 'altro', detail: '5.2.1 - casella disattivata' },
  full: { fault: 'altro', detail: '5.2.2 - casella piena' },
  virus: { fault: 'virus', detail: 'Eicar-Test-Signature' },
} as const satisfies Record<string, Fault>

/** Puts the envelope into the mailbox, or says why not. */
async function put(
  work: StepWork,
  { recipient = '', gestore, dueAt }: Step,
  delivery: Delivery,
  entry: Entry | undefined,
): Promise<Fault | undefined> {
  const word = wordIn(recipient)
  if (word === 'inesistente') return faults.unknown
  if (word === 'revocata') return faults.revoked
  if (word === 'piena') return faults.full
  if (word === 'virus' || findVirus(delivery.original) !== undefined) return faults.virus
  if (entry === undefined || entry.gestore !== gestore || entry.state === 'none') return faults.unknown
  if (entry.state === 'revoked') return faults.revoked
  const done = await intoInbox(work, entry, delivery.envelope, { at: dueAt, space: 'limited' })
  return done === 'put' ? undefined : faults.full
}

/** The other gestore tells its user (RFC 6109, 3.2.3). */
async function tellVirus(engine: Engine, work: StepWork, step: Step, input: MessageInput): Promise<void> {
  const to = serviceMailbox(otherThan(step.gestore))
  const given = { ...input, to, recipient: step.recipient ?? '', virus: faults.virus.detail }
  await sendBack(engine, work, step, { to, content: await buildVirusNotice(given) })
}

async function sendBack(
  engine: Engine,
  work: StepWork,
  { accountId, dueAt, gestore, about }: Step,
  { to, content }: { to: string; content: Uint8Array },
): Promise<void> {
  const body = await keepMessage(engine, work, content)
  await addStep(work.tx, { accountId, dueAt, gestore, about, kind: 'relay', recipient: to, bodyId: body.id })
  work.wake(accountId)
}

/** To ordinary mail nothing is ever sent: the sender gets the notice that ordinary mail servers write, as an anomaly. */
async function refuseOrdinary(
  engine: Engine,
  work: StepWork,
  { dueAt: at, recipient = '', gestore }: Step,
  transmission: Transmission,
): Promise<void> {
  const own = engine.gestori[gestore]
  const { identifier, sender } = transmission
  const daemon = `mailer-daemon@${own.domain}`
  const detail = '5.7.1 - un gestore di prova non spedisce alla posta ordinaria'
  const arrived = Buffer.from(
    [
      `From: Mail Delivery System <${daemon}>`,
      `To: ${sender}`,
      'Subject: Undelivered Mail Returned to Sender',
      `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${newIdentifier(own.domain, at)}>`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=us-ascii',
      '',
      `<${recipient}>: 5.7.1 this is a test gestore; it sends nothing to ordinary mail`,
      '',
    ].join('\r\n'),
  )
  const content = await buildAnomalyEnvelope({
    ...{ gestore: own, at, identifier: newIdentifier(own.domain, at) },
    ...{ sender: daemon, recipients: [sender], arrived, fault: 'ordinary mail' },
  })
  await endFor(engine, work, transmission, { identifier, recipient, at, content, outcome: 'failed', detail })
}
