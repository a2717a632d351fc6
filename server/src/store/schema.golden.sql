-- Written by server/test/schema.test.ts; the migrations are the authority.

create table account_clocks (
  account_id text not null,
  lead_ms bigint not null,
  constraint account_clocks_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint account_clocks_lead_ms_check CHECK ((lead_ms > 0)),
  constraint account_clocks_pkey PRIMARY KEY (account_id)
);

create table account_price_lists (
  account_id text not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  list_id text,
  place bigint not null generated always as identity,
  starts_at timestamp with time zone not null,
  constraint account_price_lists_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint account_price_lists_created_by_fkey FOREIGN KEY (created_by) REFERENCES operators(id),
  constraint account_price_lists_list_id_fkey FOREIGN KEY (list_id) REFERENCES price_lists(id),
  constraint account_price_lists_pkey PRIMARY KEY (place)
);
CREATE INDEX account_price_lists_of ON public.account_price_lists USING btree (account_id, place DESC);
CREATE TRIGGER account_price_lists_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.account_price_lists FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table accounts (
  created_at timestamp with time zone not null,
  email text not null,
  id text not null,
  previous_signing_secret text,
  previous_signing_secret_until timestamp with time zone,
  signing_secret text not null,
  state text not null default 'active'::text,
  version integer not null default 0,
  constraint accounts_email_check CHECK ((email = lower(email))),
  constraint accounts_email_key UNIQUE (email),
  constraint accounts_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts_state_check CHECK ((state = ANY (ARRAY['active'::text, 'suspended'::text, 'closed'::text])))
);
CREATE INDEX accounts_by_email ON public.accounts USING btree (email text_pattern_ops);

create table api_keys (
  account_id text not null,
  allowed_ips text[] not null default '{}'::text[],
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  id text not null,
  key_hash bytea not null,
  label text not null default ''::text,
  last_used_at timestamp with time zone,
  place bigint not null generated always as identity,
  constraint api_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint api_keys_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint api_keys_key_hash_key UNIQUE (key_hash),
  constraint api_keys_pkey PRIMARY KEY (id)
);
CREATE INDEX api_keys_of_account ON public.api_keys USING btree (account_id, place DESC);

create table audit_head (
  hash bytea not null,
  number bigint not null,
  only_row boolean not null default true,
  constraint audit_head_only_row_check CHECK (only_row),
  constraint audit_head_pkey PRIMARY KEY (only_row)
);

create table bulk_rows (
  bulk_id text not null,
  error double precision,
  key text,
  members text,
  message text,
  number integer not null,
  price_cents bigint,
  replayed boolean not null default false,
  resource_id text,
  same_as integer,
  state text not null default 'waiting'::text,
  status smallint,
  tries integer not null default 0,
  constraint bulk_rows_bulk_id_fkey FOREIGN KEY (bulk_id) REFERENCES bulks(id) ON DELETE CASCADE,
  constraint bulk_rows_check CHECK (((state = 'waiting'::text) = (members IS NOT NULL))),
  constraint bulk_rows_pkey PRIMARY KEY (bulk_id, number),
  constraint bulk_rows_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'succeeded'::text, 'refused'::text, 'canceled'::text])))
);
CREATE INDEX bulk_rows_waiting ON public.bulk_rows USING btree (bulk_id, tries, number) WHERE (state = 'waiting'::text);

create table bulks (
  account_id text not null,
  cancel_asked_at timestamp with time zone,
  canceled integer not null default 0,
  claimed_until timestamp with time zone,
  created_at timestamp with time zone not null,
  dry_run boolean not null,
  ended_at timestamp with time zone,
  file_hash text not null,
  id text not null,
  operation text not null,
  place bigint not null generated always as identity,
  price_cents bigint not null default 0,
  refused integer not null default 0,
  rows integer not null,
  succeeded integer not null default 0,
  token_id text not null,
  worked_at timestamp with time zone,
  constraint bulks_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint bulks_check CHECK ((((succeeded + refused) + canceled) <= rows)),
  constraint bulks_check1 CHECK (((ended_at IS NOT NULL) = (((succeeded + refused) + canceled) = rows))),
  constraint bulks_pkey PRIMARY KEY (id),
  constraint bulks_token_id_fkey FOREIGN KEY (token_id) REFERENCES tokens(id)
);
CREATE INDEX bulks_ended ON public.bulks USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX bulks_of_account ON public.bulks USING btree (account_id, created_at DESC, place DESC);
CREATE INDEX bulks_under_way ON public.bulks USING btree (created_at) WHERE (ended_at IS NULL);

create table callback_attempts (
  attempt integer not null,
  delivery_id text not null,
  elapsed_ms integer not null,
  outcome text not null,
  reply text,
  started_at timestamp with time zone not null,
  status integer,
  constraint callback_attempts_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES callback_deliveries(id) ON DELETE CASCADE,
  constraint callback_attempts_pkey PRIMARY KEY (delivery_id, attempt)
);

create table callback_deliveries (
  account_id text not null,
  attempts integer not null default 0,
  body text not null,
  claimed_until timestamp with time zone,
  content_type text not null,
  created_at timestamp with time zone not null,
  event text not null,
  finished_at timestamp with time zone,
  id text not null,
  next_attempt_at timestamp with time zone,
  origin text not null,
  place bigint not null generated always as identity,
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
CREATE INDEX callback_deliveries_due_by_origin ON public.callback_deliveries USING btree (origin, next_attempt_at) WHERE (state = 'due'::text);
CREATE INDEX callback_deliveries_finished ON public.callback_deliveries USING btree (finished_at) WHERE (finished_at IS NOT NULL);
CREATE INDEX callback_deliveries_given_up ON public.callback_deliveries USING btree (account_id, id) WHERE (state = 'given_up'::text);
CREATE INDEX callback_deliveries_of_account ON public.callback_deliveries USING btree (account_id, created_at DESC, place DESC);
CREATE INDEX callback_deliveries_of_scope ON public.callback_deliveries USING btree (account_id, scope, created_at DESC, place DESC);
CREATE INDEX callback_deliveries_of_subject ON public.callback_deliveries USING btree (subject_id);

create table certified_domains (
  account_id text not null,
  anni integer not null,
  autorinnovo boolean not null default false,
  broken_since timestamp with time zone,
  callback json,
  certif text not null,
  certificazione timestamp with time zone,
  check_at timestamp with time zone,
  compared_at timestamp with time zone,
  config text not null,
  dns text not null,
  dominio text not null,
  fornitore text not null,
  id text not null,
  id_ordine text not null,
  numero_pec integer not null,
  overdue_noted_for timestamp with time zone,
  place bigint not null generated always as identity,
  provider text not null,
  provider_ref text,
  registrazione timestamp with time zone not null,
  remind_at timestamp with time zone,
  revoca timestamp with time zone,
  scadenza timestamp with time zone not null,
  stato text not null,
  stato_fornitore text not null,
  suspended_at timestamp with time zone,
  tipo_dominio text not null,
  ultima_modifica timestamp with time zone not null,
  version integer not null default 1,
  constraint certified_domains_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint certified_domains_anni_check CHECK (((anni >= 1) AND (anni <= 10))),
  constraint certified_domains_certif_check CHECK ((certif = ANY (ARRAY['OK'::text, 'KO'::text, 'MISSING'::text]))),
  constraint certified_domains_config_check CHECK ((config = ANY (ARRAY['OK'::text, 'KO'::text, 'MISSING'::text]))),
  constraint certified_domains_dns_check CHECK ((dns = ANY (ARRAY['OK'::text, 'KO'::text, 'MISSING'::text]))),
  constraint certified_domains_dominio_check CHECK ((dominio = lower(dominio))),
  constraint certified_domains_fornitore_check CHECK ((fornitore = ANY (ARRAY['infocert'::text, 'namirial'::text]))),
  constraint certified_domains_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint certified_domains_id_ordine_check CHECK ((id_ordine ~ '^[0-9a-f]{6}$'::text)),
  constraint certified_domains_numero_pec_check CHECK ((numero_pec >= 1)),
  constraint certified_domains_pkey PRIMARY KEY (id),
  constraint certified_domains_stato_check CHECK ((stato = ANY (ARRAY['registrato'::text, 'evaso'::text, 'revocato'::text]))),
  constraint certified_domains_stato_fornitore_check CHECK ((stato_fornitore = ANY (ARRAY['OK'::text, 'KO'::text, 'MISSING'::text]))),
  constraint certified_domains_tipo_dominio_check CHECK ((tipo_dominio = ANY (ARRAY['interno'::text, 'esterno'::text])))
);
CREATE INDEX certified_domains_broken ON public.certified_domains USING btree (broken_since, id) WHERE (broken_since IS NOT NULL);
CREATE INDEX certified_domains_by_expiry ON public.certified_domains USING btree (scadenza) WHERE (stato <> 'revocato'::text);
CREATE INDEX certified_domains_by_name ON public.certified_domains USING btree (account_id, dominio text_pattern_ops, id);
CREATE INDEX certified_domains_expiring ON public.certified_domains USING btree (account_id, scadenza, id) WHERE (stato = 'evaso'::text);
CREATE INDEX certified_domains_in_review ON public.certified_domains USING btree (registrazione, id) WHERE (stato = 'registrato'::text);
CREATE INDEX certified_domains_of_account ON public.certified_domains USING btree (account_id, registrazione DESC, place DESC);
CREATE INDEX certified_domains_of_provider_ref ON public.certified_domains USING btree (provider_ref, provider);
CREATE INDEX certified_domains_review_to_note ON public.certified_domains USING btree (provider, registrazione) WHERE ((stato = 'registrato'::text) AND (overdue_noted_for IS DISTINCT FROM registrazione));
CREATE INDEX certified_domains_to_compare ON public.certified_domains USING btree (provider, compared_at NULLS FIRST) WHERE (provider_ref IS NOT NULL);
CREATE INDEX certified_domains_to_follow ON public.certified_domains USING btree (provider, check_at) WHERE (check_at IS NOT NULL);
CREATE INDEX certified_domains_to_remind ON public.certified_domains USING btree (remind_at) WHERE (remind_at IS NOT NULL);
CREATE UNIQUE INDEX certified_domains_name ON public.certified_domains USING btree (dominio) WHERE (stato <> 'revocato'::text);

create table credits (
  account_id text not null,
  amount_cents bigint not null,
  asked_at timestamp with time zone not null,
  asked_by text not null,
  decided_at timestamp with time zone,
  decided_by text,
  decision_reason text not null default ''::text,
  expires_at timestamp with time zone not null,
  id text not null,
  reason text not null,
  state text not null default 'waiting'::text,
  constraint credits_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint credits_amount_cents_check CHECK ((amount_cents > 0)),
  constraint credits_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES operators(id),
  constraint credits_check CHECK ((((state = 'waiting'::text) = (decided_at IS NULL)) AND ((decided_at IS NULL) = (decided_by IS NULL)))),
  constraint credits_check1 CHECK (((state <> 'confirmed'::text) OR (decided_by <> asked_by))),
  constraint credits_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES operators(id),
  constraint credits_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint credits_pkey PRIMARY KEY (id),
  constraint credits_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'confirmed'::text, 'rejected'::text])))
);
CREATE INDEX credits_by_state ON public.credits USING btree (state, asked_at DESC, id DESC);

create table deletions (
  day date not null,
  deleted bigint not null,
  kind text not null,
  constraint deletions_pkey PRIMARY KEY (kind, day)
);

create table documents (
  created_at timestamp with time zone not null,
  findings json not null,
  key_id text,
  name text not null,
  object_key text not null,
  owner_id text not null,
  owner_kind text not null,
  purpose text not null,
  sha256 text not null,
  size_bytes integer not null,
  submission integer not null,
  constraint documents_key_id_check CHECK ((key_id ~ '^[0-9a-f]{8}$'::text)),
  constraint documents_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['mailbox'::text, 'certified-domain'::text, 'registry-request'::text]))),
  constraint documents_owner_kind_owner_id_submission_name_key UNIQUE (owner_kind, owner_id, submission, name),
  constraint documents_pkey PRIMARY KEY (object_key)
);

create table domain_checks (
  checked_at timestamp with time zone not null,
  detail json not null,
  domain_id text not null,
  name text not null,
  verdict text not null,
  constraint domain_checks_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES certified_domains(id) ON DELETE CASCADE,
  constraint domain_checks_pkey PRIMARY KEY (domain_id, name),
  constraint domain_checks_verdict_check CHECK ((verdict = ANY (ARRAY['OK'::text, 'KO'::text, 'UNKNOWN'::text])))
);

create table emptied_accounts (
  account_id text not null,
  last_entry bigint not null,
  constraint emptied_accounts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint emptied_accounts_pkey PRIMARY KEY (account_id)
);

create table events (
  account_id text not null,
  at timestamp with time zone not null,
  author json,
  detail json not null,
  id text not null,
  kind text not null,
  place bigint not null generated always as identity,
  subject_id text not null,
  subject_kind text not null,
  constraint events_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint events_pkey PRIMARY KEY (id),
  constraint events_subject_id_kind_at_key UNIQUE (subject_id, kind, at)
);
CREATE INDEX events_of_account ON public.events USING btree (account_id, at DESC, place DESC);
CREATE TRIGGER events_to_feed AFTER INSERT ON public.events REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION feed_events();

create table feed (
  account_id text not null,
  at timestamp with time zone not null,
  entry_id bigint,
  event_id text,
  kept_from timestamp with time zone not null,
  number bigint not null,
  sequence integer,
  subject_id text,
  subject_kind text,
  constraint feed_check CHECK ((num_nonnulls(sequence, entry_id, event_id) = 1)),
  constraint feed_pkey PRIMARY KEY (account_id, number)
);
CREATE INDEX feed_by_age ON public.feed USING btree (kept_from, account_id, number);
CREATE INDEX feed_of_subject ON public.feed USING btree (account_id, subject_id, number) WHERE (subject_id IS NOT NULL);

create table feed_drafts (
  account_id text not null,
  at timestamp with time zone not null,
  entry_id bigint,
  event_id text,
  leads boolean not null,
  place bigint not null default nextval('feed_draft_places'::regclass),
  sequence integer,
  subject_id text,
  subject_kind text,
  written_by bigint not null default txid_current(),
  constraint feed_drafts_numbered TRIGGER DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX feed_drafts_of_transaction ON public.feed_drafts USING btree (written_by);
CREATE CONSTRAINT TRIGGER feed_drafts_numbered AFTER INSERT ON public.feed_drafts DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.leads) EXECUTE FUNCTION number_feed();

create table feed_heads (
  account_id text not null,
  last_at timestamp with time zone not null,
  last_number bigint not null,
  constraint feed_heads_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint feed_heads_pkey PRIMARY KEY (account_id)
);

create table history (
  at timestamp with time zone not null,
  author json,
  by_whom text not null,
  from_state text,
  move text not null,
  reason text,
  reason_codes text[],
  sequence integer not null,
  subject_id text not null,
  subject_kind text not null,
  to_state text not null,
  constraint history_by_whom_check CHECK ((by_whom = ANY (ARRAY['customer'::text, 'provider'::text, 'clock'::text, 'operator'::text]))),
  constraint history_pkey PRIMARY KEY (subject_kind, subject_id, sequence)
);
CREATE TRIGGER history_append_only BEFORE UPDATE ON public.history FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER history_to_feed AFTER INSERT ON public.history REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION feed_history();

create table installation (
  created_at timestamp with time zone not null,
  key_marker text not null,
  mode text not null,
  only_row boolean not null default true,
  person_key text,
  replaced_keys text[] not null default '{}'::text[],
  constraint installation_mode_check CHECK ((mode = ANY (ARRAY['sandbox'::text, 'production'::text]))),
  constraint installation_only_row_check CHECK (only_row),
  constraint installation_pkey PRIMARY KEY (only_row)
);

create table issued_form_files (
  form text not null,
  issued_at timestamp with time zone not null,
  owner_id text not null,
  sha256 text not null,
  size_bytes integer not null,
  constraint issued_form_files_pkey PRIMARY KEY (owner_id, sha256)
);

create table issued_forms (
  form text not null,
  hash text not null,
  issued_at timestamp with time zone not null,
  owner_id text not null,
  version text not null,
  constraint issued_forms_pkey PRIMARY KEY (owner_id, form, version, hash)
);

create table kept_answers (
  answer json,
  claimed_at timestamp with time zone,
  kept_at timestamp with time zone not null,
  key text not null,
  kind text not null,
  owner_id text not null,
  request_hash bytea not null,
  version integer,
  constraint kept_answers_kind_check CHECK ((kind = ANY (ARRAY['key'::text, 'renewal'::text]))),
  constraint kept_answers_pkey PRIMARY KEY (owner_id, kind, key)
);
CREATE INDEX kept_answers_by_age ON public.kept_answers USING btree (kept_at);

create table key_holders (
  keys text[] not null,
  process text not null,
  sealing text not null,
  seen_at timestamp with time zone not null,
  constraint key_holders_pkey PRIMARY KEY (process)
);

create table ledger_entries (
  account_id text not null,
  amount_cents bigint not null,
  author json,
  cause text not null,
  created_at timestamp with time zone not null,
  ends_id bigint,
  era integer not null default 0,
  id bigint not null generated always as identity,
  kind text not null,
  reason text not null default ''::text,
  constraint ledger_entries_account_id_era_kind_cause_key UNIQUE (account_id, era, kind, cause),
  constraint ledger_entries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint ledger_entries_amount_cents_check CHECK ((amount_cents > 0)),
  constraint ledger_entries_check CHECK (((kind = ANY (ARRAY['capture'::text, 'release'::text, 'refund'::text])) = (ends_id IS NOT NULL))),
  constraint ledger_entries_kind_check CHECK ((kind = ANY (ARRAY['top-up'::text, 'hold'::text, 'capture'::text, 'release'::text, 'refund'::text]))),
  constraint ledger_entries_pkey PRIMARY KEY (id)
);
CREATE INDEX ledger_of_account ON public.ledger_entries USING btree (account_id, id DESC);
CREATE INDEX ledger_of_days ON public.ledger_entries USING btree (account_id, created_at DESC, id DESC) WHERE (kind = ANY (ARRAY['top-up'::text, 'capture'::text, 'refund'::text]));
CREATE INDEX ledger_of_rises ON public.ledger_entries USING btree (account_id, created_at) WHERE (kind = ANY (ARRAY['top-up'::text, 'refund'::text, 'release'::text]));
CREATE UNIQUE INDEX ledger_ends_once ON public.ledger_entries USING btree (ends_id) WHERE (ends_id IS NOT NULL);
CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_entries_take_era BEFORE INSERT ON public.ledger_entries FOR EACH ROW EXECUTE FUNCTION take_era();
CREATE TRIGGER ledger_entries_to_feed AFTER INSERT ON public.ledger_entries REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION feed_ledger();

create table list_lengths (
  account_id text not null,
  length integer not null,
  list text not null,
  constraint list_lengths_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint list_lengths_pkey PRIMARY KEY (account_id, list)
);

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
  compared_at timestamp with time zone,
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
  erased_at timestamp with time zone,
  evasione timestamp with time zone,
  id text not null,
  indirizzo_titolare text not null,
  multiutenza json,
  nazione_nascita_richiedente text not null,
  nazione_titolare text not null,
  nome_richiedente text not null,
  numero_documento text,
  overdue_noted_for timestamp with time zone,
  place integer not null,
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
CREATE INDEX mailboxes_awaiting_credit ON public.mailboxes USING btree (account_id, tipo_casella, renew_at) WHERE ((renew_at IS NOT NULL) AND (stato = 'revocata'::text));
CREATE INDEX mailboxes_by_address ON public.mailboxes USING btree (account_id, casella_pec text_pattern_ops, id);
CREATE INDEX mailboxes_by_age ON public.mailboxes USING btree (registrazione) WHERE (stato = ANY (ARRAY['registrata'::text, 'documenti_errati'::text]));
CREATE INDEX mailboxes_by_expiry ON public.mailboxes USING btree (stato, scadenza) WHERE (stato = ANY (ARRAY['evasa'::text, 'revocata'::text]));
CREATE INDEX mailboxes_by_holder ON public.mailboxes USING btree (account_id, lower(denominazione_titolare) text_pattern_ops, id) WHERE (denominazione_titolare <> ''::text);
CREATE INDEX mailboxes_by_state ON public.mailboxes USING btree (account_id, stato, place);
CREATE INDEX mailboxes_by_surname ON public.mailboxes USING btree (account_id, lower(cognome_richiedente) text_pattern_ops, id) WHERE (denominazione_titolare = ''::text);
CREATE INDEX mailboxes_by_words ON public.mailboxes USING gin (mailbox_words(account_id, casella_pec, denominazione_titolare, nome_richiedente, cognome_richiedente));
CREATE INDEX mailboxes_expiring_by_state ON public.mailboxes USING btree (account_id, stato, scadenza, id) WHERE (scadenza IS NOT NULL);
CREATE INDEX mailboxes_in_review ON public.mailboxes USING btree (submitted_at, id) WHERE (stato = 'in_evasione'::text);
CREATE INDEX mailboxes_of_domain ON public.mailboxes USING btree (dominio, id);
CREATE INDEX mailboxes_of_provider_ref ON public.mailboxes USING btree (provider_ref, provider);
CREATE INDEX mailboxes_review_to_note ON public.mailboxes USING btree (provider, submitted_at) WHERE ((stato = 'in_evasione'::text) AND (overdue_noted_for IS DISTINCT FROM submitted_at));
CREATE INDEX mailboxes_to_compare ON public.mailboxes USING btree (provider, compared_at NULLS FIRST) WHERE (provider_ref IS NOT NULL);
CREATE INDEX mailboxes_to_erase ON public.mailboxes USING btree (stato, ultima_modifica) WHERE ((stato = ANY (ARRAY['chiusa'::text, 'registrazione_annullata'::text])) AND (erased_at IS NULL));
CREATE INDEX mailboxes_to_follow ON public.mailboxes USING btree (provider, check_at) WHERE (check_at IS NOT NULL);
CREATE INDEX mailboxes_to_remind ON public.mailboxes USING btree (remind_at) WHERE (remind_at IS NOT NULL);
CREATE INDEX mailboxes_to_renew ON public.mailboxes USING btree (renew_at) WHERE ((renew_at IS NOT NULL) AND (stato = 'evasa'::text));
CREATE UNIQUE INDEX mailboxes_address ON public.mailboxes USING btree (casella_pec) WHERE (stato <> 'registrazione_annullata'::text);
CREATE UNIQUE INDEX mailboxes_in_order ON public.mailboxes USING btree (account_id, place);
CREATE TRIGGER mailboxes_take_place BEFORE INSERT ON public.mailboxes FOR EACH ROW WHEN ((new.place IS NULL)) EXECUTE FUNCTION take_place();

create table members (
  account_id text not null,
  created_at timestamp with time zone not null,
  email text not null,
  id text not null,
  invitation_ends_at timestamp with time zone,
  invitation_hash bytea,
  joined_at timestamp with time zone,
  name text not null default ''::text,
  password_hash text,
  password_set_at timestamp with time zone,
  place bigint not null generated always as identity,
  recovery_hashes bytea[] not null default '{}'::bytea[],
  removed_at timestamp with time zone,
  reset_ends_at timestamp with time zone,
  reset_hash bytea,
  role text not null,
  state text not null,
  totp_confirmed_at timestamp with time zone,
  totp_last_step bigint,
  totp_secret text,
  constraint members_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint members_account_id_id_key UNIQUE (account_id, id),
  constraint members_check CHECK (((state = 'invited'::text) = (invitation_hash IS NOT NULL))),
  constraint members_check1 CHECK (((state = 'invited'::text) = (invitation_ends_at IS NOT NULL))),
  constraint members_check2 CHECK (((state = 'removed'::text) = (removed_at IS NOT NULL))),
  constraint members_check3 CHECK (((password_hash IS NULL) = (password_set_at IS NULL))),
  constraint members_check4 CHECK (((totp_secret IS NOT NULL) OR (totp_confirmed_at IS NULL))),
  constraint members_check5 CHECK (((reset_hash IS NULL) = (reset_ends_at IS NULL))),
  constraint members_check6 CHECK (((reset_hash IS NULL) OR (state = 'active'::text))),
  constraint members_email_check CHECK ((email = lower(email))),
  constraint members_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint members_invitation_hash_key UNIQUE (invitation_hash),
  constraint members_pkey PRIMARY KEY (id),
  constraint members_reset_hash_key UNIQUE (reset_hash),
  constraint members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'developer'::text, 'accountant'::text, 'read-only'::text]))),
  constraint members_state_check CHECK ((state = ANY (ARRAY['invited'::text, 'active'::text, 'removed'::text])))
);
CREATE INDEX members_of_account ON public.members USING btree (account_id, place DESC);
CREATE INDEX members_signing_in ON public.members USING btree (email) WHERE (state = 'active'::text);
CREATE UNIQUE INDEX members_by_email ON public.members USING btree (account_id, email) WHERE (state <> 'removed'::text);

create table municipalities (
  code text not null,
  id integer not null,
  name text not null,
  other_name text not null,
  province text not null,
  valid_from date not null,
  valid_to date not null,
  constraint municipalities_check CHECK ((valid_from <= valid_to)),
  constraint municipalities_code_check CHECK ((code ~ '^([A-M][0-9]{3})?$'::text)),
  constraint municipalities_pkey PRIMARY KEY (id)
);
CREATE INDEX municipalities_by_code ON public.municipalities USING btree (code);

create table municipality_imports (
  added integer not null,
  changed integer not null,
  forced boolean not null,
  id bigint not null generated always as identity,
  imported_at timestamp with time zone not null,
  left_out integer not null,
  records integer not null,
  removed integer not null,
  sha256 text not null,
  constraint municipality_imports_pkey PRIMARY KEY (id)
);

create table operator_actions (
  at timestamp with time zone not null,
  hash bytea not null,
  id bigint not null generated always as identity,
  number bigint not null,
  operation text not null,
  operator_id text not null,
  request_id text not null,
  subject text,
  token_id text not null,
  constraint operator_actions_number_key UNIQUE (number),
  constraint operator_actions_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id),
  constraint operator_actions_pkey PRIMARY KEY (id),
  constraint operator_actions_token_id_fkey FOREIGN KEY (token_id) REFERENCES tokens(id)
);
CREATE INDEX operator_actions_by_time ON public.operator_actions USING btree (at DESC, number DESC);
CREATE INDEX operator_actions_of_operation ON public.operator_actions USING btree (operation, at DESC, number DESC);
CREATE INDEX operator_actions_of_operator ON public.operator_actions USING btree (operator_id, at DESC, number DESC);
CREATE INDEX operator_actions_of_subject ON public.operator_actions USING btree (subject, at DESC, number DESC) WHERE (subject IS NOT NULL);
CREATE TRIGGER operator_actions_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.operator_actions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER operator_actions_chained BEFORE INSERT ON public.operator_actions FOR EACH ROW EXECUTE FUNCTION chain_action();

create table operator_events (
  at timestamp with time zone not null,
  detail json not null,
  id bigint not null generated always as identity,
  kind text not null,
  subject text not null,
  constraint operator_events_pkey PRIMARY KEY (id)
);

create table operators (
  created_at timestamp with time zone not null,
  email text,
  id text not null,
  invitation_ends_at timestamp with time zone,
  invitation_hash bytea,
  joined_at timestamp with time zone,
  name text not null,
  password_hash text,
  password_set_at timestamp with time zone,
  place bigint not null generated always as identity,
  recovery_hashes bytea[] not null default '{}'::bytea[],
  removed_at timestamp with time zone,
  reset_ends_at timestamp with time zone,
  reset_hash bytea,
  role text not null default 'administrator'::text,
  state text not null default 'active'::text,
  totp_confirmed_at timestamp with time zone,
  totp_last_step bigint,
  totp_secret text,
  constraint operators_check CHECK (((state = 'invited'::text) = (invitation_hash IS NOT NULL))),
  constraint operators_check1 CHECK (((state = 'invited'::text) = (invitation_ends_at IS NOT NULL))),
  constraint operators_check2 CHECK (((state = 'removed'::text) = (removed_at IS NOT NULL))),
  constraint operators_check3 CHECK (((password_hash IS NULL) = (password_set_at IS NULL))),
  constraint operators_check4 CHECK (((totp_secret IS NOT NULL) OR (totp_confirmed_at IS NULL))),
  constraint operators_check5 CHECK (((reset_hash IS NULL) = (reset_ends_at IS NULL))),
  constraint operators_check6 CHECK (((reset_hash IS NULL) OR (state = 'active'::text))),
  constraint operators_email_check CHECK ((email = lower(email))),
  constraint operators_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint operators_invitation_hash_key UNIQUE (invitation_hash),
  constraint operators_pkey PRIMARY KEY (id),
  constraint operators_reset_hash_key UNIQUE (reset_hash),
  constraint operators_role_check CHECK ((role = ANY (ARRAY['administrator'::text, 'reviewer'::text, 'finance'::text]))),
  constraint operators_state_check CHECK ((state = ANY (ARRAY['invited'::text, 'active'::text, 'removed'::text])))
);
CREATE UNIQUE INDEX operators_by_email ON public.operators USING btree (email) WHERE (state <> 'removed'::text);
CREATE UNIQUE INDEX operators_in_order ON public.operators USING btree (place DESC);

create table paid_moves (
  moves text[] not null,
  since timestamp with time zone not null,
  constraint paid_moves_pkey PRIMARY KEY (since)
);

create table passkey_challenges (
  challenge_hash bytea not null,
  ends_at timestamp with time zone not null,
  person_id text,
  constraint passkey_challenges_pkey PRIMARY KEY (challenge_hash)
);
CREATE INDEX passkey_challenges_ending ON public.passkey_challenges USING btree (ends_at);

create table passkeys (
  counter bigint not null,
  created_at timestamp with time zone not null,
  credential_id text not null,
  id text not null,
  last_used_at timestamp with time zone,
  member_id text,
  name text not null,
  operator_id text,
  place bigint not null generated always as identity,
  public_key bytea not null,
  transports text[] not null,
  constraint passkeys_check CHECK (((member_id IS NULL) <> (operator_id IS NULL))),
  constraint passkeys_credential_id_key UNIQUE (credential_id),
  constraint passkeys_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint passkeys_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(id),
  constraint passkeys_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id),
  constraint passkeys_pkey PRIMARY KEY (id)
);
CREATE INDEX passkeys_of_member ON public.passkeys USING btree (member_id) WHERE (member_id IS NOT NULL);
CREATE INDEX passkeys_of_operator ON public.passkeys USING btree (operator_id) WHERE (operator_id IS NOT NULL);

create table pec_index_certificates (
  provider text not null,
  sha1 text not null,
  constraint pec_index_certificates_pkey PRIMARY KEY (sha1),
  constraint pec_index_certificates_sha1_check CHECK ((sha1 ~ '^[0-9A-F]{40}$'::text))
);

create table pec_index_domains (
  dominio text not null,
  provider text,
  constraint pec_index_domains_pkey PRIMARY KEY (dominio)
);

create table pec_index_imports (
  added integer not null,
  as_of timestamp with time zone not null,
  domains integer not null,
  forced boolean not null,
  id bigint not null generated always as identity,
  imported_at timestamp with time zone not null,
  kept integer not null,
  providers integer not null,
  removed integer not null,
  sha256 text not null,
  signer text,
  source text not null,
  unreadable integer not null,
  constraint pec_index_imports_check CHECK (((source ~~ 'signed-%'::text) = (signer IS NOT NULL))),
  constraint pec_index_imports_pkey PRIMARY KEY (id),
  constraint pec_index_imports_source_check CHECK ((source = ANY (ARRAY['ldif'::text, 'signed-ldif'::text, 'list'::text, 'signed-list'::text])))
);

create table person_records (
  act text not null,
  at timestamp with time zone not null,
  counts json not null,
  ended_at timestamp with time zone,
  id bigint not null generated always as identity,
  operator_id text,
  person_hash bytea not null,
  constraint person_records_act_check CHECK ((act = ANY (ARRAY['export'::text, 'erase'::text]))),
  constraint person_records_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id),
  constraint person_records_pkey PRIMARY KEY (id)
);
CREATE INDEX person_records_of_person ON public.person_records USING btree (person_hash, at DESC);

create table price_list_items (
  cents bigint not null,
  item text not null,
  list_id text not null,
  constraint price_list_items_cents_check CHECK ((cents >= 0)),
  constraint price_list_items_list_id_fkey FOREIGN KEY (list_id) REFERENCES price_lists(id),
  constraint price_list_items_pkey PRIMARY KEY (list_id, item)
);
CREATE TRIGGER price_list_items_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.price_list_items FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table price_lists (
  created_at timestamp with time zone not null,
  created_by text not null,
  for_everybody boolean not null,
  id text not null,
  name text not null,
  place bigint not null generated always as identity,
  starts_at timestamp with time zone not null,
  constraint price_lists_created_by_fkey FOREIGN KEY (created_by) REFERENCES operators(id),
  constraint price_lists_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint price_lists_pkey PRIMARY KEY (id),
  constraint price_lists_place_key UNIQUE (place)
);
CREATE INDEX price_lists_in_force ON public.price_lists USING btree (starts_at DESC, place DESC) WHERE for_everybody;
CREATE TRIGGER price_lists_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.price_lists FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

create table product_clock (
  account_moves bigint not null default 0,
  offset_ms bigint not null default 0,
  only_row boolean not null default true,
  turn integer not null default 0,
  constraint product_clock_offset_ms_check CHECK ((offset_ms >= 0)),
  constraint product_clock_only_row_check CHECK (only_row),
  constraint product_clock_pkey PRIMARY KEY (only_row)
);

create table provider_breakers (
  cause text not null,
  failures integer not null,
  opened_at timestamp with time zone,
  operation text not null,
  provider text not null,
  tries integer not null default 0,
  try_at timestamp with time zone,
  constraint provider_breakers_check CHECK (((opened_at IS NULL) = (try_at IS NULL))),
  constraint provider_breakers_pkey PRIMARY KEY (provider, operation)
);

create table provider_budgets (
  next_at timestamp with time zone not null,
  provider text not null,
  constraint provider_budgets_pkey PRIMARY KEY (provider)
);

create table provider_calls (
  calls integer not null,
  failures integer not null,
  minute timestamp with time zone not null,
  operation text not null,
  provider text not null,
  constraint provider_calls_pkey PRIMARY KEY (provider, operation, minute)
);
CREATE INDEX provider_calls_by_age ON public.provider_calls USING btree (minute);

create table provider_comparisons (
  left_tonight integer not null,
  next_at timestamp with time zone not null,
  provider text not null,
  constraint provider_comparisons_left_tonight_check CHECK ((left_tonight >= 0)),
  constraint provider_comparisons_pkey PRIMARY KEY (provider)
);

create table provider_differences (
  account_id text not null,
  differences json not null,
  noted_at timestamp with time zone not null,
  provider text not null,
  resource_id text not null,
  resource_kind text not null,
  constraint provider_differences_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint provider_differences_pkey PRIMARY KEY (resource_id),
  constraint provider_differences_resource_kind_check CHECK ((resource_kind = ANY (ARRAY['mailbox'::text, 'certified-domain'::text, 'registry-request'::text])))
);
CREATE INDEX provider_differences_of_account ON public.provider_differences USING btree (account_id);

create table provider_operations (
  account_id text not null,
  ask_again_at timestamp with time zone,
  asked json,
  attempts integer not null default 0,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  hold_id bigint,
  id text not null,
  key text,
  operation text not null,
  provider text not null,
  reason text,
  state text not null,
  subject_id text not null,
  subject_kind text not null,
  constraint provider_operations_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint provider_operations_asked_check CHECK (((state = 'pending'::text) = (asked IS NOT NULL))),
  constraint provider_operations_due_check CHECK (((state = 'pending'::text) = (ask_again_at IS NOT NULL))),
  constraint provider_operations_ended_check CHECK (((state = 'pending'::text) = (ended_at IS NULL))),
  constraint provider_operations_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint provider_operations_pkey PRIMARY KEY (id),
  constraint provider_operations_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'done'::text, 'undone'::text])))
);
CREATE INDEX provider_operations_of_account ON public.provider_operations USING btree (account_id, id DESC);
CREATE INDEX provider_operations_to_finish ON public.provider_operations USING btree (provider, ask_again_at) WHERE (state = 'pending'::text);
CREATE UNIQUE INDEX provider_operations_pending ON public.provider_operations USING btree (subject_kind, subject_id) WHERE (state = 'pending'::text);

create table provider_pauses (
  operator_id text not null,
  paused_at timestamp with time zone not null,
  provider text not null,
  reason text not null,
  constraint provider_pauses_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id),
  constraint provider_pauses_pkey PRIMARY KEY (provider)
);

create table queue_claims (
  item_id text not null,
  operator_id text not null,
  until timestamp with time zone not null,
  version integer not null,
  constraint queue_claims_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id),
  constraint queue_claims_pkey PRIMARY KEY (item_id)
);

create table rate_windows (
  budget text not null,
  ends_at timestamp with time zone not null,
  given bigint not null,
  constraint rate_windows_pkey PRIMARY KEY (budget)
);

create table recurring_runs (
  began_at timestamp with time zone not null,
  found json,
  found_at timestamp with time zone,
  job text not null,
  constraint recurring_runs_pkey PRIMARY KEY (job)
);

create table registry_requests (
  account_id text not null,
  attorney json,
  callback json,
  casella_pec text not null,
  cellulare text not null,
  cf text not null,
  cf_piva text not null,
  check_at timestamp with time zone,
  codice_registro_imprese text not null,
  cognome text not null,
  compared_at timestamp with time zone,
  comune text not null,
  created_at timestamp with time zone not null,
  documenti_registro_imprese text[] not null default '{}'::text[],
  email text not null,
  erased_at timestamp with time zone,
  id text not null,
  nome text not null,
  overdue_noted_for timestamp with time zone,
  pec_amministratore boolean not null,
  place bigint not null generated always as identity,
  provider text not null,
  provider_ref text,
  provincia text not null,
  qualifica text not null,
  ragione_sociale text not null,
  rejection text[],
  stato text not null,
  submissions integer not null default 0,
  submitted_at timestamp with time zone,
  timestamp timestamp with time zone not null,
  version integer not null default 1,
  constraint registry_requests_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint registry_requests_casella_pec_check CHECK ((casella_pec = lower(casella_pec))),
  constraint registry_requests_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint registry_requests_pkey PRIMARY KEY (id),
  constraint registry_requests_stato_check CHECK ((stato = ANY (ARRAY['codice_in_richiesta'::text, 'in_attesa_di_documenti'::text, 'documenti_caricati'::text, 'comunicazione_evasa'::text])))
);
CREATE INDEX registry_requests_by_address ON public.registry_requests USING btree (account_id, casella_pec text_pattern_ops, id);
CREATE INDEX registry_requests_by_company ON public.registry_requests USING btree (account_id, lower(ragione_sociale) text_pattern_ops, id);
CREATE INDEX registry_requests_in_review ON public.registry_requests USING btree (submitted_at, id) WHERE (stato = 'documenti_caricati'::text);
CREATE INDEX registry_requests_of_account ON public.registry_requests USING btree (account_id, created_at DESC, place DESC);
CREATE INDEX registry_requests_of_address ON public.registry_requests USING btree (account_id, casella_pec);
CREATE INDEX registry_requests_of_provider_ref ON public.registry_requests USING btree (provider_ref, provider);
CREATE INDEX registry_requests_opening_to_note ON public.registry_requests USING btree (provider, created_at) WHERE ((stato = 'codice_in_richiesta'::text) AND (overdue_noted_for IS DISTINCT FROM created_at));
CREATE INDEX registry_requests_review_to_note ON public.registry_requests USING btree (provider, submitted_at) WHERE ((stato = 'documenti_caricati'::text) AND (overdue_noted_for IS DISTINCT FROM submitted_at));
CREATE INDEX registry_requests_to_compare ON public.registry_requests USING btree (provider, compared_at NULLS FIRST) WHERE (provider_ref IS NOT NULL);
CREATE INDEX registry_requests_to_erase ON public.registry_requests USING btree ("timestamp") WHERE ((stato = 'comunicazione_evasa'::text) AND (erased_at IS NULL));
CREATE INDEX registry_requests_to_follow ON public.registry_requests USING btree (provider, check_at) WHERE (check_at IS NOT NULL);
CREATE INDEX registry_requests_to_open ON public.registry_requests USING btree (created_at, id) WHERE (stato = 'codice_in_richiesta'::text);

create table request_counts (
  account_id text not null,
  day date not null,
  paid bigint not null,
  paid_cents bigint not null,
  refused bigint not null,
  requests bigint not null,
  scope text not null,
  constraint request_counts_pkey PRIMARY KEY (account_id, day, scope)
);

create table request_sources (
  account_id text not null,
  day date not null,
  ip text not null,
  paid bigint not null,
  paid_cents bigint not null,
  refused bigint not null,
  requests bigint not null,
  constraint request_sources_pkey PRIMARY KEY (account_id, day, ip)
);
CREATE INDEX request_sources_by_day ON public.request_sources USING btree (day);

create table requests (
  account_id text not null,
  at timestamp with time zone not null,
  credential_id text not null,
  elapsed_ms double precision not null,
  error double precision,
  id text not null,
  ip text not null,
  member_id text,
  message text,
  method text not null,
  paid_cents bigint not null,
  path text not null,
  place bigint not null generated always as identity,
  scope text,
  status smallint not null,
  constraint requests_pkey PRIMARY KEY (place)
);
CREATE INDEX failed_requests_of_account ON public.requests USING btree (account_id, place DESC) WHERE (error IS NOT NULL);
CREATE INDEX failed_requests_of_scope ON public.requests USING btree (account_id, scope, place DESC) WHERE (error IS NOT NULL);
CREATE INDEX requests_of_account ON public.requests USING btree (account_id, place DESC);

create table sandbox_inbox (
  account_id text not null,
  at timestamp with time zone not null,
  body text not null,
  headers json not null,
  id bigint not null generated always as identity,
  path text not null,
  signature_right boolean not null,
  constraint sandbox_inbox_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint sandbox_inbox_pkey PRIMARY KEY (id)
);
CREATE INDEX sandbox_inbox_of_account ON public.sandbox_inbox USING btree (account_id, id DESC);

create table sandbox_snapshot_rows (
  content json not null,
  place bigint not null generated always as identity,
  snapshot_id text not null,
  source text not null,
  constraint sandbox_snapshot_rows_pkey PRIMARY KEY (place),
  constraint sandbox_snapshot_rows_snapshot_id_fkey FOREIGN KEY (snapshot_id) REFERENCES sandbox_snapshots(id) ON DELETE CASCADE
);
CREATE INDEX sandbox_snapshot_documents ON public.sandbox_snapshot_rows USING btree (((content ->> 'object_key'::text))) WHERE (source = 'documents'::text);
CREATE INDEX sandbox_snapshot_rows_of ON public.sandbox_snapshot_rows USING btree (snapshot_id, source, place);

create table sandbox_snapshots (
  account_id text not null,
  balance_cents bigint not null,
  created_at timestamp with time zone not null,
  era integer not null,
  first_entry bigint not null,
  id text not null,
  last_entry bigint not null,
  place bigint not null generated always as identity,
  constraint sandbox_snapshots_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint sandbox_snapshots_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint sandbox_snapshots_pkey PRIMARY KEY (id)
);
CREATE INDEX sandbox_snapshots_of_account ON public.sandbox_snapshots USING btree (account_id, place DESC);

create table sign_in_failures (
  failures integer not null,
  last_at timestamp with time zone not null,
  next_at timestamp with time zone not null,
  subject bytea not null,
  constraint sign_in_failures_failures_check CHECK ((failures >= 0)),
  constraint sign_in_failures_pkey PRIMARY KEY (subject)
);
CREATE INDEX sign_in_failures_by_age ON public.sign_in_failures USING btree (last_at);

create table signature_checks (
  at timestamp with time zone not null,
  document integer not null,
  id bigint not null generated always as identity,
  report json not null,
  request_id text not null,
  size_bytes integer not null,
  taken boolean not null,
  constraint signature_checks_pkey PRIMARY KEY (id)
);
CREATE INDEX signature_checks_of_request ON public.signature_checks USING btree (request_id, id DESC);

create table silenced_callbacks (
  account_id text not null,
  silenced_at timestamp with time zone not null,
  url text not null,
  constraint silenced_callbacks_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint silenced_callbacks_pkey PRIMARY KEY (account_id, url)
);

create table taken_addresses (
  casella_pec text not null,
  noted_at timestamp with time zone not null,
  constraint taken_addresses_casella_pec_check CHECK ((casella_pec = lower(casella_pec))),
  constraint taken_addresses_pkey PRIMARY KEY (casella_pec)
);

create table tasks (
  account_id text not null,
  after json,
  before json,
  cause text,
  created_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  id text not null,
  operation text not null,
  overdue_noted_at timestamp with time zone,
  provider text not null,
  reason text,
  resource_id text not null,
  resource_kind text not null,
  state text not null,
  constraint tasks_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint tasks_check CHECK (((state = 'open'::text) = (ended_at IS NULL))),
  constraint tasks_check1 CHECK (((state = 'open'::text) = (before IS NOT NULL))),
  constraint tasks_check2 CHECK (((state = 'open'::text) = (after IS NOT NULL))),
  constraint tasks_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint tasks_pkey PRIMARY KEY (id),
  constraint tasks_resource_kind_check CHECK ((resource_kind = ANY (ARRAY['mailbox'::text, 'certified-domain'::text, 'registry-request'::text]))),
  constraint tasks_state_check CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX tasks_of_account ON public.tasks USING btree (account_id);
CREATE INDEX tasks_of_resource ON public.tasks USING btree (resource_id, created_at);
CREATE INDEX tasks_open ON public.tasks USING btree (due_at, id) WHERE (state = 'open'::text);
CREATE INDEX tasks_to_note ON public.tasks USING btree (due_at) WHERE ((state = 'open'::text) AND (overdue_noted_at IS NULL));

create table tokens (
  account_id text,
  allowed_ips text[] not null default '{}'::text[],
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  id text not null,
  idle_seconds integer,
  last_used_at timestamp with time zone,
  max_payments bigint,
  max_requests bigint,
  max_spent_cents bigint,
  max_subscription_requests bigint,
  member_id text,
  name text not null default ''::text,
  operator_id text,
  payments bigint not null default 0,
  place bigint not null generated always as identity,
  refresh_hash bytea,
  requests bigint not null default 0,
  revoked_at timestamp with time zone,
  role text not null,
  scopes text[] not null,
  setting text,
  spent_cents bigint not null default 0,
  token_hash bytea not null,
  ttl_seconds integer,
  updated_at timestamp with time zone,
  constraint tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint tokens_check CHECK (((role = 'operator'::text) = (account_id IS NULL))),
  constraint tokens_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint tokens_idle_seconds_check CHECK ((idle_seconds > 0)),
  constraint tokens_max_payments_check CHECK ((max_payments >= 0)),
  constraint tokens_max_requests_check CHECK ((max_requests >= 0)),
  constraint tokens_max_spent_cents_check CHECK ((max_spent_cents >= 0)),
  constraint tokens_max_subscription_requests_check CHECK ((max_subscription_requests >= 0)),
  constraint tokens_member FOREIGN KEY (account_id, member_id) REFERENCES members(account_id, id),
  constraint tokens_operator CHECK (((role = 'operator'::text) = (operator_id IS NOT NULL))),
  constraint tokens_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id),
  constraint tokens_pkey PRIMARY KEY (id),
  constraint tokens_refresh_hash_key UNIQUE (refresh_hash),
  constraint tokens_role_check CHECK ((role = ANY (ARRAY['customer'::text, 'operator'::text]))),
  constraint tokens_setting_check CHECK ((setting = ANY (ARRAY['OPERATOR_TOKEN'::text, 'SANDBOX_TOKEN'::text]))),
  constraint tokens_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX tokens_of_account ON public.tokens USING btree (account_id, created_at DESC, place DESC);
CREATE INDEX tokens_of_member ON public.tokens USING btree (member_id, place DESC) WHERE ((member_id IS NOT NULL) AND (revoked_at IS NULL));
CREATE INDEX tokens_of_operator ON public.tokens USING btree (operator_id, place DESC) WHERE ((operator_id IS NOT NULL) AND (revoked_at IS NULL));
CREATE INDEX tokens_of_settings ON public.tokens USING btree (setting) WHERE (setting IS NOT NULL);
CREATE INDEX tokens_valid_of_account ON public.tokens USING btree (account_id, place DESC) WHERE (revoked_at IS NULL);

create table trust_lists (
  imported_at timestamp with time zone not null,
  issued_at timestamp with time zone not null,
  next_update timestamp with time zone,
  sequence integer not null,
  sha256 text not null,
  signer bytea not null,
  territory text not null,
  constraint trust_lists_pkey PRIMARY KEY (territory),
  constraint trust_lists_sequence_check CHECK ((sequence > 0)),
  constraint trust_lists_territory_check CHECK ((territory ~ '^[A-Z]{2}$'::text))
);

create table trusted_services (
  certificate bytea not null,
  history json not null,
  name text not null,
  position integer not null,
  territory text not null,
  constraint trusted_services_pkey PRIMARY KEY (territory, "position"),
  constraint trusted_services_territory_fkey FOREIGN KEY (territory) REFERENCES trust_lists(territory) ON DELETE CASCADE
);

create table wallets (
  account_id text not null,
  balance_cents bigint not null default 0,
  era integer not null default 0,
  held_cents bigint not null default 0,
  is_frozen boolean not null default false,
  low_balance_cents bigint,
  thawed_at timestamp with time zone,
  constraint wallets_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint wallets_check CHECK ((balance_cents >= held_cents)),
  constraint wallets_held_cents_check CHECK ((held_cents >= 0)),
  constraint wallets_low_balance_cents_check CHECK ((low_balance_cents > 0)),
  constraint wallets_pkey PRIMARY KEY (account_id)
);
