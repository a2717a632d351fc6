// Taking a message that somebody submits: stored with its first step in one transaction, before it is acknowledged.
import { newIdentifier } from '../messages/identifiers.ts'
import type { Entry } from '../store/directory.ts'
import { inStep, intoHistory } from './engine.ts'
import type { Engine } from './engine.ts'
import { addStep } from './steps.ts'
import { addTransmission } from './transmissions.ts'

/** Takes a message, and returns its identifier once it is durable. */
export async function submit(
  engine: Engine,
  sender: Entry,
  { recipients, content }: { recipients: readonly string[]; content: Uint8Array },
): Promise<string> {
  const { gestori, bodies, clocks } = engine
  const { id: boxId, accountId, address, gestore } = sender
  const at = clocks.of(accountId).now()
  const identifier = newIdentifier(gestori[gestore].domain, at)
  const body = await bodies.prepare(content)
  await inStep(engine, async (work) => {
    const { tx, wake } = work
    await bodies.keep(tx, body)
    const taken = { identifier, gestore, boxId, accountId, sender: address, recipients }
    await addTransmission(tx, { ...taken, original: body.id, submittedAt: at })
    await intoHistory(work, sender, body, at)
    await addStep(tx, { accountId, dueAt: at, kind: 'accept', about: identifier, gestore })
    wake(accountId)
  })
  return identifier
}
