// Receipts and notices to who submitted a message.
import { entryById } from '../store/directory.ts'
import { intoInbox, keepMessage } from './engine.ts'
import type { Engine, StepWork } from './engine.ts'
import { dropNotices } from './steps.ts'
import { noteEnding } from './transmissions.ts'
import type { Ending, Transmission } from './transmissions.ts'

/** Puts a message of ours into the sender's mailbox, whatever space is left there: it is owed. */
export async function toSender(
  engine: Engine,
  work: StepWork,
  { boxId }: Pick<Transmission, 'boxId'>,
  { at, content }: { at: Date; content: Uint8Array },
): Promise<void> {
  const entry = await entryById(work.tx, boxId)
  if (entry === undefined) return
  await intoInbox(work, entry, await keepMessage(engine, work, content), { at, space: 'unlimited' })
}

/** Gives the sender the message that tells how a recipient's part ended; whatever comes after that is dropped. */
export async function endFor(
  engine: Engine,
  work: StepWork,
  transmission: Pick<Transmission, 'boxId'>,
  ending: Ending & { content: Uint8Array },
): Promise<void> {
  if ((await noteEnding(work.tx, ending)) === 'known') return
  await dropNotices(work.tx, ending.identifier, ending.recipient)
  await toSender(engine, work, transmission, ending)
}
