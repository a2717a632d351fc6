// Pages of an account's feed, whole or of one resource.
import { accountEvent, AccountEvent } from '../accounts/event-view.ts'
import type { Reader } from '../store/database.ts'
import { listFeed } from '../store/feed.ts'
import type { FeedPage } from '../store/feed.ts'
import { byNumber, nextAfter, pageBy, Paged } from './paging.ts'

/** The query members of a resource's timeline. */
export const timelinePage = pageBy(byNumber, 'entries')

/** What `feedPage` answers. */
export const FeedEntries = Paged(AccountEvent)

/** A page of the account's feed, as `FeedEntries` has it. */
export async function feedPage(db: Reader, accountId: string, page: FeedPage) {
  const rows = await listFeed(db, accountId, page)
  return { items: rows.map(accountEvent), next: nextAfter(byNumber, rows, page.limit, ({ number }) => number) }
}

/** A page of what happened to a resource, newest first, as `FeedEntries` has it. */
export const timelineOf = (
  db: Reader,
  { id, account_id }: { id: string; account_id: string },
  { limit, cursor }: { limit: number; cursor: number | undefined },
) => feedPage(db, account_id, { subject: id, before: cursor, limit })
