// All jobs, in the order in which they run when several are due at the same time.
import { abandonRegistrations } from './abandon-registrations.ts'
import { checkLedger } from './check-ledger.ts'
import { deliverCallbacks } from './deliver-callbacks.ts'
import { expire } from './expire.ts'
import { expireDomains } from './expire-domains.ts'
import { followActivation } from './follow-activation.ts'
import { followDomains } from './follow-domains.ts'
import { finishOperations } from './finish-operations.ts'
import { followRequests } from './follow-requests.ts'
import { forgetKeptAnswers } from './forget-answers.ts'
import type { Job } from './job.ts'
import { remindOfExpiry } from './remind-of-expiry.ts'
import { renewAutomatically } from './renew-automatically.ts'

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
  abandonRegistrations,
  deliverCallbacks,
  forgetKeptAnswers,
  checkLedger,
]
