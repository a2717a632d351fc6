// What changed in the selected folder, told to the client.
import type { Session } from './session.ts'

/** Tells what changed since the client was last told; a folder that is gone ends the session. */
export async function tellChanges(session: Session): Promise<void> {
  const { mailbox, selected } = session
  if (mailbox === undefined || selected === undefined) return
  const lines = await selected.learn(mailbox)
  if (lines !== undefined) return session.say(...lines)
  session.selected = undefined
  session.isLeaving = true
  await session.say('* BYE The folder is gone')
}
