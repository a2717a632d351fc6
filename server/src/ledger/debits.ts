// Matches debits with effects: everything paid for happened once, and everything that costs money was paid once.
import { sql } from 'kysely'
import { boxTypes, isBoxType } from '../model/box-types.ts'
import type { Reader } from '../store/database.ts'
import { rangesOfLists } from './price-lists.ts'
import { isPricedItem, withPrices } from './prices.ts'
import type { PricedItem, Prices } from './prices.ts'

/** The prefix of a debit's cause, and the moves of the subject it names that it may have paid for. */
const paidFor: readonly (readonly [cause: string, kind: string, moves: readonly string[]])[] = [
  ['POST /pec', 'mailbox', ['register']],
  ['rinnovo', 'mailbox', ['renew', 'renewAutomatically']],
  ['modifica', 'mailbox', ['resize']],
  ['trasformazione', 'mailbox', ['upgrade']],
  ['conservazione', 'mailbox', ['preserve']],
  ['multiutenza', 'mailbox', ['addUser']],
  ['POST /dominio', 'certified-domain', ['order']],
  ['rinnovo', 'certified-domain', ['renew']],
  ['POST /comunica_pec', 'registry-request', ['register']],
]

/** A subject whose debits do not match its effects. */
export interface UnmatchedDebits {
  subject: string
  /** The prefixes of the causes. */
  cause: string
  debits: number
  effects: number
}

/** The least and the most each item costs anybody. */
export interface PriceRange {
  least: Prices
  most: Prices
}

/** Moves of a mailbox that are never free, whichever prices within the range apply. */
export function movesThatCost({ least, most }: PriceRange): string[] {
  const ranked = Object.keys(boxTypes).filter(isBoxType)
  const yearly = ranked.map((type) => least[`mailbox ${type}`].cents)
  const upgradable = ranked.filter((type) => boxTypes[type].canUpgrade).map((type) => `mailbox ${type}` as const)
  const isAbove = (item: PricedItem, below: PricedItem | undefined) =>
    below === undefined || least[item].cents > most[below].cents
  const spaces = [least['mailbox space'].cents, least['archive space'].cents, least['preservation space'].cents]
  return [
    ...(Math.min(...yearly) > 0 ? ['register', 'renew', 'renewAutomatically'] : []),
    ...(Math.min(...spaces) > 0 ? ['resize'] : []),
    ...(least['preservation space'].cents > 0 ? ['preserve'] : []),
    ...(least['extra user'].cents > 0 ? ['addUser'] : []),
    ...(upgradable.every((item, at) => isAbove(item, upgradable[at - 1])) ? ['upgrade'] : []),
  ]
}

/** The range of some prices with every list there is, whether it is in force or not. */
export async function priceRange(db: Reader, base: Prices): Promise<PriceRange> {
  const [least, most] = [new Map<PricedItem, number>(), new Map<PricedItem, number>()]
  for (const found of await rangesOfLists(db)) {
    if (!isPricedItem(found.item)) continue
    const { cents } = base[found.item]
    least.set(found.item, Math.min(cents, found.least))
    most.set(found.item, Math.max(cents, found.most))
  }
  return { least: withPrices(base, least), most: withPrices(base, most) }
}

/** Records since when which moves cost something under any prices, unless the latest record already says so. */
export async function notePaidMoves(db: Reader, base: Prices, now: Date): Promise<void> {
  const moves = movesThatCost(await priceRange(db, base))
  await sql`
    insert into paid_moves (since, moves) select ${now}::timestamptz, ${moves}::text[]
    where ${moves}::text[] is distinct from (select moves from paid_moves order by since desc limit 1)
    on conflict (since) do update set moves = excluded.moves`.execute(db)
}

/**
 * Returns subjects with a debit too many, or with an effect that costs something but has no debit; at most 100. The
 * list should be empty. Effects that may be free (a price of 0) need no debit. Open holds are not counted.
 */
export async function unmatchedDebits(db: Reader): Promise<UnmatchedDebits[]> {
  const rows = paidFor.flatMap(([cause, kind, moves]) => moves.map((move) => ({ cause, kind, move })))
  const list = (name: 'cause' | 'kind' | 'move') => rows.map((row) => row[name])
  const found = await sql<UnmatchedDebits>`
    with paid_for as (
      select * from unnest(${list('cause')}::text[], ${list('kind')}::text[], ${list('move')}::text[]) as p (cause, kind, move)
    ), costly as (
      select moves, since, lead(since, 1, 'infinity') over (order by since) as until from paid_moves
    ), effect as (
      select h.subject_id as subject, p.cause, count(*)::int as effects, count(c.since)::int as costly
      from history h join paid_for p on p.kind = h.subject_kind and p.move = h.move
      left join costly c on h.subject_kind = 'mailbox' and h.move = any(c.moves) and h.at >= c.since and h.at < c.until
      group by 1, 2
    ), debit as (
      select subject, cause, count(*)::int as debits from (
        select e.account_id, e.id, found[1] as cause, found[2] as subject
        from ledger_entries e, regexp_match(e.cause, '^(.*?) ([0-9a-f]{24})(?: |$)') as found
        where e.kind = 'capture' and found is not null
      ) c
      where cause in (select cause from paid_for)
        and not exists (select from emptied_accounts a where a.account_id = c.account_id and c.id <= a.last_entry)
      group by 1, 2
    )
    select subject, cause, coalesce(debits, 0) as debits, coalesce(effects, 0) as effects
    from effect full join debit using (subject, cause)
    where coalesce(debits, 0) > coalesce(effects, 0) or coalesce(debits, 0) < coalesce(costly, 0)
    order by subject, cause limit 100`.execute(db)
  return found.rows
}
