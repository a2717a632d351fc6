// Deletes files of calls and what became of their rows thirty days after the last of them ended.
import { deleteBulksBefore, oldestEnd } from '../bulk/table.ts'
import type { Job } from './job.ts'

const KEPT_FOR_MS = 30 * 86_400_000
const AT_A_TIME = 5

export const forgetBulks: Job = {
  name: 'forget-bulks',
  repairs: 'files of calls that ended more than 30 days ago',

  async nextDue(context) {
    const oldest = await oldestEnd(context.database.kysely, context.whose())
    return oldest && new Date(oldest.getTime() + KEPT_FOR_MS)
  },

  run: (context, until) =>
    deleteBulksBefore(context.database.kysely, context.whose(), new Date(until.getTime() - KEPT_FOR_MS), AT_A_TIME),
}
