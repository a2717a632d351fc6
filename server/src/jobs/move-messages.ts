// Certified messages at the test gestore. It moves them by itself; a clock that is advanced waits for what falls due on the
// way: notices after 12 and 24 hours, and what a slow gestore delivers.
import { MailAwayError } from '../mail/errors.ts'
import type { Job } from './job.ts'

export const moveMessages: Job = {
  name: 'move-messages',
  repairs: 'messages at the test gestore whose next step is due',
  nextDue: ({ mail, whose }) => orNothing(async () => mail?.nextDue(whose())),
  run: async ({ mail, whose }, until) => (await orNothing(async () => mail?.runUntil(whose(), until))) ?? 0,
}

/** Whatever is missed while the gestore is away, it does itself. */
async function orNothing<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof MailAwayError) return undefined
    throw error
  }
}
