-- API keys: several an account, so that a new one is in use before the old one ends.
create table api_keys (
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  account_id text not null references accounts,
  key_hash bytea not null unique,
  label text not null default '',
  -- addresses and networks it may be used from; none: any
  allowed_ips text[] not null default '{}',
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  place bigint generated always as identity
);
create index api_keys_of_account on api_keys (account_id, place desc);
insert into api_keys (id, account_id, key_hash, label, created_at)
  select id, id, api_key_hash, 'first', created_at from accounts;
alter table accounts drop column api_key_hash;

-- What a token may do at most, and what of that it has done. Without any limit nothing is counted here.
alter table tokens
  add column refresh_hash bytea unique,
  add column updated_at timestamptz,
  add column last_used_at timestamptz,
  add column ttl_seconds integer,
  add column allowed_ips text[] not null default '{}',
  add column max_requests bigint check (max_requests >= 0),
  add column max_payments bigint check (max_payments >= 0),
  add column max_subscription_requests bigint check (max_subscription_requests >= 0),
  add column max_spent_cents bigint check (max_spent_cents >= 0),
  add column requests bigint not null default 0,
  add column payments bigint not null default 0,
  add column spent_cents bigint not null default 0;
create index tokens_valid_of_account on tokens (account_id, place desc) where revoked_at is null;

-- The log of callbacks can be asked for by scope.
create index callback_deliveries_of_scope on callback_deliveries (account_id, scope, created_at desc, place desc);
