// GET /v1/pec: own mailboxes by state, by what is written in them, by expiry.
import { findMailboxes, mailboxOrders } from '../../../mailboxes/find.ts'
import type { FoundMailbox, MailboxOrder } from '../../../mailboxes/find.ts'
import { FoundMailboxItem, mailboxListItem } from '../../../mailboxes/view.ts'
import { mailboxLifecycle } from '../../../model/mailbox.lifecycle.ts'
import { reads } from '../../../pipeline/declare.ts'
import { beginningText, romeDay, someOf, textIn } from '../../../pipeline/field-types.ts'
import { optional } from '../../../pipeline/fields.ts'
import { byMoment, byNumber, nextAfter, pageBy, Paged } from '../../../pipeline/paging.ts'
import type { PageKey } from '../../../pipeline/paging.ts'

type Place = NonNullable<Parameters<typeof findMailboxes>[2]['after']>

/** A place in either order: by number, or by expiry and id. */
const byOrder: PageKey<Place> = {
  write: (place) => ('place' in place ? byNumber.write(place.place) : byMoment.write(place)),
  read(texts) {
    const place = byNumber.read(texts)
    return place === undefined ? byMoment.read(texts) : { place }
  },
}

export const findOwnMailboxes = reads({
  route: 'GET /v1/pec',
  name: 'findMailboxes',
  tag: 'Account',
  permission: 'read',
  summary: 'Find mailboxes by state, words of address, holder or applicant, and expiry',
  query: {
    stato: optional(someOf(mailboxLifecycle.states, 'states, with commas between them'), undefined, 110),
    text: optional(beginningText('words, or beginnings of words, of address, holder or applicant'), undefined, 110),
    expires_before: optional(romeDay('expires before this day, YYYY-MM-DD in Europe/Rome'), undefined, 110),
    sort: optional(textIn(mailboxOrders, 'newest first, unless told; by expiry those that have one'), 'newest', 110),
    ...pageBy(byOrder, 'mailboxes'),
  },
  refusals: { local: { otherOrder: 160, byExpiryAlone: 110 } },
  answers: Paged(FoundMailboxItem),

  async read({ db, principal, query: { stato: states, text, expires_before, sort: order, limit, cursor }, refuse }) {
    if (expires_before !== undefined && order !== 'expiry') refuse('byExpiryAlone', { field: 'sort' })
    if (cursor !== undefined && isBy(order) !== 'place' in cursor) refuse('otherOrder')
    const search = { order, states, text, expiresBefore: expires_before, after: cursor, limit }
    const rows = await findMailboxes(db, principal.accountId, search)
    const items = rows.map((row) => itemOf(row, principal.email))
    return { data: { items, next: nextAfter(byOrder, rows, limit, (row) => placeOf(row, order)) } }
  },
})

const isBy = (order: MailboxOrder) => order === 'newest'

const placeOf = ({ place, expires, id }: FoundMailbox, order: MailboxOrder): Place =>
  order === 'newest' || expires === null ? { place } : { at: expires, id }

const itemOf = (row: FoundMailbox, owner: string) => ({
  ...mailboxListItem(row, owner),
  holder: row.holder,
  autorinnovo: row.autorinnovo,
})
