// The commands that are more than one call, and those that are none.
import { bulkWait } from './bulk.ts'
import { completion } from './completion.ts'
import { eventsReplay, eventsTail, logsTail } from './follow.ts'
import { listen } from './listen.ts'
import { mcp } from './mcp/command.ts'
import type { LocalCommand, OwnCommand } from './own-command.ts'
import { trigger } from './trigger.ts'

export const ownCommands: readonly OwnCommand[] = [trigger, listen, eventsTail, eventsReplay, logsTail, bulkWait]
export const localCommands: readonly LocalCommand[] = [mcp, completion]
