// GET /v1/expiries.ics: the same for programs people keep their appointments in.
import { calendarOf } from '../../../model/calendar.ts'
import type { DayEvent } from '../../../model/calendar.ts'
import { addYears, beginningOfDay, italianDateAt, nextDay } from '../../../model/italian-date.ts'
import { reads } from '../../../pipeline/declare.ts'
import { findExpiries } from '../../../store/expiries.ts'
import type { ExpiryRow } from '../../../store/expiries.ts'

const MOST_EXPIRIES = 1_000

export const downloadExpiryCalendar = reads({
  route: 'GET /v1/expiries.ics',
  name: 'downloadExpiryCalendar',
  tag: 'Account',
  permission: 'read',
  summary: 'Download the expiries of the next twelve months as a calendar (iCalendar), the next 1,000 at most',
  refusals: {},
  answers: 'text/calendar',

  async read({ db, principal, now }) {
    const since = beginningOfDay(now)
    const until = nextDay(addYears(since, 1))
    const rows = await findExpiries(db, principal.accountId, { since, until, limit: MOST_EXPIRIES })
    const file = Buffer.from(calendarOf('Scadenze PEC', rows.map(dayOf)))
    return { file, contentType: 'text/calendar; charset=utf-8', name: 'scadenze.ics' }
  },
})

const what = { mailbox: 'la casella', 'certified-domain': 'il dominio' } as const

/** The uid is that of the resource: a renewal moves its entry instead of adding another. */
function dayOf({ kind, id, name, autorinnovo, at, ultima_modifica }: ExpiryRow): DayEvent {
  return {
    uid: `${id}@ceralacca`,
    day: italianDateAt(at.getTime() / 1000),
    changedAt: ultima_modifica,
    summary: `Scade ${what[kind]} ${name}`,
    description: autorinnovo
      ? 'Rinnovo automatico attivo: si rinnova da sé, se il credito basta.'
      : 'Rinnovo automatico non attivo: da rinnovare entro questo giorno.',
  }
}
