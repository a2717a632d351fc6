// FETCH: batch by batch where rows are enough, message by message where their bytes are needed.
import type { Arguments } from '../arguments.ts'
import { answerOf, needsOf, readFetchItems } from '../fetch-items.ts'
import type { Fetched, FetchItem, Needs } from '../fetch-items.ts'
import { named } from '../named-messages.ts'
import type { By } from '../named-messages.ts'
import { readStructure } from '../../../../server/src/messages/mime-structure.ts'
import { ok } from '../session.ts'
import type { Outcome, SelectedSession } from '../session.ts'
import type { MessageRow } from '../../store/mailbox.ts'

const ROWS_AT_ONCE = 500
const HEADERS_AT_ONCE = 100

/** FETCH and UID FETCH. */
export async function fetch(session: SelectedSession, args: Arguments, by: By): Promise<Outcome> {
  const set = args.numberSet()
  const asked = readFetchItems(args.space())
  args.end()
  const uids = named(session, set, by)
  const items = await withSideEffects(session, asked, uids, by)
  const needs = needsOf(items)
  const atOnce = needs.content ? 1 : needs.header ? HEADERS_AT_ONCE : ROWS_AT_ONCE
  for (let from = 0; from < uids.length; from += atOnce)
    await answer(session, items, await fetched(session, uids.slice(from, from + atOnce), needs))
  return ok('Fetched')
}

/** By UID, the UID is told; what is read in full is seen, which is told too. */
async function withSideEffects(
  { mailbox, selected }: SelectedSession,
  asked: readonly FetchItem[],
  uids: readonly number[],
  by: By,
): Promise<readonly FetchItem[]> {
  const has = (is: FetchItem['is']) => asked.some((item) => item.is === is)
  const items = by === 'uid' && !has('UID') ? [{ is: 'UID' } as const, ...asked] : asked
  const marks = asked.some((item) => item.is === 'section' && item.marksSeen) && !selected.isReadOnly
  const unseen = marks ? uids.filter((uid) => !selected.flagsOf(uid).includes('\\Seen')) : []
  if (unseen.length === 0) return items
  for (const message of await mailbox.setFlags(selected.folder.id, unseen, 'add', ['\\Seen'])) selected.take(message)
  return has('FLAGS') ? items : [...items, { is: 'FLAGS' }]
}

async function fetched(session: SelectedSession, uids: readonly number[], needs: Needs): Promise<Fetched[]> {
  const { mailbox, selected } = session
  if (!needs.row) return uids.map((uid) => ofUid(session, uid))
  const rows = await mailbox.rows(selected.folder.id, uids)
  const headers = needs.header ? await mailbox.headers(rows.map(({ bodyId }) => bodyId)) : undefined
  const messages: Fetched[] = []
  for (const row of rows) {
    const content = needs.content ? await mailbox.content(row.bodyId) : headers?.get(row.bodyId)
    messages.push({
      ...ofUid(session, row.uid),
      row,
      content,
      parts: needs.parts && content ? readStructure(content).root : undefined,
    })
  }
  return messages
}

const ofUid = ({ selected }: SelectedSession, uid: number, row?: MessageRow): Fetched => ({
  uid,
  flags: selected.flagsOf(uid),
  row,
  content: undefined,
  parts: undefined,
})

async function answer(
  session: SelectedSession,
  items: readonly FetchItem[],
  messages: readonly Fetched[],
): Promise<void> {
  await session.write(
    messages.flatMap((message) => [
      `* ${session.selected.numberOf(message.uid) ?? 0} FETCH `,
      ...answerOf(items, message),
      '\r\n',
    ]),
  )
}
