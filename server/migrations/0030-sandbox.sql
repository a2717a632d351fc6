-- How often the sandbox's clock was set back: what was heard before the last time is no news.
alter table product_clock add column turn integer not null default 0;

-- Callbacks that were sent to the sandbox itself.
create table sandbox_inbox (
  id bigint generated always as identity primary key,
  account_id text not null references accounts,
  path text not null,
  headers json not null,
  body text not null,
  signature_right boolean not null,
  at timestamptz not null
);
create index sandbox_inbox_of_account on sandbox_inbox (account_id, id desc);

-- An account that is brought back to a snapshot begins a new era of its ledger: what it paid in the one before is over,
-- and the same causes may pay again.
alter table wallets add column era integer not null default 0;
alter table ledger_entries add column era integer not null default 0;
alter table ledger_entries drop constraint ledger_entries_account_id_kind_cause_key;
alter table ledger_entries add unique (account_id, era, kind, cause);
create function take_era() returns trigger language plpgsql as $$
begin
  select era into new.era from wallets where account_id = new.account_id;
  return new;
end $$;
create trigger ledger_entries_take_era before insert on ledger_entries for each row execute function take_era();

-- What an account had at a moment. The ledger's entries are not copied: they stay where they are.
create table sandbox_snapshots (
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  account_id text not null references accounts,
  created_at timestamptz not null,
  balance_cents bigint not null,
  era integer not null,
  -- entries after the first and up to the last belong to what the account had
  first_entry bigint not null,
  last_entry bigint not null,
  place bigint generated always as identity
);
create index sandbox_snapshots_of_account on sandbox_snapshots (account_id, place desc);
create table sandbox_snapshot_rows (
  snapshot_id text not null references sandbox_snapshots on delete cascade,
  source text not null,
  content json not null,
  place bigint generated always as identity primary key
);
create index sandbox_snapshot_rows_of on sandbox_snapshot_rows (snapshot_id, source, place);
create index sandbox_snapshot_documents on sandbox_snapshot_rows ((content ->> 'object_key')) where source = 'documents';
