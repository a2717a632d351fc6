// IDLE: what changes in the folder is told as it happens (RFC 2177).
import { bad, ok } from '../session.ts'
import type { Commands } from '../session.ts'
import { tellChanges } from '../tell-changes.ts'

export const idle: Commands = {
  IDLE: {
    needs: 'mailbox',
    async run(session, args) {
      args.end()
      await session.say('+ Idling')
      const { mailbox, selected } = session
      const watch = (told: () => void) =>
        selected === undefined ? () => undefined : mailbox.watch(selected.folder.id, told)
      const line = await session.idle(watch, () => tellChanges(session))
      return line?.toUpperCase() === 'DONE' ? ok('No longer idle') : bad('DONE was expected')
    },
  },
}
