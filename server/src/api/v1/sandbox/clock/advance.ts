// POST /v1/sandbox/clock: moves the product's time forward.
import { Duration } from 'luxon'
import { Type } from 'typebox'
import type { Context } from '../../../../context.ts'
import { ownRefusal } from '../../../../errors/refusal.ts'
import { addYears } from '../../../../model/italian-date.ts'
import { clockMembers, clockScopes, clockView } from '../../../../pipeline/clock-view.ts'
import { acts } from '../../../../pipeline/declare.ts'
import { END_OF_TIME, instant, valueOf } from '../../../../pipeline/field-types.ts'
import { optional } from '../../../../pipeline/fields.ts'
import type { FieldType } from '../../../../pipeline/fields.ts'
import { carrySessions, noteSessionsCarried } from '../../../../store/tokens.ts'

const MOST_YEARS = 10
const MOST_ACCOUNTS = 1_000

const duration: FieldType<string> = {
  schema: Type.String({ format: 'duration', description: 'ISO 8601, such as P366D or PT2H' }),
  read: (value) =>
    typeof value === 'string' && /^P[0-9A-Z]{1,40}$/.test(value) && Duration.fromISO(value).isValid ? value : undefined,
}

export const advanceClock = acts({
  route: 'POST /v1/sandbox/clock',
  name: 'advanceClock',
  tag: 'Sandbox',
  access: 'either',
  permission: { account: 'develop', operator: 'administer' },
  summary:
    "Move the product's clock forward, everybody's or the calling account's; answers when everything due on the way has happened",
  sandboxOnly: true,
  body: {
    advance: optional(duration, null),
    now: optional(instant('RFC 3339, such as 2027-11-23T00:00:00Z'), null),
    scope: optional(valueOf(clockScopes, 'account: of the calling account alone; all: everybody’s'), 'all', 110),
  },
  refusals: { local: { tooMany: 184 } },
  answers: Type.Object({
    ...clockMembers,
    ran: Type.Record(Type.String(), Type.Integer(), { description: 'how much each job did' }),
  }),

  async act({ context, db, principal, body }) {
    const { accountClocks: clocks } = context
    if (body.advance !== null && body.now !== null) throw ownRefusal(110, { field: 'now' })
    const accountId = body.scope === 'all' ? undefined : principal.role === 'account' ? principal.accountId : ''
    if (accountId === '') throw ownRefusal(110, { field: 'scope' })
    if (accountId !== undefined) mustHaveRoom(context, accountId)
    const clock = accountId === undefined ? clocks.everybodys : clocks.own(accountId)
    // With everybody's clock go those that are ahead of it.
    const end = END_OF_TIME.getTime() - (accountId === undefined ? clocks.furthestMs() : 0)
    const from = clock.now()
    const field = body.advance === null ? 'now' : 'advance'
    const target = (now: Date) => (body.advance === null ? body.now : later(now, body.advance))
    const to = target(from)
    // What no calendar has is neither before nor after anything.
    const isAhead = to !== null && to >= from && to <= addYears(from, MOST_YEARS) && to.getTime() <= end
    if (!isAhead) throw ownRefusal(110, { field })
    const moved = { accountId, from, to }
    await carrySessions(db, moved)
    const ran = await context.clockAdvance?.advance((now) => target(now) ?? to, accountId)
    await noteSessionsCarried(db, moved)
    // What it knows of sessions is of before.
    context.authenticator.forget()
    return { data: { ...clockView({ clock, accountClocks: clocks }), ran: ran ?? {} } }
  },
})

/** Each account with a clock of its own is looked after apart. Refuses 184. */
function mustHaveRoom({ accountClocks: clocks }: Context, accountId: string): void {
  const ahead = clocks.ahead()
  if (ahead.length >= MOST_ACCOUNTS && !ahead.includes(accountId)) throw ownRefusal(184, { max: MOST_ACCOUNTS })
}

/** Days are 24 hours here; months and years are calendar ones. */
function later(from: Date, advance: string): Date {
  const { years, months, ...rest } = Duration.fromISO(advance).toObject()
  const shifted = new Date(from)
  shifted.setUTCFullYear(shifted.getUTCFullYear() + (years ?? 0), shifted.getUTCMonth() + (months ?? 0))
  return new Date(shifted.getTime() + Duration.fromObject(rest).toMillis())
}
