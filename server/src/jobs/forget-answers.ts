// Deletes stored idempotent answers once their requests can no longer be repeated.
import { forgetAnswers, KEYS_KEPT_FOR_MS, oldestKeptAnswer } from '../store/kept-answers.ts'
import type { Job } from './job.ts'

const AT_A_TIME = 1_000

export const forgetKeptAnswers: Job = {
  name: 'forget-answers',
  repairs: 'stored idempotent answers older than 30 days',

  async nextDue(context) {
    const oldest = await oldestKeptAnswer(context.database.kysely, context.whose())
    return oldest && new Date(oldest.getTime() + KEYS_KEPT_FOR_MS)
  },

  run: (context, until) =>
    forgetAnswers(context.database.kysely, context.whose(), new Date(until.getTime() - KEYS_KEPT_FOR_MS), AT_A_TIME),
}
