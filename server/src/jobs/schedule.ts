// Every job there is, in the order in which they run when several fall due at the same moment.
import { deliverCallbacks } from './deliver-callbacks.ts'
import { followActivation } from './follow-activation.ts'
import type { Job } from './job.ts'

export const schedule: readonly Job[] = [followActivation, deliverCallbacks]
