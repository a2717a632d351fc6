// Price lists written by operators, and which account has which.
import type { Context } from '../context.ts'
import { notePaidMoves } from '../ledger/debits.ts'
import { lockWallet } from '../ledger/ledger.ts'
import {
  findPriceList,
  insertAccountPriceList,
  insertPriceList,
  lastGivenList,
  lockPriceLists,
} from '../ledger/price-lists.ts'
import type { NewPriceList, PriceListRow } from '../ledger/price-lists.ts'
import { newResourceId } from '../model/resource-id.ts'
import { readAccountState } from '../store/account-states.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/** Adds a price list. */
export async function writePriceList(
  context: Context,
  unit: UnitOfWork,
  list: Omit<NewPriceList, 'id'>,
): Promise<PriceListRow> {
  await lockPriceLists(unit.db)
  const row = await insertPriceList(unit.db, { ...list, id: newResourceId(unit.now) }, unit.now)
  await notePaidMoves(unit.db, context.prices.base, unit.now)
  unit.wake('renew-automatically')
  return row
}

/** What is given to whom: the id of a list, or null for none of its own. */
export interface GivenList {
  accountId: string
  listId: string | null
  operatorId: string
}

/**
 * Gives an account a price list from its beginning on, or at once where that is past; returns from when on. The list it was
 * given last already is not given again.
 */
export async function givePriceListTo(
  unit: UnitOfWork,
  { accountId, listId, operatorId }: GivenList,
): Promise<Date | undefined> {
  const { db, now } = unit
  if ((await readAccountState(db, accountId)) === undefined) return undefined
  const list = listId === null ? undefined : await findPriceList(db, listId)
  if (listId !== null && list === undefined) return undefined
  await lockWallet(db, accountId)
  const last = await lastGivenList(db, accountId)
  if ((last?.list_id ?? null) === listId) return last?.starts_at ?? now
  const startsAt = list !== undefined && list.starts_at > now ? list.starts_at : now
  await insertAccountPriceList(db, { accountId, listId, startsAt, createdBy: operatorId }, now)
  const detail = { from: startsAt.toISOString() }
  await unit.noteEvents([{ accountId, resource: { kind: 'account', id: accountId }, kind: 'prices-changed', detail }])
  unit.wake('renew-automatically')
  return startsAt
}
