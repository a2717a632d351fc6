-- Written by server/test/schema.test.ts; the migrations are the authority.

create table accounts (
  api_key_hash bytea not null,
  created_at timestamp with time zone not null,
  email text not null,
  id text not null,
  previous_signing_secret text,
  previous_signing_secret_until timestamp with time zone,
  signing_secret text not null,
  constraint accounts_api_key_hash_key UNIQUE (api_key_hash),
  constraint accounts_email_check CHECK ((email = lower(email))),
  constraint accounts_email_key UNIQUE (email),
  constraint accounts_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint accounts_pkey PRIMARY KEY (id)
);

create table callback_attempts (
  attempt integer not null,
  delivery_id text not null,
  elapsed_ms integer not null,
  outcome text not null,
  started_at timestamp with time zone not null,
  status integer,
  constraint callback_attempts_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES callback_deliveries(id) ON DELETE CASCADE,
  constraint callback_attempts_pkey PRIMARY KEY (delivery_id, attempt)
);

create table callback_deliveries (
  account_id text not null,
  attempts integer not null default 0,
  body text not null,
  content_type text not null,
  created_at timestamp with time zone not null,
  event text not null,
  finished_at timestamp with time zone,
  id text not null,
  next_attempt_at timestamp with time zone,
  scope text not null,
  state text not null,
  subject_id text not null,
  subject_kind text not null,
  url text not null,
  constraint callback_deliveries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint callback_deliveries_check CHECK (((state = 'due'::text) = (next_attempt_at IS NOT NULL))),
  constraint callback_deliveries_pkey PRIMARY KEY (id),
  constraint callback_deliveries_state_check CHECK ((state = ANY (ARRAY['due'::text, 'delivered'::text, 'given_up'::text])))
);
CREATE INDEX callback_deliveries_due ON public.callback_deliveries USING btree (next_attempt_at) WHERE (state = 'due'::text);
CREATE INDEX callback_deliveries_of_account ON public.callback_deliveries USING btree (account_id, id DESC);
CREATE INDEX callback_deliveries_of_subject ON public.callback_deliveries USING btree (subject_id);

create table documents (
  created_at timestamp with time zone not null,
  findings json not null,
  name text not null,
  object_key text not null,
  owner_id text not null,
  owner_kind text not null,
  purpose text not null,
  sha256 text not null,
  size_bytes integer not null,
  submission integer not null,
  constraint documents_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['mailbox'::text, 'request'::text]))),
  constraint documents_owner_kind_owner_id_submission_name_key UNIQUE (owner_kind, owner_id, submission, name),
  constraint documents_pkey PRIMARY KEY (object_key)
);

create table events (
  account_id text not null,
  at timestamp with time zone not null,
  detail json not null,
  id text not null,
  kind text not null,
  subject_id text not null,
  subject_kind text not null,
  constraint events_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint events_pkey PRIMARY KEY (id),
  constraint events_subject_id_kind_at_key UNIQUE (subject_id, kind, at)
);
CREATE INDEX events_of_account ON public.events USING btree (account_id, id DESC);

create table history (
  at timestamp with time zone not null,
  by_whom text not null,
  from_state text,
  move text not null,
  reason text,
  sequence integer not null,
  subject_id text not null,
  subject_kind text not null,
  to_state text not null,
  constraint history_by_whom_check CHECK ((by_whom = ANY (ARRAY['customer'::text, 'provider'::text, 'clock'::text, 'operator'::text]))),
  constraint history_pkey PRIMARY KEY (subject_kind, subject_id, sequence)
);
CREATE TRIGGER history_append_only BEFORE UPDATE ON public.history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table issued_forms (
  form text not null,
  hash text not null,
  issued_at timestamp with time zone not null,
  owner_id text not null,
  version text not null,
  constraint issued_forms_pkey PRIMARY KEY (owner_id, form, version, hash)
);

create table kept_answers (
  account_id text not null,
  answer json not null,
  kept_at timestamp with time zone not null,
  key text not null,
  kind text not null,
  request_hash bytea not null,
  version integer,
  constraint kept_answers_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint kept_answers_kind_check CHECK ((kind = ANY (ARRAY['key'::text, 'renewal'::text]))),
  constraint kept_answers_pkey PRIMARY KEY (account_id, kind, key)
);
CREATE INDEX kept_answers_by_age ON public.kept_answers USING btree (kept_at);

create table ledger_entries (
  account_id text not null,
  amount_cents bigint not null,
  cause text not null,
  created_at timestamp with time zone not null,
  ends_id bigint,
  id bigint not null generated always as identity,
  kind text not null,
  reason text not null default ''::text,
  constraint ledger_entries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint ledger_entries_account_id_kind_cause_key UNIQUE (account_id, kind, cause),
  constraint ledger_entries_amount_cents_check CHECK ((amount_cents > 0)),
  constraint ledger_entries_check CHECK (((kind = ANY (ARRAY['capture'::text, 'release'::text, 'refund'::text])) = (ends_id IS NOT NULL))),
  constraint ledger_entries_kind_check CHECK ((kind = ANY (ARRAY['top-up'::text, 'hold'::text, 'capture'::text, 'release'::text, 'refund'::text]))),
  constraint ledger_entries_pkey PRIMARY KEY (id)
);
CREATE INDEX ledger_of_account ON public.ledger_entries USING btree (account_id, id DESC);
CREATE UNIQUE INDEX ledger_ends_once ON public.ledger_entries USING btree (ends_id) WHERE (ends_id IS NOT NULL);
CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table mailboxes (
  account_id text not null,
  autorinnovo boolean not null,
  callback json,
  cap_titolare text not null,
  casella_pec text not null,
  cellulare text not null,
  cf_piva_titolare text not null,
  check_at timestamp with time zone,
  cod_attivazione text not null,
  codice_fiscale_richiedente text not null,
  cognome_richiedente text not null,
  comune_nascita_richiedente text not null,
  comune_titolare text not null,
  conservazione boolean not null default false,
  data_nascita_richiedente text not null,
  data_rilascio_documento text,
  data_scadenza_documento text,
  denominazione_titolare text not null,
  documenti_attivazione text[],
  documenti_conservazione text[],
  documento_rilasciato_da text,
  dominio text not null,
  email text not null,
  evasione timestamp with time zone,
  id text not null,
  indirizzo_titolare text not null,
  multiutenza json,
  nazione_nascita_richiedente text not null,
  nazione_titolare text not null,
  nome_richiedente text not null,
  numero_documento text,
  provider text not null,
  provider_ref text,
  provincia_nascita_richiedente text not null,
  provincia_titolare text not null,
  registrazione timestamp with time zone not null,
  rejection text[],
  remind_at timestamp with time zone,
  renew_at timestamp with time zone,
  revoca timestamp with time zone,
  scadenza timestamp with time zone,
  sesso_richiedente text not null,
  sms boolean not null default false,
  sottotipo_cliente text not null,
  sottotipo_cliente_altro text not null,
  spazio_conservazione integer not null default 0,
  spazio_disco integer not null default 0,
  spazio_storico integer not null default 0,
  stato text not null,
  storico boolean not null default false,
  submissions integer not null default 0,
  submitted_at timestamp with time zone,
  telefono text not null,
  tipo_casella text not null,
  tipo_cliente text not null,
  tipo_documento text,
  uid text not null default ('MA'::text || lpad((nextval('mailbox_uids'::regclass))::text, 6, '0'::text)),
  ultima_modifica timestamp with time zone not null,
  version integer not null default 1,
  constraint mailboxes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint mailboxes_casella_pec_check CHECK ((casella_pec = lower(casella_pec))),
  constraint mailboxes_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint mailboxes_pkey PRIMARY KEY (id),
  constraint mailboxes_spazio_conservazione_check CHECK ((spazio_conservazione >= 0)),
  constraint mailboxes_spazio_disco_check CHECK ((spazio_disco >= 0)),
  constraint mailboxes_spazio_storico_check CHECK ((spazio_storico >= 0)),
  constraint mailboxes_stato_check CHECK ((stato = ANY (ARRAY['registrata'::text, 'in_evasione'::text, 'documenti_errati'::text, 'evasa'::text, 'revocata'::text, 'chiusa'::text, 'registrazione_annullata'::text]))),
  constraint mailboxes_tipo_casella_check CHECK ((tipo_casella = ANY (ARRAY['STANDARD'::text, 'BRONZE'::text, 'SILVER'::text, 'GOLD'::text, 'DOMICILIODIGITALE'::text, 'PECMASSIVA'::text])))
);
CREATE INDEX mailboxes_by_age ON public.mailboxes USING btree (registrazione) WHERE (stato = ANY (ARRAY['registrata'::text, 'documenti_errati'::text]));
CREATE INDEX mailboxes_by_expiry ON public.mailboxes USING btree (stato, scadenza) WHERE (stato = ANY (ARRAY['evasa'::text, 'revocata'::text]));
CREATE INDEX mailboxes_of_account ON public.mailboxes USING btree (account_id, id DESC);
CREATE INDEX mailboxes_to_check ON public.mailboxes USING btree (check_at) WHERE (check_at IS NOT NULL);
CREATE INDEX mailboxes_to_remind ON public.mailboxes USING btree (remind_at) WHERE (remind_at IS NOT NULL);
CREATE INDEX mailboxes_to_renew ON public.mailboxes USING btree (renew_at) WHERE (renew_at IS NOT NULL);
CREATE UNIQUE INDEX mailboxes_address ON public.mailboxes USING btree (casella_pec) WHERE (stato <> 'registrazione_annullata'::text);

create table product_clock (
  offset_ms bigint not null default 0,
  only_row boolean not null default true,
  constraint product_clock_offset_ms_check CHECK ((offset_ms >= 0)),
  constraint product_clock_only_row_check CHECK (only_row),
  constraint product_clock_pkey PRIMARY KEY (only_row)
);

create table silenced_callbacks (
  account_id text not null,
  silenced_at timestamp with time zone not null,
  url text not null,
  constraint silenced_callbacks_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint silenced_callbacks_pkey PRIMARY KEY (account_id, url)
);

create table tokens (
  account_id text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  id text not null,
  name text not null default ''::text,
  revoked_at timestamp with time zone,
  role text not null,
  scopes text[] not null,
  token_hash bytea not null,
  constraint tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint tokens_check CHECK (((role = 'operator'::text) = (account_id IS NULL))),
  constraint tokens_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint tokens_pkey PRIMARY KEY (id),
  constraint tokens_role_check CHECK ((role = ANY (ARRAY['customer'::text, 'operator'::text]))),
  constraint tokens_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX tokens_of_account ON public.tokens USING btree (account_id, created_at DESC);

create table wallets (
  account_id text not null,
  balance_cents bigint not null default 0,
  held_cents bigint not null default 0,
  constraint wallets_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint wallets_check CHECK ((balance_cents >= held_cents)),
  constraint wallets_held_cents_check CHECK ((held_cents >= 0)),
  constraint wallets_pkey PRIMARY KEY (account_id)
);
