// Reminds owners of upcoming expiries with events dated 60, 30, 15, 7 and 1 days before.
import { certifiedDomains } from '../certified-domains/resource.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { reminderDays } from '../model/renewal.ts'
import { nextReminder, remindOwners } from '../store/reminders.ts'
import { batchSize, earliest } from './job.ts'
import type { Job } from './job.ts'

export const remindOfExpiry: Job = {
  name: 'remind-of-expiry',
  repairs: 'reminders that a mailbox or domain is about to expire',

  async nextDue({ database: { kysely }, whose }) {
    return earliest([
      await nextReminder(kysely, whose(), mailboxes),
      await nextReminder(kysely, whose(), certifiedDomains),
    ])
  },

  async run(context, until) {
    const { kysely } = context.database
    const most = batchSize(context, until)
    const ofMailboxes = await remindOwners(kysely, context.whose(), mailboxes, reminderDays, until, most)
    return ofMailboxes + (await remindOwners(kysely, context.whose(), certifiedDomains, reminderDays, until, most))
  },
}
