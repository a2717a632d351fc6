// What must be true of the database and the store after any run, whatever was killed in it: questions in SQL whose answer
// is no row.
import type pg from 'pg'
import type { Context } from '../../src/context.ts'
import { unmatchedDebits } from '../../src/ledger/debits.ts'
import { unbalancedWallets } from '../../src/ledger/ledger.ts'
import { leftoverKeys } from '../../src/store/document-sample.ts'

const resources = `
  select 'mailbox' as kind, id, account_id, version, stato, callback from mailboxes
  union all select 'certified-domain', id, account_id, version, stato, callback from certified_domains
  union all select 'registry-request', id, account_id, version, stato, callback from registry_requests`

/** Each returns the rows that break a rule. */
const broken = {
  'a history with gaps': `
    select r.id from (${resources}) r join history h on h.subject_kind = r.kind and h.subject_id = r.id
    group by r.id, r.version having count(*) <> max(h.sequence) - min(h.sequence) + 1 or max(h.sequence) <> r.version`,
  'a history that does not end in the state': `
    select r.id, r.stato, h.to_state from (${resources}) r
    join history h on h.subject_kind = r.kind and h.subject_id = r.id and h.sequence = r.version
    where h.to_state <> r.stato`,
  'a resource without a history': `
    select r.id from (${resources}) r
    where not exists (select from history h where h.subject_kind = r.kind and h.subject_id = r.id)`,
  // What a customer does to a domain its mailboxes hear of, too.
  'a move nobody asked for without its one callback': `
    select * from (
      select r.id, h.move, count(*) filter (where h.by_whom in ('provider', 'clock')) as least, count(*) as most, (
        select count(*) from callback_deliveries d where d.subject_id = r.id and d.event = h.move) as callbacks
      from (${resources}) r join history h on h.subject_kind = r.kind and h.subject_id = r.id
      where r.callback is not null
        and not exists (select from silenced_callbacks s where s.account_id = r.account_id)
      group by r.id, h.move
    ) as moves where callbacks not between least and most`,
  'a hold without an order': `
    select h.id from ledger_entries h where h.kind = 'hold'
      and not exists (select from ledger_entries e where e.ends_id = h.id)
      and not exists (select from provider_operations o where o.hold_id = h.id and o.state = 'pending')`,
  'an order without a future': `
    select id from provider_operations where state = 'pending' and ask_again_at is null`,
  'a key claimed by nobody': `
    select key from kept_answers k where kind = 'key' and answer is null and not exists (
      select from provider_operations o where o.state = 'pending' and o.account_id = k.owner_id and o.key = k.key)`,
  'a domain with more mailboxes than were bought': `
    select d.id from certified_domains d join mailboxes m on m.account_id = d.account_id and m.dominio = d.dominio
    where d.stato <> 'revocato' and m.stato not in ('registrazione_annullata', 'chiusa')
    group by d.id, d.numero_pec having count(*) > d.numero_pec`,
  'a document of nobody': `
    select object_key from documents d where not exists (
      select from (${resources}) r where r.kind = d.owner_kind and r.id = d.owner_id)`,
  'a name that two have': `
    select dominio from certified_domains where stato <> 'revocato' group by dominio having count(*) > 1`,
} as const

/** Every rule that is broken, with what breaks it; to be expected empty. */
export async function brokenRules(context: Context, pool: pg.Pool): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const [rule, query] of Object.entries(broken)) {
    const { rows } = await pool.query<Record<string, unknown>>(query)
    if (rows.length > 0) found[rule] = rows.slice(0, 5)
  }
  const { kysely } = context.database
  const unbalanced = await unbalancedWallets(kysely)
  if (unbalanced.length > 0) found['a wallet that is not the sum of its entries'] = unbalanced
  const unmatched = await unmatchedDebits(kysely)
  if (unmatched.length > 0) found['a debit without its effect, or the reverse'] = unmatched
  return { ...found, ...(await brokenDocuments(context, pool)) }
}

async function brokenDocuments(context: Context, pool: pg.Pool): Promise<Record<string, unknown>> {
  const stored: string[] = []
  for await (const key of context.objects.list('')) stored.push(key)
  const there = new Set(stored)
  const { rows } = await pool.query<{ object_key: string }>('select object_key from documents')
  const missing = rows.filter(({ object_key: key }) => !there.has(key))
  const left = await leftoverKeys(context.database.kysely, stored)
  return {
    ...(missing.length > 0 && { 'a document without its object': missing.slice(0, 5) }),
    ...(left.length > 0 && { 'an object without its document': left.slice(0, 5) }),
  }
}
