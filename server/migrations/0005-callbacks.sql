create table callback_deliveries (
  id text primary key,
  account_id text not null references accounts,
  subject_kind text not null,
  subject_id text not null,
  -- the scope that created the resource (contract 5.4)
  scope text not null,
  event text not null,
  url text not null,
  content_type text not null,
  body text not null,
  state text not null check (state in ('due', 'delivered', 'given_up')),
  attempts integer not null default 0,
  -- null once finished; pushed ahead while a process is sending, so that its death frees the row
  next_attempt_at timestamptz,
  created_at timestamptz not null,
  finished_at timestamptz,
  check ((state = 'due') = (next_attempt_at is not null))
);
create index callback_deliveries_due on callback_deliveries (next_attempt_at) where state = 'due';
create index callback_deliveries_of_account on callback_deliveries (account_id, id desc);
create index callback_deliveries_of_subject on callback_deliveries (subject_id);

create table callback_attempts (
  delivery_id text not null references callback_deliveries on delete cascade,
  attempt integer not null,
  started_at timestamptz not null,
  -- delivered, refused or the reason it failed; never the answer's content
  outcome text not null,
  status integer,
  elapsed_ms integer not null,
  primary key (delivery_id, attempt)
);

-- Addresses that answered 410 Gone: nothing more goes there until the account says so.
create table silenced_callbacks (
  account_id text not null references accounts,
  url text not null,
  silenced_at timestamptz not null,
  primary key (account_id, url)
);
