// Notes what nobody has done at a provider, or judged, in time: an alarm for the operators, told once for each.
import type { Context } from '../context.ts'
import { ofQueue, reviewed } from '../queue/items.ts'
import { nextOverdueReview, noteOverdueReviews } from '../queue/overdue-reviews.ts'
import type { OverdueReview } from '../queue/overdue-reviews.ts'
import { nextOverdue, noteOverdue } from '../queue/tasks.ts'
import type { OverdueTask } from '../queue/tasks.ts'
import { noteOperatorEvents } from '../store/operator-events.ts'
import { unitOfWork } from '../unit-of-work.ts'
import { batchSize, earliest } from './job.ts'
import type { Job } from './job.ts'

export const noteOverdueTasks: Job = {
  name: 'note-overdue',
  repairs: "what nobody has done or judged in time in the operators' queue: it tells the operators",
  async nextDue(context) {
    const { kysely } = context.database
    const whose = context.whose()
    return earliest([await nextOverdue(kysely, whose), await nextOverdueReview(kysely, whose, ofQueue(context))])
  },

  async run(context, until) {
    return (await noteTasks(context, until)) + (await noteReviews(context, until))
  },
}

async function noteTasks(context: Context, until: Date): Promise<number> {
  const overdue = await unitOfWork(context, async ({ db }) => {
    const noted = await noteOverdue(db, context.whose(), until, batchSize(context, until))
    await noteOperatorEvents(db, noted.map(eventOfTask))
    return noted
  })
  for (const { id, operation, provider, due_at } of overdue)
    context.log.error({ task: id, operation, provider, due: due_at }, 'a task at a provider is overdue')
  return overdue.length
}

/** Each kind in a transaction of its own, so that none holds rows of two. */
async function noteReviews(context: Context, until: Date): Promise<number> {
  let all = 0
  for (const one of reviewed) {
    const overdue = await unitOfWork(context, async ({ db }) => {
      const most = batchSize(context, until)
      const noted = await noteOverdueReviews(db, context.whose(), one, ofQueue(context), until, most)
      await noteOperatorEvents(db, noted.map(eventOfReview))
      return noted
    })
    for (const { id, resource, operation, provider, due_at } of overdue)
      context.log.error({ resource, id, operation, provider, due: due_at }, 'a review is overdue')
    all += overdue.length
  }
  return all
}

/** Dated the moment it was due. */
function eventOfTask({ id: subject, due_at: at, operation, provider, resource_kind, resource_id }: OverdueTask) {
  const detail = { operation, provider, resource: { kind: resource_kind, id: resource_id } }
  return { kind: 'task-overdue', subject, detail, at }
}

function eventOfReview({ id, resource, due_at: at, operation, provider }: OverdueReview) {
  return { kind: 'review-overdue', subject: id, detail: { operation, provider, resource: { kind: resource, id } }, at }
}
