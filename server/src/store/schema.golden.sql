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
CREATE INDEX callback_deliveries_of_account ON public.callback_deliveries USING btree (account_id, created_at DESC, place DESC);
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
  config text not null,
  dns text not null,
  dominio text not null,
  fornitore text not null,
  id text not null,
  id_ordine text not null,
  numero_pec integer not null,
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
CREATE INDEX certified_domains_by_expiry ON public.certified_domains USING btree (scadenza) WHERE (stato <> 'revocato'::text);
CREATE INDEX certified_domains_of_account ON public.certified_domains USING btree (account_id, registrazione DESC, place DESC);
CREATE INDEX certified_domains_to_check ON public.certified_domains USING btree (check_at) WHERE (check_at IS NOT NULL);
CREATE INDEX certified_domains_to_remind ON public.certified_domains USING btree (remind_at) WHERE (remind_at IS NOT NULL);
CREATE UNIQUE INDEX certified_domains_name ON public.certified_domains USING btree (dominio) WHERE (stato <> 'revocato'::text);

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

create table history (
  at timestamp with time zone not null,
  author json,
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

create table installation (
  created_at timestamp with time zone not null,
  key_marker text not null,
  mode text not null,
  only_row boolean not null default true,
  constraint installation_mode_check CHECK ((mode = ANY (ARRAY['sandbox'::text, 'production'::text]))),
  constraint installation_only_row_check CHECK (only_row),
  constraint installation_pkey PRIMARY KEY (only_row)
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

create table ledger_entries (
  account_id text not null,
  amount_cents bigint not null,
  author json,
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
CREATE INDEX ledger_of_rises ON public.ledger_entries USING btree (account_id, created_at) WHERE (kind = ANY (ARRAY['top-up'::text, 'refund'::text, 'release'::text]));
CREATE UNIQUE INDEX ledger_ends_once ON public.ledger_entries USING btree (ends_id) WHERE (ends_id IS NOT NULL);
CREATE TRIGGER ledger_entries_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.ledger_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

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
CREATE INDEX mailboxes_by_age ON public.mailboxes USING btree (registrazione) WHERE (stato = ANY (ARRAY['registrata'::text, 'documenti_errati'::text]));
CREATE INDEX mailboxes_by_expiry ON public.mailboxes USING btree (stato, scadenza) WHERE (stato = ANY (ARRAY['evasa'::text, 'revocata'::text]));
CREATE INDEX mailboxes_of_domain ON public.mailboxes USING btree (dominio, id);
CREATE INDEX mailboxes_to_check ON public.mailboxes USING btree (check_at) WHERE (check_at IS NOT NULL);
CREATE INDEX mailboxes_to_remind ON public.mailboxes USING btree (remind_at) WHERE (remind_at IS NOT NULL);
CREATE INDEX mailboxes_to_renew ON public.mailboxes USING btree (renew_at) WHERE ((renew_at IS NOT NULL) AND (stato = 'evasa'::text));
CREATE UNIQUE INDEX mailboxes_address ON public.mailboxes USING btree (casella_pec) WHERE (stato <> 'registrazione_annullata'::text);
CREATE UNIQUE INDEX mailboxes_in_order ON public.mailboxes USING btree (account_id, place);
CREATE TRIGGER mailboxes_take_place BEFORE INSERT ON public.mailboxes FOR EACH ROW WHEN ((new.place IS NULL)) EXECUTE FUNCTION take_place();

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

create table operators (
  created_at timestamp with time zone not null,
  id text not null,
  name text not null,
  constraint operators_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint operators_pkey PRIMARY KEY (id)
);

create table paid_moves (
  moves text[] not null,
  since timestamp with time zone not null,
  constraint paid_moves_pkey PRIMARY KEY (since)
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

create table product_clock (
  offset_ms bigint not null default 0,
  only_row boolean not null default true,
  constraint product_clock_offset_ms_check CHECK ((offset_ms >= 0)),
  constraint product_clock_only_row_check CHECK (only_row),
  constraint product_clock_pkey PRIMARY KEY (only_row)
);

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
CREATE INDEX provider_operations_due ON public.provider_operations USING btree (ask_again_at) WHERE (state = 'pending'::text);
CREATE INDEX provider_operations_of_account ON public.provider_operations USING btree (account_id, id DESC);
CREATE UNIQUE INDEX provider_operations_pending ON public.provider_operations USING btree (subject_kind, subject_id) WHERE (state = 'pending'::text);

create table recurring_runs (
  began_at timestamp with time zone not null,
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
  comune text not null,
  created_at timestamp with time zone not null,
  documenti_registro_imprese text[] not null default '{}'::text[],
  email text not null,
  id text not null,
  nome text not null,
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
CREATE INDEX registry_requests_of_account ON public.registry_requests USING btree (account_id, created_at DESC, place DESC);
CREATE INDEX registry_requests_of_address ON public.registry_requests USING btree (account_id, casella_pec);
CREATE INDEX registry_requests_to_check ON public.registry_requests USING btree (check_at) WHERE (check_at IS NOT NULL);

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

create table tokens (
  account_id text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  id text not null,
  name text not null default ''::text,
  operator_id text,
  place bigint not null generated always as identity,
  revoked_at timestamp with time zone,
  role text not null,
  scopes text[] not null,
  token_hash bytea not null,
  constraint tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint tokens_check CHECK (((role = 'operator'::text) = (account_id IS NULL))),
  constraint tokens_id_check CHECK ((id ~ '^[0-9a-f]{24}$'::text)),
  constraint tokens_operator CHECK (((role = 'operator'::text) = (operator_id IS NOT NULL))),
  constraint tokens_operator_id_fkey FOREIGN KEY (operator_id) REFERENCES operators(id),
  constraint tokens_pkey PRIMARY KEY (id),
  constraint tokens_role_check CHECK ((role = ANY (ARRAY['customer'::text, 'operator'::text]))),
  constraint tokens_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX tokens_of_account ON public.tokens USING btree (account_id, created_at DESC, place DESC);

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
  held_cents bigint not null default 0,
  constraint wallets_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint wallets_check CHECK ((balance_cents >= held_cents)),
  constraint wallets_held_cents_check CHECK ((held_cents >= 0)),
  constraint wallets_pkey PRIMARY KEY (account_id)
);
