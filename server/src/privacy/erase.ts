// Mailboxes and requests to the Business Register that have ended lose what tells of people. What happened to them, and
// what was paid, stays.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Context } from '../context.ts'
import type { Writer } from '../store/database.ts'
import { andOf } from '../store/population.ts'
import type { Population } from '../store/population.ts'

/** A kind of resource that tells of people. */
export interface PersonalKind {
  kind: 'mailbox' | 'registry-request'
  table: 'mailboxes' | 'registry_requests'
  /** The column with its last change, which of an ended one is its end. */
  endedAt: 'ultima_modifica' | 'timestamp'
  /** The states in which it has ended. */
  ended: readonly string[]
  /** What is written in the place of people's data. */
  without: RawBuilder<unknown>
}

const emptied = (columns: string) => columns.split(' ').map((column) => sql`${sql.ref(column)} = ''`)
const gone = (columns: string) => columns.split(' ').map((column) => sql`${sql.ref(column)} = null`)

export const personalKinds = {
  mailbox: {
    kind: 'mailbox',
    table: 'mailboxes',
    endedAt: 'ultima_modifica',
    ended: ['chiusa', 'registrazione_annullata'],
    without: sql.join([
      ...emptied(
        'cap_titolare cellulare cf_piva_titolare cod_attivazione codice_fiscale_richiedente cognome_richiedente comune_nascita_richiedente comune_titolare data_nascita_richiedente denominazione_titolare email indirizzo_titolare nazione_nascita_richiedente nazione_titolare nome_richiedente provincia_nascita_richiedente provincia_titolare sesso_richiedente sottotipo_cliente_altro telefono',
      ),
      ...gone(
        'callback data_rilascio_documento data_scadenza_documento documenti_attivazione documenti_conservazione documento_rilasciato_da multiutenza numero_documento rejection tipo_documento',
      ),
      // A certified address is never given to somebody else, so one that was in use stays known.
      sql`casella_pec = case when stato = 'chiusa' then casella_pec else 'cancellata-' || id || '@' || dominio end`,
    ]),
  },
  'registry-request': {
    kind: 'registry-request',
    table: 'registry_requests',
    endedAt: 'timestamp',
    ended: ['comunicazione_evasa'],
    without: sql.join([
      ...emptied('casella_pec cellulare cf cf_piva cognome comune email nome provincia ragione_sociale'),
      ...gone('attorney callback rejection'),
      sql`documenti_registro_imprese = '{}'`,
    ]),
  },
} as const satisfies Record<string, PersonalKind>

/** Nothing of it is under way: no order at a provider, no task, no callback to be delivered. */
const isIdle = (id: RawBuilder<unknown>) => sql`
  not exists (select from provider_operations o where o.subject_id = ${id} and o.state = 'pending')
  and not exists (select from tasks t where t.resource_id = ${id} and t.state = 'open')
  and not exists (select from callback_deliveries d where d.subject_id = ${id} and d.state = 'due')`

/** Whether a row of the kind has ended, with nothing under way. */
export const hasEnded = ({ ended }: PersonalKind): RawBuilder<boolean> =>
  sql<boolean>`(stato = any(${[...ended]}::text[]) and ${isIdle(sql.ref('id'))})`

/** When the oldest of the kind that ended in that state did so, of those whose data are still there. */
export async function oldestEnded(
  db: Writer | Context['database']['kysely'],
  { table, endedAt }: PersonalKind,
  state: string,
  whose: Population,
): Promise<Date | undefined> {
  const found = await sql<{ at: Date }>`
    select ${sql.ref(endedAt)} as at from ${sql.table(table)}
    where stato = ${sql.lit(state)} and erased_at is null ${andOf(whose)} and ${isIdle(sql.ref('id'))}
    order by ${sql.ref(endedAt)} limit 1`.execute(db)
  return found.rows[0]?.at
}

/** Locks some that ended in that state by a moment, those that nobody else holds; returns their ids. */
export async function lockEnded(
  tx: Writer,
  { table, endedAt }: PersonalKind,
  { state, whose, before, most }: { state: string; whose: Population; before: Date; most: number },
): Promise<string[]> {
  const found = await sql<{ id: string }>`
    select id from ${sql.table(table)}
    where stato = ${sql.lit(state)} and erased_at is null ${andOf(whose)} and ${isIdle(sql.ref('id'))}
      and ${sql.ref(endedAt)} <= ${before}
    order by ${sql.ref(endedAt)} limit ${most} for update skip locked`.execute(tx)
  return found.rows.map(({ id }) => id)
}

/**
 * Erases what the rows of locked resources say of people, and the documents' rows. The objects are discarded by
 * `discardObjects`, once this has been committed. Returns how many documents there were.
 */
export async function eraseRows(
  tx: Writer,
  { kind, table, without }: PersonalKind,
  ids: readonly string[],
  now: Date,
): Promise<number> {
  const these = sql`any(${[...ids]}::text[])`
  await sql`
    update ${sql.table(table)} set ${without}, version = version + 1, erased_at = ${now} where id = ${these}`.execute(
    tx,
  )
  const documents = await sql`delete from documents where owner_kind = ${kind} and owner_id = ${these}`.execute(tx)
  await sql`delete from issued_forms where owner_id = ${these}`.execute(tx)
  await sql`delete from issued_form_files where owner_id = ${these}`.execute(tx)
  await sql`delete from signature_checks where request_id = ${these}`.execute(tx)
  await sql`delete from provider_differences where resource_id = ${these}`.execute(tx)
  await sql`delete from callback_deliveries where subject_id = ${these}`.execute(tx)
  await sql`update events set detail = '{}' where subject_id = ${these}`.execute(tx)
  // Of a sandbox: states that were kept, and answers and callbacks that tell of it.
  await sql`
    delete from sandbox_snapshots where id in (
      select snapshot_id from sandbox_snapshot_rows
      where source = ${table} and content ->> 'id' = ${these}
    )`.execute(tx)
  await sql`
    delete from kept_answers k using ${sql.table(table)} r
    where r.id = ${these} and k.owner_id = r.account_id and k.answer -> 'data' ->> 'id' = r.id`.execute(tx)
  await sql`
    delete from sandbox_inbox i using ${sql.table(table)} r
    where r.id = ${these} and i.account_id = r.account_id and position(r.id in i.body) > 0`.execute(tx)
  return Number(documents.numAffectedRows ?? 0n)
}

/** Discards all that is stored for resources whose rows were erased. What fails now is swept within a week. */
export async function discardObjects(context: Context, { kind }: PersonalKind, ids: readonly string[]): Promise<void> {
  for (const id of ids)
    await context.vault
      .discardAllOf({ kind, id })
      .catch((error: unknown) => context.log.warn({ err: error, id }, 'documents left'))
}
