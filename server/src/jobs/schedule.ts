// All jobs, in the order in which they run when several are due at the same time.
import type { Context } from '../context.ts'
import { onlyIn } from '../store/population.ts'
import { abandonRegistrations } from './abandon-registrations.ts'
import { checkLedger } from './check-ledger.ts'
import { compareWithProviders } from './compare-with-providers.ts'
import { deliverCallbacks } from './deliver-callbacks.ts'
import { expire } from './expire.ts'
import { expireDomains } from './expire-domains.ts'
import { followActivation } from './follow-activation.ts'
import { followDomains } from './follow-domains.ts'
import { finishOperations } from './finish-operations.ts'
import { followRequests } from './follow-requests.ts'
import { forget } from './forget.ts'
import type { Job } from './job.ts'
import { moveMessages } from './move-messages.ts'
import { noteOverdueTasks } from './note-overdue.ts'
import { remindOfExpiry } from './remind-of-expiry.ts'
import { renewAutomatically } from './renew-automatically.ts'
import { sweepDocuments } from './sweep-documents.ts'
import { workBulks } from './work-bulks.ts'

export const schedule: readonly Job[] = [
  // Before renewals: the reminder of the last day is due at the same time as the first renewal attempt.
  remindOfExpiry,
  finishOperations,
  followActivation,
  followRequests,
  followDomains,
  // Before renewals: no mailbox is renewed under a domain that expires at the same time.
  expireDomains,
  // Before expire: the last renewal attempt happens at the exact time of expiry.
  renewAutomatically,
  expire,
  workBulks,
  abandonRegistrations,
  noteOverdueTasks,
  compareWithProviders,
  moveMessages,
  deliverCallbacks,
  forget,
  checkLedger,
  sweepDocuments,
]

/** The jobs of a context: one of a single account leaves out what is about everything at once. */
export const jobsOf = ({ whose }: Pick<Context, 'whose'>): readonly Job[] =>
  onlyIn(whose()) === undefined ? schedule : schedule.filter(({ isForAll }) => isForAll !== true)
