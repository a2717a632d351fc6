-- Requests to tell the Business Register an address (contract 2.14); columns of the wire are spelled as on the wire.
create table registry_requests (
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  account_id text not null references accounts,
  provider text not null,
  provider_ref text,
  -- raised by every change; a move made on an older reading finds no row
  version integer not null default 1,
  stato text not null check (stato in ('codice_in_richiesta', 'in_attesa_di_documenti', 'documenti_caricati', 'comunicazione_evasa')),
  casella_pec text not null check (casella_pec = lower(casella_pec)),
  cf text not null,
  nome text not null,
  cognome text not null,
  qualifica text not null,
  email text not null,
  cellulare text not null,
  ragione_sociale text not null,
  cf_piva text not null,
  comune text not null,
  provincia text not null,
  pec_amministratore boolean not null,
  -- json, not jsonb: what the customer sent is echoed as it came
  callback json,
  codice_registro_imprese text not null,
  documenti_registro_imprese text[] not null default '{}',
  -- the last change of state
  "timestamp" timestamptz not null,
  created_at timestamptz not null,
  -- what we asked the provider, and when to ask again
  submissions integer not null default 0,
  submitted_at timestamptz,
  check_at timestamptz,
  -- the provider's last word on refused documents, for people
  rejection text[]
);
create index registry_requests_of_account on registry_requests (account_id, id desc);
create index registry_requests_of_address on registry_requests (account_id, casella_pec);
create index registry_requests_to_check on registry_requests (check_at) where check_at is not null;

-- What was found in each document handed in, also in those refused: without them nobody could say why.
create table signature_checks (
  id bigint generated always as identity primary key,
  request_id text not null,
  -- which document of the upload, from 0
  document integer not null,
  -- whether the upload was taken; the report says why not
  taken boolean not null,
  size_bytes integer not null,
  report json not null,
  at timestamptz not null
);
create index signature_checks_of_request on signature_checks (request_id, id desc);
