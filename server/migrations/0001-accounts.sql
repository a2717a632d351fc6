create table accounts (
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  email text not null unique check (email = lower(email)),
  api_key_hash bytea not null unique,
  -- Standard Webhooks secrets, sealed with ENCRYPTION_KEY; the previous one signs too until its hour
  signing_secret text not null,
  previous_signing_secret text,
  previous_signing_secret_until timestamptz,
  created_at timestamptz not null
);

create table tokens (
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  account_id text references accounts,
  role text not null check (role in ('customer', 'operator')),
  token_hash bytea not null unique,
  name text not null default '',
  scopes text[] not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  check ((role = 'operator') = (account_id is null))
);
create index tokens_of_account on tokens (account_id, created_at desc);

-- One row: how far the product's clock stands ahead of real time (sandbox only).
create table product_clock (
  only_row boolean primary key default true check (only_row),
  offset_ms bigint not null default 0 check (offset_ms >= 0)
);
insert into product_clock default values;
