// Deletes what has been kept for as long as it is: privacy/retention.ts says what, and for how long.
import { forgetSome, nextToForget, retainedKinds } from '../privacy/retention.ts'
import { earliest } from './job.ts'
import type { Job } from './job.ts'

export const forget: Job = {
  name: 'forget',
  repairs: 'whatever has been kept for as long as the settings KEEP_…_DAYS say',

  async nextDue(context) {
    const due: (Date | undefined)[] = []
    for (const kind of retainedKinds) due.push(await nextToForget(context, kind))
    return earliest(due)
  },

  async run(context, until) {
    let deleted = 0
    for (const kind of retainedKinds) {
      const due = await nextToForget(context, kind)
      if (due !== undefined && due <= until) deleted += await forgetSome(context, kind, until)
    }
    return deleted
  },
}
