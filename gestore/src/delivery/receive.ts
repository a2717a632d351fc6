// The incoming point (RFC 6109, 3.2): envelopes are taken in charge, receipts go to whom they are for, and whatever is
// neither comes in an envelope that says so.
import type { CertificationData } from '../../../server/src/messages/certification-data.ts'
import { newIdentifier } from '../messages/identifiers.ts'
import { buildAnomalyEnvelope, buildDeliveryError, buildTakingInCharge } from '../messages/messages.ts'
import type { AnomalyFault } from '../messages/messages.ts'
import { lockBoxes } from '../store/boxes.ts'
import { entryOf } from '../store/directory.ts'
import type { Entry } from '../store/directory.ts'
import { noteReceived, readArrival } from './arrivals.ts'
import type { Arrival } from './arrivals.ts'
import { intoInbox, keepMessage } from './engine.ts'
import type { Engine, StepWork } from './engine.ts'
import { transactionIn } from './examine.ts'
import { otherThan, serviceMailbox } from './gestori.ts'
import { addStep } from './steps.ts'
import type { Step } from './steps.ts'
import { endFor } from './to-sender.ts'
import { noteTaken, readTransmission, transactionOf } from './transmissions.ts'
import { plan } from './words.ts'

/** The step `receive`. */
export async function receive(engine: Engine, work: StepWork, step: Step): Promise<void> {
  const arrival = await readArrival(work.tx, step.about)
  const content = arrival && (await engine.bodies.content(work.tx, arrival.bodyId))
  if (arrival === undefined || content === undefined) return
  const examined = await engine.examine(content, step.dueAt)
  if (examined.is === 'anomalous') return wrapAnomaly(engine, work, step, { arrival, content, fault: examined.fault })
  const { data } = examined
  if (data.kind === 'posta-certificata') return takeInCharge(engine, work, step, { arrival, data })
  await hear(engine, work, step, { data, content })
}

async function takeInCharge(
  engine: Engine,
  work: StepWork,
  { dueAt: at, accountId, gestore, about }: Step,
  { arrival, data }: { arrival: Arrival; data: CertificationData },
): Promise<void> {
  const addressed = new Set(data.recipients.map(({ address }) => address.toLowerCase()))
  // An envelope says for whom it is: sent on to somebody else, it is nobody's.
  const named = arrival.recipients.filter((address) => addressed.has(address))
  const recipients = await noteReceived(work.tx, gestore, data.identifier, named)
  const taken = recipients.filter((address) => plan(address, at).isTaken)
  for (const recipient of recipients) {
    const { deliverAt } = plan(recipient, at)
    if (deliverAt !== undefined)
      await addStep(work.tx, { accountId, dueAt: deliverAt, kind: 'deliver', about, gestore, recipient })
  }
  work.wake(accountId)
  if (taken.length === 0) return
  const own = engine.gestori[gestore]
  const to = serviceMailbox(otherThan(gestore))
  const input = { gestore: own, transaction: transactionIn(data), at, identifier: newIdentifier(own.domain, at) }
  const body = await keepMessage(engine, work, await buildTakingInCharge({ ...input, to, recipients: taken }))
  await addStep(work.tx, { accountId, dueAt: at, kind: 'relay', about, gestore, recipient: to, bodyId: body.id })
}

/** A receipt, or what is for the gestore itself. */
async function hear(
  engine: Engine,
  work: StepWork,
  { dueAt: at, gestore }: Step,
  { data, content }: { data: CertificationData; content: Uint8Array },
): Promise<void> {
  const transmission = await readTransmission(work.tx, data.identifier)
  if (transmission === undefined || transmission.gestore !== gestore) return
  await lockBoxes(work.tx, [transmission.boxId])
  const { identifier, delivered: recipient = '', detail = '' } = data
  const ending = { identifier, recipient: recipient.toLowerCase(), at }
  if (data.kind === 'presa-in-carico') await noteTaken(work.tx, identifier, data.received, at)
  if (data.kind === 'avvenuta-consegna')
    await endFor(engine, work, transmission, { ...ending, outcome: 'delivered', content })
  if (data.kind === 'errore-consegna')
    await endFor(engine, work, transmission, { ...ending, outcome: 'failed', detail, content })
  if (data.kind === 'rilevazione-virus') {
    const own = engine.gestori[gestore]
    const input = { gestore: own, transaction: await transactionOf(work.tx, transmission), at, recipient }
    const told = { ...input, identifier: newIdentifier(own.domain, at), fault: 'virus' as const, detail }
    const failed = { ...ending, outcome: 'failed' as const, detail }
    await endFor(engine, work, transmission, { ...failed, content: await buildDeliveryError(told) })
  }
}

async function wrapAnomaly(
  engine: Engine,
  work: StepWork,
  { dueAt: at, gestore }: Step,
  { arrival, content, fault }: { arrival: Arrival; content: Uint8Array; fault: AnomalyFault },
): Promise<void> {
  const own = engine.gestori[gestore]
  const found: [recipient: string, entry: Entry][] = []
  for (const recipient of arrival.recipients) {
    const entry = await entryOf(work.tx, recipient)
    if (entry?.state === 'in use' && entry.gestore === gestore) found.push([recipient, entry])
  }
  await lockBoxes(
    work.tx,
    found.map(([, { id }]) => id),
  )
  for (const [recipient, entry] of found) {
    const envelope = await buildAnomalyEnvelope({
      ...{ gestore: own, at, identifier: newIdentifier(own.domain, at), sender: arrival.sender },
      ...{ recipients: [recipient], arrived: content, fault },
    })
    await intoInbox(work, entry, await keepMessage(engine, work, envelope), { at, space: 'limited' })
  }
}
