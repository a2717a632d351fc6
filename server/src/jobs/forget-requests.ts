// Deletes logged requests after thirty days; their counts stay.
import { deleteRequestsBefore, oldestRequestAt } from '../requests/table.ts'
import type { Job } from './job.ts'

const KEPT_FOR_MS = 30 * 86_400_000
const AT_A_TIME = 5_000

export const forgetRequests: Job = {
  name: 'forget-requests',
  repairs: 'logged requests older than 30 days',

  async nextDue(context) {
    const oldest = await oldestRequestAt(context.database.kysely, context.whose())
    return oldest && new Date(oldest.getTime() + KEPT_FOR_MS)
  },

  run: (context, until) =>
    deleteRequestsBefore(context.database.kysely, context.whose(), new Date(until.getTime() - KEPT_FOR_MS), AT_A_TIME),
}
