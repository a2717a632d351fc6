// The access point (RFC 6109, 3.1): a submitted message is accepted, with its envelope on its way, or refused.
import { checkSubmission } from '../messages/formal-checks.ts'
import { newIdentifier } from '../messages/identifiers.ts'
import {
  buildAcceptance,
  buildNonAcceptance,
  buildNonAcceptanceForVirus,
  buildTransportEnvelope,
} from '../messages/messages.ts'
import type { MessageInput } from '../messages/messages.ts'
import type { Transaction } from '../messages/transaction.ts'
import { findVirus } from '../messages/virus.ts'
import { domainOf, gestoreOfDomain } from '../store/directory.ts'
import { keepMessage } from './engine.ts'
import type { Engine, StepWork } from './engine.ts'
import { addSteps } from './steps.ts'
import type { NewStep, Step } from './steps.ts'
import { toSender } from './to-sender.ts'
import { addRecipients, noteAcceptance, noteTaken, readTransmission } from './transmissions.ts'
import type { RecipientRow, Transmission } from './transmissions.ts'
import { plan } from './words.ts'

const HOUR_MS = 3_600_000

/** The step `accept`. */
export async function accept(engine: Engine, work: StepWork, step: Step): Promise<void> {
  const transmission = await readTransmission(work.tx, step.about)
  if (transmission?.original === undefined) return
  const original = await engine.bodies.content(work.tx, transmission.original)
  if (original === undefined) return
  const { identifier, sender, recipients, gestore } = transmission
  const { read, refusal } = checkSubmission({ account: sender, reversePath: sender, recipients, message: original })
  const rows = await withGestori(work, recipients)
  const transaction: Transaction = { ...read, identifier, sender, recipients: rows.map(asCertified) }
  const own = engine.gestori[gestore]
  const input = { gestore: own, transaction, at: step.dueAt, identifier: newIdentifier(own.domain, step.dueAt) }
  const virus = refusal === undefined ? findVirus(original) : undefined
  if (refusal !== undefined) await refuse(engine, work, transmission, input, buildNonAcceptance({ ...input, refusal }))
  else if (virus !== undefined)
    await refuse(engine, work, transmission, input, buildNonAcceptanceForVirus({ ...input, virus }))
  else await acceptNow(engine, work, { transmission, input, rows, original })
}

const asCertified = ({ address, gestore }: RecipientRow) =>
  ({ address, type: gestore === undefined ? 'esterno' : 'certificato' }) as const

async function refuse(
  engine: Engine,
  work: StepWork,
  transmission: Transmission,
  { transaction, at }: MessageInput,
  notice: Promise<Uint8Array>,
): Promise<void> {
  await noteAcceptance(work.tx, transaction, { state: 'refused' })
  await toSender(engine, work, transmission, { at, content: await notice })
}

async function acceptNow(
  engine: Engine,
  work: StepWork,
  given: { transmission: Transmission; input: MessageInput; rows: readonly RecipientRow[]; original: Uint8Array },
): Promise<void> {
  const { transmission, input, rows, original } = given
  const { transaction, at } = input
  const [acceptance, built] = await Promise.all([
    buildAcceptance(input),
    buildTransportEnvelope({ gestore: input.gestore, transaction, at, original }),
  ])
  const envelope = await keepMessage(engine, work, built)
  await noteAcceptance(work.tx, transaction, { state: 'accepted', envelope: envelope.id })
  await addRecipients(work.tx, transaction.identifier, rows)
  await toSender(engine, work, transmission, { at, content: acceptance })
  await sendOn(work, transmission, { rows, envelopeId: envelope.id, at })
}

async function withGestori({ tx }: StepWork, recipients: readonly string[]): Promise<RecipientRow[]> {
  const addresses = [...new Set(recipients.map((address) => address.toLowerCase()))]
  const known = new Map<string, RecipientRow['gestore']>()
  for (const domain of new Set(addresses.map(domainOf))) known.set(domain, await gestoreOfDomain(tx, domain))
  return addresses.map((address) => ({ address, gestore: known.get(domainOf(address)) }))
}

async function sendOn(
  { tx, wake }: StepWork,
  { identifier, accountId, gestore }: Transmission,
  { rows, envelopeId, at }: { rows: readonly RecipientRow[]; envelopeId: string; at: Date },
): Promise<void> {
  const step = { accountId, about: identifier, dueAt: at, gestore }
  const isHere = ({ gestore: to }: RecipientRow) => to === undefined || to === gestore
  const later = (hours: number) => new Date(at.getTime() + hours * HOUR_MS)
  const here = rows.filter(isHere).flatMap(({ address: recipient }): NewStep[] => {
    const { deliverAt } = plan(recipient, at)
    return deliverAt === undefined ? [] : [{ ...step, kind: 'deliver', recipient, dueAt: deliverAt }]
  })
  const notices = rows
    .filter(({ gestore: to }) => to !== undefined)
    .flatMap(({ address: recipient }): NewStep[] => [
      { ...step, kind: 'notice-12', recipient, dueAt: later(12) },
      { ...step, kind: 'notice-24', recipient, dueAt: later(24) },
    ])
  // One envelope for all recipients of the other gestore.
  const isFarther = rows.some((row) => !isHere(row))
  const relay: NewStep[] = isFarther ? [{ ...step, kind: 'relay', bodyId: envelopeId }] : []
  await addSteps(tx, [...here, ...notices, ...relay])
  const taken = rows.filter((row) => isHere(row) && plan(row.address, at).isTaken)
  if (taken.length > 0)
    await noteTaken(
      tx,
      identifier,
      taken.map(({ address }) => address),
      at,
    )
  wake(accountId)
}
