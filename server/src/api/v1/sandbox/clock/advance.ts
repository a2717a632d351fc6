// POST /v1/sandbox/clock: moves the product's time forward.
import { Duration } from 'luxon'
import { Type } from 'typebox'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { addYears } from '../../../../model/italian-date.ts'
import { clockMembers, clockView } from '../../../../pipeline/clock-view.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { optional } from '../../../../pipeline/fields.ts'
import type { FieldType } from '../../../../pipeline/fields.ts'

const MOST_YEARS = 10
// Years are written with four digits everywhere; what falls due later than now must still have a date.
const END_OF_TIME = new Date('9900-01-01T00:00:00Z')

const duration: FieldType<string> = {
  schema: Type.String({ format: 'duration', description: 'ISO 8601, such as P366D or PT2H' }),
  read: (value) =>
    typeof value === 'string' && /^P[0-9A-Z]{1,40}$/.test(value) && Duration.fromISO(value).isValid ? value : undefined,
}
const instant: FieldType<Date> = {
  schema: Type.String({ format: 'date-time', description: 'RFC 3339, such as 2027-11-23T00:00:00Z' }),
  read(value) {
    const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/
    const moment = typeof value === 'string' && form.test(value) ? new Date(value) : undefined
    return moment === undefined || Number.isNaN(moment.getTime()) ? undefined : moment
  },
}

export const advanceClock = acts({
  route: 'POST /v1/sandbox/clock',
  name: 'advanceClock',
  tag: 'Sandbox',
  access: 'either',
  summary: "Move the product's clock forward; answers when everything due on the way has happened",
  sandboxOnly: true,
  body: { advance: optional(duration, null), now: optional(instant, null) },
  refusals: {},
  answers: Type.Object({
    ...clockMembers,
    ran: Type.Record(Type.String(), Type.Integer(), { description: 'how much each job did' }),
  }),

  async act({ context, body }) {
    const from = context.clock.now()
    const field = body.advance === null ? 'now' : 'advance'
    const to = body.advance === null ? body.now : later(from, body.advance)
    // What no calendar has is neither before nor after anything.
    const isAhead = to !== null && to >= from && to <= addYears(from, MOST_YEARS) && to <= END_OF_TIME
    if (!isAhead) throw ownRefusal(110, { field })
    const ran = await context.clockAdvance?.advance(to)
    return { data: { ...clockView(context), ran: ran ?? {} } }
  },
})

/** Days are 24 hours here; months and years are calendar ones. */
function later(from: Date, advance: string): Date {
  const { years, months, ...rest } = Duration.fromISO(advance).toObject()
  const shifted = new Date(from)
  shifted.setUTCFullYear(shifted.getUTCFullYear() + (years ?? 0), shifted.getUTCMonth() + (months ?? 0))
  return new Date(shifted.getTime() + Duration.fromObject(rest).toMillis())
}
