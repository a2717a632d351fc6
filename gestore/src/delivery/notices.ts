// Nothing was heard of a recipient (RFC 6109, 3.1.6): the sender is told after 12 hours, and after 24 that it is over.
import { newIdentifier } from '../messages/identifiers.ts'
import { buildFirstNotice, buildSecondNotice } from '../messages/messages.ts'
import { lockBoxes } from '../store/boxes.ts'
import type { Engine, StepWork } from './engine.ts'
import type { Step } from './steps.ts'
import { endFor, toSender } from './to-sender.ts'
import { noteFirstNotice, readTransmission, transactionOf } from './transmissions.ts'

/** The steps `notice-12` and `notice-24`. */
export async function notice(engine: Engine, work: StepWork, step: Step): Promise<void> {
  const { about: identifier, recipient = '', dueAt: at } = step
  const transmission = await readTransmission(work.tx, identifier)
  if (transmission === undefined) return
  await lockBoxes(work.tx, [transmission.boxId])
  const gestore = engine.gestori[transmission.gestore]
  const transaction = await transactionOf(work.tx, transmission)
  const input = { gestore, transaction, at, recipient, identifier: newIdentifier(gestore.domain, at) }
  if (step.kind === 'notice-24') {
    const content = await buildSecondNotice(input)
    await endFor(engine, work, transmission, { identifier, recipient, at, outcome: 'expired', content })
  } else if (await noteFirstNotice(work.tx, identifier, recipient, at))
    await toSender(engine, work, transmission, { at, content: await buildFirstNotice(input) })
}
