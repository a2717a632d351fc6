// Every job there is, in the order in which they run when several fall due at the same moment.
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
  // Before renewals: a reminder of the day before expiry is due with the first try to renew.
  remindOfExpiry,
  finishOperations,
  followActivation,
  followRequests,
  followDomains,
  // Before renewals: nothing is renewed under a domain that ends at that moment.
  expireDomains,
  // Before expire: the last try to renew is made at the very moment of expiry.
  renewAutomatically,
  expire,
  abandonRegistrations,
  deliverCallbacks,
  forgetKeptAnswers,
  checkLedger,
]
