// A page of the list as it goes out. An item is written once for each version of its row: the statement of the page says
// which version is the newest, whichever process made it, so that what is kept here is never shown when it is outdated.
import { LRUCache } from 'lru-cache'
import type { Reader } from '../store/database.ts'
import type { Page } from '../store/pages.ts'
import { listedMailboxes, pageOfMailboxes } from './table.ts'
import type { RowVersion } from './table.ts'
import { mailboxListItem } from './view.ts'

// About 5 MB.
const MOST_ITEMS = 10_000

const written = new LRUCache<string, { of: string; text: string }>({ max: MOST_ITEMS })

/** The items of one page of the account's list, newest first, as JSON; `owner` is the account's e-mail. */
export async function listItems(
  db: Reader,
  { accountId, email: owner }: { accountId: string; email: string },
  page: Page,
): Promise<string[]> {
  const rows = await pageOfMailboxes(db, accountId, page)
  const known = rows.map((row) => textOf(row, owner))
  const unknown = rows.filter((_, n) => known[n] === undefined).map(({ id }) => id)
  if (unknown.length === 0) return known.filter((text) => text !== undefined)
  const now = new Map((await listedMailboxes(db, unknown)).map((row) => [row.id, row]))
  // One that changed after the page was read is shown as it is now.
  return rows.flatMap(({ id }, n) => {
    const row = now.get(id)
    if (row === undefined) return known[n] ?? []
    const text = JSON.stringify(mailboxListItem(row, owner))
    written.set(id, { of: nameOf(row, owner), text })
    return text
  })
}

function textOf(row: RowVersion, owner: string): string | undefined {
  const found = written.get(row.id)
  return found?.of === nameOf(row, owner) ? found.text : undefined
}

const nameOf = ({ version, changed_by }: RowVersion, owner: string) => `${version} ${changed_by} ${owner}`
