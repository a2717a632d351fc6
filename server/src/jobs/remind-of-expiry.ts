// Reminds owners of coming expiries, by events dated 60, 30, 15, 7 and 1 days before.
import { reminderDays } from '../model/renewal.ts'
import { nextReminder, remind } from '../store/due-mailboxes.ts'
import type { Job } from './job.ts'

const AT_A_TIME = 2_000

export const remindOfExpiry: Job = {
  name: 'remind-of-expiry',
  repairs: 'owners not yet told that a mailbox is about to expire',
  cron: '5 * * * *',
  atOnce: 1,
  nextDue: (context) => nextReminder(context.database.kysely),
  run: (context, _hint, until) => remind(context.database.kysely, reminderDays, until, AT_A_TIME),
}
