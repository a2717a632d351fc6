// The commands that are more than one call.
import { eventsReplay, eventsTail, logsTail } from './follow.ts'
import { listen } from './listen.ts'
import type { OwnCommand } from './own-command.ts'
import { trigger } from './trigger.ts'

export const ownCommands: readonly OwnCommand[] = [trigger, listen, eventsTail, eventsReplay, logsTail]
