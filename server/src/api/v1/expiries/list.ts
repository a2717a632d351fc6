// GET /v1/expiries: working mailboxes and domains by the day they expire.
import { Type } from 'typebox'
import { addYears, beginningOfDay, italianDateAt, nextDay } from '../../../model/italian-date.ts'
import { literals, moment, strings } from '../../../model/wire-schemas.ts'
import { reads } from '../../../pipeline/declare.ts'
import { romeDay } from '../../../pipeline/field-types.ts'
import { optional } from '../../../pipeline/fields.ts'
import { byMoment, nextAfter, pageBy, Paged } from '../../../pipeline/paging.ts'
import { expiryKinds, findExpiries } from '../../../store/expiries.ts'
import type { ExpiryRow } from '../../../store/expiries.ts'

const Expiry = Type.Object(
  {
    kind: literals(expiryKinds, 'kind of resource'),
    id: strings('24 hex digits'),
    name: strings('address of the mailbox, name of the domain'),
    data_scadenza: strings('expiry, dd/mm/yyyy'),
    autorinnovo: Type.Boolean({ description: 'renew from the wallet at expiry' }),
    at: moment('when it expires'),
  },
  { $id: 'Expiry' },
)

export const listExpiries = reads({
  route: 'GET /v1/expiries',
  name: 'listExpiries',
  tag: 'Account',
  permission: 'read',
  summary: 'List working mailboxes and domains by the day they expire, the next first',
  query: {
    from: optional(romeDay('first day, YYYY-MM-DD in Europe/Rome; today unless told'), undefined, 110),
    to: optional(romeDay('last day, YYYY-MM-DD in Europe/Rome; a year after the first unless told'), undefined, 110),
    ...pageBy(byMoment, 'expiries'),
  },
  refusals: { local: { backwards: 110 } },
  answers: Paged(Expiry),

  async read({ db, principal, now, query: { from, to, limit, cursor: after }, refuse }) {
    const since = from ?? beginningOfDay(now)
    const until = nextDay(to ?? addYears(since, 1))
    if (until <= since) refuse('backwards', { field: 'to' })
    const rows = await findExpiries(db, principal.accountId, { since, until, after, limit })
    return {
      data: { items: rows.map(expiryView), next: nextAfter(byMoment, rows, limit, ({ at, id }) => ({ at, id })) },
    }
  },
})

function expiryView({ kind, id, name, autorinnovo, at }: ExpiryRow) {
  return { kind, id, name, data_scadenza: italianDateAt(at.getTime() / 1000), autorinnovo, at: at.toISOString() }
}
