// What happened to an account, as the account reads it: in its feed of events and in the timeline of one resource.
import { Type } from 'typebox'
import { purchaseIn } from '../ledger/causes.ts'
import type { Author } from '../model/author.ts'
import { reasonsShown } from '../model/decision-reasons.ts'
import { formatCents } from '../model/money.ts'
import { moment, orNull } from '../model/wire-schemas.ts'
import type { FeedEntry, Happening } from '../store/feed.ts'

const open = (description: string) => Type.Object({}, { additionalProperties: true, description })
const textOrNull = (description: string) => orNull(Type.String({ description }))

/** The members of everything that happened. */
export const happening = {
  id: Type.String({ description: 'the same wherever this is told' }),
  subject: textOrNull('id of the resource, member or token; null for what is about the account'),
  kind: Type.String({
    description:
      'state-changed, changed; debited, refunded, credited; low-balance, prices-changed; expiry-reminder, renewal-failed, documents-sent-back, called-off, order-completed, order-undone, domain-records-broken; member-invited, member-joined, member-changed, member-removed, token-made, token-revoked; session-opened, session-ended, password-changed, password-reset, second-factor-on, second-factor-off, passkey-added, passkey-removed …',
  }),
  detail: open('of a change: move, from, to, reason, reasons; of money: amount, cause, reason'),
  by: textOrNull('customer, provider, clock or operator, where it is known'),
  author: Type.Union([Type.Null(), open('ids of your member, token or key that asked for it')]),
  at: moment('when it happened'),
}

export const AccountEvent = Type.Object(
  {
    number: Type.Integer({ description: 'place in the account’s feed: 1, 2, 3 …, without a gap' }),
    ...happening,
  },
  { $id: 'AccountEvent' },
)

/** An entry of the feed. */
export const accountEvent = (entry: FeedEntry) => ({ number: entry.number, ...happeningView(entry) })

/** What happened, by the table that tells it. */
export function happeningView(told: Happening) {
  const { author, at } = told
  const subject = told.subject_kind === 'account' ? null : told.subject_id
  const about = { subject, author: ownAuthor(author), at: at.toISOString() }
  if (told.sequence !== null) return { ...about, ...changeIn(told), by: told.by_whom }
  if (told.entry_id !== null) return { ...about, ...moneyIn(told), by: askedBy(author) }
  return { ...about, id: told.event_id ?? '', kind: told.event_kind ?? '', detail: told.detail, by: askedBy(author) }
}

function changeIn({ subject_id, sequence, move, from_state: from, to_state: to, reason, reason_codes }: Happening) {
  const detail = { move, from, to, reason, reasons: reasonsShown(reason_codes ?? []) }
  return { id: `chg_${subject_id}_${sequence}`, kind: from === to ? 'changed' : 'state-changed', detail }
}

/** What moved money, as it is told. */
export const kindsOfMoney = { 'top-up': 'credited', capture: 'debited', refund: 'refunded' } as const

function moneyIn({ entry_id, entry_kind, amount_cents, cause, reason }: Happening) {
  const detail = { amount: formatCents(amount_cents ?? 0), cause: purchaseIn(cause ?? ''), reason }
  return { id: `txn_${entry_id}`, kind: kindsOfMoney[entry_kind ?? 'capture'], detail }
}

const askedBy = (author: Author | null) =>
  author === null ? null : author.operator === undefined ? 'customer' : 'operator'

/** Which operator it was is for operators to know. */
const ownAuthor = (author: Author | null) => (author?.operator === undefined ? author : null)
