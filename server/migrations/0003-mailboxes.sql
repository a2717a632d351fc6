-- User codes: MA and six digits, one number space for mailboxes and their extra users (contract 1.4).
create sequence mailbox_uids minvalue 100000 start 180000;

create table mailboxes (
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  account_id text not null references accounts,
  provider text not null,
  provider_ref text,
  -- raised by every change; a move made on an older reading finds no row
  version integer not null default 1,
  stato text not null check (stato in ('registrata', 'in_evasione', 'documenti_errati', 'evasa', 'revocata', 'chiusa', 'registrazione_annullata')),
  casella_pec text not null check (casella_pec = lower(casella_pec)),
  dominio text not null,
  tipo_casella text not null check (tipo_casella in ('STANDARD', 'BRONZE', 'SILVER', 'GOLD', 'DOMICILIODIGITALE', 'PECMASSIVA')),
  tipo_cliente text not null,
  sottotipo_cliente text not null,
  sottotipo_cliente_altro text not null,
  nome_richiedente text not null,
  cognome_richiedente text not null,
  email text not null,
  telefono text not null,
  cellulare text not null,
  codice_fiscale_richiedente text not null,
  data_nascita_richiedente text not null,
  sesso_richiedente text not null,
  nazione_nascita_richiedente text not null,
  comune_nascita_richiedente text not null,
  provincia_nascita_richiedente text not null,
  denominazione_titolare text not null,
  cf_piva_titolare text not null,
  indirizzo_titolare text not null,
  comune_titolare text not null,
  cap_titolare text not null,
  nazione_titolare text not null,
  provincia_titolare text not null,
  tipo_documento text,
  numero_documento text,
  data_scadenza_documento text,
  documento_rilasciato_da text,
  data_rilascio_documento text,
  -- json, not jsonb: what the customer sent is echoed as it came
  callback json,
  autorinnovo boolean not null,
  cod_attivazione text not null,
  uid text not null default 'MA' || lpad(nextval('mailbox_uids')::text, 6, '0'),
  conservazione boolean not null default false,
  sms boolean not null default false,
  storico boolean not null default false,
  spazio_conservazione integer not null default 0 check (spazio_conservazione >= 0),
  spazio_disco integer not null default 0 check (spazio_disco >= 0),
  spazio_storico integer not null default 0 check (spazio_storico >= 0),
  documenti_attivazione text[],
  documenti_conservazione text[],
  multiutenza json,
  registrazione timestamptz not null,
  ultima_modifica timestamptz not null,
  evasione timestamptz,
  scadenza timestamptz,
  revoca timestamptz,
  -- what we asked the provider, and when to ask again
  submissions integer not null default 0,
  submitted_at timestamptz,
  check_at timestamptz,
  -- the provider's last word on refused documents, for people
  rejection text[]
);
-- An address is never free again for somebody else, unless it never came to life.
create unique index mailboxes_address on mailboxes (casella_pec) where stato <> 'registrazione_annullata';
create index mailboxes_of_account on mailboxes (account_id, id desc);
create index mailboxes_to_check on mailboxes (check_at) where check_at is not null;

create table history (
  subject_kind text not null,
  subject_id text not null,
  sequence integer not null,
  move text not null,
  from_state text,
  to_state text not null,
  by_whom text not null check (by_whom in ('customer', 'provider', 'clock', 'operator')),
  at timestamptz not null,
  reason text,
  primary key (subject_kind, subject_id, sequence)
);
create trigger history_append_only before update on history for each statement execute function refuse_change();
