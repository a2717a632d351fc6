-- Files of calls to be made row by row.
create table bulks (
  id text primary key,
  place bigint generated always as identity,
  account_id text not null references accounts,
  -- who handed it in; each row is made as by this token
  token_id text not null references tokens,
  operation text not null,
  dry_run boolean not null,
  -- of the file: what the keys of its rows begin with, so that the same file makes nothing twice
  file_hash text not null,
  rows integer not null,
  succeeded integer not null default 0,
  refused integer not null default 0,
  canceled integer not null default 0,
  -- what was paid; of a dry run, what would be
  price_cents bigint not null default 0,
  created_at timestamptz not null,
  cancel_asked_at timestamptz,
  ended_at timestamptz,
  -- a process works on it until then, by the database's clock
  claimed_until timestamptz,
  -- when a process last took it in hand, by the same clock: whose turn it is
  worked_at timestamptz,
  check (succeeded + refused + canceled <= rows),
  check ((ended_at is not null) = (succeeded + refused + canceled = rows))
);
create index bulks_of_account on bulks (account_id, created_at desc, place desc);
create index bulks_under_way on bulks (created_at) where ended_at is null;
create index bulks_ended on bulks (ended_at) where ended_at is not null;

create table bulk_rows (
  bulk_id text not null references bulks on delete cascade,
  -- from 1, in the order of the file
  number integer not null,
  -- the caller's own
  key text,
  -- the first row that is about the same new thing
  same_as integer,
  -- what the row says, sealed; nothing of it is kept once the row has ended
  members text,
  state text not null default 'waiting' check (state in ('waiting', 'succeeded', 'refused', 'canceled')),
  -- how often a process took it in hand
  tries integer not null default 0,
  status smallint,
  error double precision,
  message text,
  resource_id text,
  price_cents bigint,
  replayed boolean not null default false,
  primary key (bulk_id, number),
  check ((state = 'waiting') = (members is not null))
);
create index bulk_rows_waiting on bulk_rows (bulk_id, tries, number) where state = 'waiting';

-- What a receiver answered, at most 2 kB, without what is personal; null where nothing came or is to be kept.
alter table callback_attempts add column reply text;
