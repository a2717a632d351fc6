-- Requests of accounts, for them to read. No row of another table is touched by writing one.
create table requests (
  place bigint generated always as identity primary key,
  account_id text not null,
  -- what the answer named in X-Request-Id
  id text not null,
  at timestamptz not null,
  -- the token or API key
  credential_id text not null,
  method text not null,
  path text not null,
  -- what an account's token needs for it; null for calls no scope names
  scope text,
  ip text not null,
  status smallint not null,
  error double precision,
  message text,
  elapsed_ms double precision not null,
  paid_cents bigint not null
);
create index requests_of_account on requests (account_id, place desc);
create index failed_requests_of_account on requests (account_id, place desc) where error is not null;
create index failed_requests_of_scope on requests (account_id, scope, place desc) where error is not null;

-- The same rolled up by UTC day: by scope, and by where they came from.
create table request_counts (
  account_id text not null,
  day date not null,
  scope text not null,
  requests bigint not null,
  paid bigint not null,
  refused bigint not null,
  paid_cents bigint not null,
  primary key (account_id, day, scope)
);
create table request_sources (
  account_id text not null,
  day date not null,
  ip text not null,
  requests bigint not null,
  paid bigint not null,
  refused bigint not null,
  paid_cents bigint not null,
  primary key (account_id, day, ip)
);
