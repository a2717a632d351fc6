// Mailboxes of an account as they are looked for: by their owner, and by operators.
import { findMailboxes, mailboxOrders } from '../mailboxes/find.ts'
import type { FoundMailbox, MailboxOrder } from '../mailboxes/find.ts'
import { FoundMailboxItem, mailboxListItem } from '../mailboxes/view.ts'
import { ownRefusal } from '../errors/refusal.ts'
import { mailboxLifecycle } from '../model/mailbox.lifecycle.ts'
import type { Reader } from '../store/database.ts'
import { beginningText, romeDay, someOf, textIn } from './field-types.ts'
import { optional } from './fields.ts'
import type { Values } from './fields.ts'
import { byMoment, byNumber, nextAfter, pageBy, Paged } from './paging.ts'
import type { PageKey } from './paging.ts'

type Place = NonNullable<Parameters<typeof findMailboxes>[2]['after']>

/** A place in either order: by number, or by expiry and id. */
const byOrder: PageKey<Place> = {
  write: (place) => ('place' in place ? byNumber.write(place.place) : byMoment.write(place)),
  read(texts) {
    const place = byNumber.read(texts)
    return place === undefined ? byMoment.read(texts) : { place }
  },
}

/** The query members of a search for mailboxes. */
export const mailboxSearch = {
  stato: optional(someOf(mailboxLifecycle.states, 'states, with commas between them'), undefined, 110),
  text: optional(beginningText('words, or beginnings of words, of address, holder or applicant'), undefined, 110),
  expires_before: optional(romeDay('expires before this day, YYYY-MM-DD in Europe/Rome'), undefined, 110),
  sort: optional(textIn(mailboxOrders, 'newest first, unless told; by expiry those that have one'), 'newest', 110),
  ...pageBy(byOrder, 'mailboxes'),
}

/** What `pageOfMailboxes` answers. */
export const FoundMailboxes = Paged(FoundMailboxItem)

/** A page of an account's mailboxes, as `FoundMailboxes` has it. Refuses 110 and 160. */
export async function pageOfMailboxes(
  db: Reader,
  { id, email }: { id: string; email: string },
  { stato: states, text, expires_before, sort: order, limit, cursor }: Values<typeof mailboxSearch>,
) {
  if (expires_before !== undefined && order !== 'expiry') throw ownRefusal(110, { field: 'sort' })
  if (cursor !== undefined && (order === 'newest') !== 'place' in cursor) throw ownRefusal(160)
  const search = { order, states, text, expiresBefore: expires_before, after: cursor, limit }
  const rows = await findMailboxes(db, id, search)
  const next = nextAfter(byOrder, rows, limit, (row) => placeOf(row, order))
  return { items: rows.map((row) => itemOf(row, email)), next }
}

const placeOf = ({ place, expires, id }: FoundMailbox, order: MailboxOrder): Place =>
  order === 'newest' || expires === null ? { place } : { at: expires, id }

const itemOf = (row: FoundMailbox, owner: string) => ({
  ...mailboxListItem(row, owner),
  holder: row.holder,
  autorinnovo: row.autorinnovo,
})
