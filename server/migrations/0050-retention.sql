-- What is kept for how long: see server/src/privacy/retention.ts. The names of those whose mailbox or request ended are
-- replaced by nothing; when, this says.
alter table mailboxes add column erased_at timestamptz;
alter table registry_requests add column erased_at timestamptz;

create index mailboxes_to_erase on mailboxes (stato, ultima_modifica)
  where stato in ('chiusa', 'registrazione_annullata') and erased_at is null;
create index registry_requests_to_erase on registry_requests ("timestamp")
  where stato = 'comunicazione_evasa' and erased_at is null;
create index callback_deliveries_finished on callback_deliveries (finished_at) where finished_at is not null;
create index request_sources_by_day on request_sources (day);

-- How much of what was deleted because its time was over, day by day.
create table deletions (
  day date not null,
  kind text not null,
  deleted bigint not null,
  primary key (kind, day)
);

-- Who asked to have their data, or to have them erased: only a keyed hash says who, so that a request can be found again
-- by whoever knows for whom it was. The key of the hash is sealed with ENCRYPTION_KEY.
alter table installation add column person_key text;
create table person_records (
  id bigint primary key generated always as identity,
  at timestamptz not null,
  -- null while it is under way, and for good where it was interrupted and not begun again
  ended_at timestamptz,
  act text not null check (act in ('export', 'erase')),
  person_hash bytea not null,
  -- how many of what
  counts json not null,
  -- null for the command line
  operator_id text references operators
);
create index person_records_of_person on person_records (person_hash, at desc);
