// Reminds owners of upcoming expiries with events dated 60, 30, 15, 7 and 1 days before.
import { reminderDays } from '../model/renewal.ts'
import { nextDomainReminder, remindOfDomains } from '../certified-domains/due.ts'
import { nextReminder, remind } from '../mailboxes/due.ts'
import { batchSize, earliest } from './job.ts'
import type { Job } from './job.ts'

export const remindOfExpiry: Job = {
  name: 'remind-of-expiry',
  repairs: 'reminders that a mailbox or domain is about to expire',
  cron: '5 * * * *',
  atOnce: 1,

  async nextDue({ database: { kysely } }) {
    return earliest([await nextReminder(kysely), await nextDomainReminder(kysely)])
  },

  async run(context, _hint, until) {
    const { kysely } = context.database
    const most = batchSize(context, until)
    const mailboxes = await remind(kysely, reminderDays, until, most)
    return mailboxes + (await remindOfDomains(kysely, reminderDays, until, most))
  },
}
