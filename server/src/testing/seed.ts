// Inserts many mailboxes with their debits directly into the tables, for tests of scale.
import { sql } from 'kysely'
import type { Context } from '../context.ts'

/** Rows a statement, which may not take longer than any other of a server. */
const AT_ONCE = 50_000

/** Inserts working mailboxes of one account that expire over `spreadDays` from `firstExpiry`, some with autorinnovo. */
export async function seedMailboxes(
  context: Context,
  wanted: { accountId: string; count: number; firstExpiry: Date; spreadDays: number; autorinnovoEvery?: number },
): Promise<void> {
  const { accountId, count, firstExpiry, spreadDays, autorinnovoEvery = 2 } = wanted
  const expiry = sql`${firstExpiry}::timestamptz + make_interval(secs => (n::numeric * ${spreadDays * 86_400} / ${count})::int)`
  const { kysely } = context.database
  for (let first = 1; first <= count; first += AT_ONCE) {
    const last = Math.min(first + AT_ONCE - 1, count)
    await kysely.transaction().execute(async (tx) => {
      await sql`
    insert into mailboxes (id, account_id, provider, stato, casella_pec, dominio, tipo_casella, tipo_cliente,
      sottotipo_cliente, sottotipo_cliente_altro, nome_richiedente, cognome_richiedente, email, telefono, cellulare,
      codice_fiscale_richiedente, data_nascita_richiedente, sesso_richiedente, nazione_nascita_richiedente,
      comune_nascita_richiedente, provincia_nascita_richiedente, denominazione_titolare, cf_piva_titolare,
      indirizzo_titolare, comune_titolare, cap_titolare, nazione_titolare, provincia_titolare, autorinnovo,
      cod_attivazione, sms, storico, spazio_disco, spazio_storico, registrazione, ultima_modifica, evasione, scadenza,
      renew_at, remind_at, place)
    select lpad(to_hex(extract(epoch from e - interval '365 days')::bigint), 8, '0') || lpad(to_hex(n), 8, '0')
        || substr(md5(${accountId} || n), 1, 8),
      ${accountId}, ${context.providers.fallback.manifest.name}, 'evasa',
      'casella' || n || '.' || ${accountId} || '@testcert.legalmail.it', 'testcert.legalmail.it', 'STANDARD', 'PV', '', '',
      'mario', 'rossi', 'mario@example.com', '0612345678', '', 'RSSMRA80A01H501U', '01/01/1980', 'M', 'IT', 'roma', 'RM',
      '', '', 'via verdi 20', 'roma', '00142', 'IT', 'RM', n % ${autorinnovoEvery} = 0, '10000000', true, true, 2048, 1024,
      e - interval '365 days', e - interval '365 days', e - interval '365 days', e,
      case when n % ${autorinnovoEvery} = 0 then e - interval '1 day' end, e - interval '60 days',
      n - ${first - 1} + coalesce((select length from list_lengths where account_id = ${accountId} and list = 'mailboxes'), 0)
    from (select n, date_trunc('second', ${expiry}) as e from generate_series(${first}::int, ${last}::int) n) s`.execute(
        tx,
      )
      await sql`
    insert into list_lengths as l (account_id, list, length) values (${accountId}, 'mailboxes', ${last - first + 1})
    on conflict (account_id, list) do update set length = l.length + ${last - first + 1}`.execute(tx)
    })
  }
  await sql`analyze mailboxes`.execute(kysely)
}
