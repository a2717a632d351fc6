// /v1/sandbox/clock: the product's time, and moving it forward.
import { Duration } from 'luxon'
import { Type } from 'typebox'
import type { Context } from '../../context.ts'
import { refusal } from '../../errors/refusal.ts'
import { addYears } from '../../model/italian-date.ts'
import { optional } from '../fields.ts'
import type { Form } from '../fields.ts'
import { ownRoute } from '../own-route.ts'

const MOST_YEARS = 10

const clock = {
  now: Type.String({ format: 'date-time' }),
  offset_seconds: Type.Integer({ description: 'ahead of real time' }),
}
const said = (context: Context) => ({
  now: context.clock.now().toISOString(),
  offset_seconds: Math.floor(context.clock.offsetMs() / 1000),
})

const duration: Form<string> = {
  schema: Type.String({ format: 'duration', description: 'ISO 8601, such as P366D or PT2H' }),
  read: (value) =>
    typeof value === 'string' && /^P[0-9A-Z]{1,40}$/.test(value) && Duration.fromISO(value).isValid ? value : undefined,
}
const instant: Form<Date> = {
  schema: Type.String({ format: 'date-time', description: 'RFC 3339, such as 2027-11-23T00:00:00Z' }),
  read(value) {
    const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/
    const moment = typeof value === 'string' && form.test(value) ? new Date(value) : undefined
    return moment === undefined || Number.isNaN(moment.getTime()) ? undefined : moment
  },
}

export const readClock = ownRoute({
  route: 'GET /v1/sandbox/clock',
  summary: "Read the product's clock",
  audience: 'anyone',
  sandboxOnly: true,
  answers: Type.Object(clock),
  run: async ({ context }) => ({ data: said(context) }),
})

export const moveClock = ownRoute({
  route: 'POST /v1/sandbox/clock',
  summary: "Move the product's clock forward; answers when everything due on the way has happened",
  audience: 'anyone',
  sandboxOnly: true,
  body: { advance: optional(duration, null), now: optional(instant, null) },
  answers: Type.Object({
    ...clock,
    ran: Type.Record(Type.String(), Type.Integer(), { description: 'how much each job did' }),
  }),

  async run({ context, body }) {
    const from = context.clock.now()
    const field = body.advance === null ? 'now' : 'advance'
    const to = body.advance === null ? body.now : later(from, body.advance)
    if (to === null || to < from || to > addYears(from, MOST_YEARS)) throw refusal(110, { field })
    const ran = await context.timeMachine?.advance(to)
    return { data: { ...said(context), ran: ran ?? {} } }
  },
})

/** Days are 24 hours here; months and years are calendar ones. */
function later(from: Date, advance: string): Date {
  const { years, months, ...rest } = Duration.fromISO(advance).toObject()
  const shifted = new Date(from)
  shifted.setUTCFullYear(shifted.getUTCFullYear() + (years ?? 0), shifted.getUTCMonth() + (months ?? 0))
  return new Date(shifted.getTime() + Duration.fromObject(rest).toMillis())
}
