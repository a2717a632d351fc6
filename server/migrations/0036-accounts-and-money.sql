-- Accounts are suspended, reopened and closed. Every change is a row of history, and so an entry of the account's feed.
alter table accounts add column state text not null default 'active'
  check (state in ('active', 'suspended', 'closed'));
alter table accounts add column version integer not null default 0;
create or replace function feed_history() returns trigger language plpgsql as $$
begin
  insert into feed_drafts (account_id, at, subject_kind, subject_id, sequence, leads)
  select r.account_id, a.at, a.subject_kind, a.subject_id, a.sequence, row_number() over (order by a.at, a.subject_id) = 1
  from added a cross join lateral (
    select account_id from mailboxes where a.subject_kind = 'mailbox' and id = a.subject_id
    union all select account_id from certified_domains where a.subject_kind = 'certified-domain' and id = a.subject_id
    union all select account_id from registry_requests where a.subject_kind = 'registry-request' and id = a.subject_id
    union all select id from accounts where a.subject_kind = 'account' and id = a.subject_id
  ) r order by a.at, a.subject_id;
  return null;
end $$;

-- A frozen wallet pays for nothing but what is held already. An event tells that credit fell below the low balance.
alter table wallets add column is_frozen boolean not null default false;
alter table wallets add column thawed_at timestamptz;
alter table wallets add column low_balance_cents bigint check (low_balance_cents > 0);

-- Credit that waits for a second operator, and what became of it.
create table credits (
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  account_id text not null references accounts,
  amount_cents bigint not null check (amount_cents > 0),
  reason text not null,
  asked_by text not null references operators,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'confirmed', 'rejected')),
  decided_by text references operators,
  decided_at timestamptz,
  decision_reason text not null default '',
  check ((state = 'waiting') = (decided_at is null) and (decided_at is null) = (decided_by is null)),
  check (state <> 'confirmed' or decided_by <> asked_by)
);
create index credits_by_state on credits (state, asked_at desc, id desc);

-- Prices from a day on. A list names only what differs from the prices beneath it.
create table price_lists (
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  name text not null,
  -- or only for the accounts it is given to
  for_everybody boolean not null,
  starts_at timestamptz not null,
  created_by text not null references operators,
  created_at timestamptz not null,
  place bigint generated always as identity unique
);
create index price_lists_in_force on price_lists (starts_at desc, place desc) where for_everybody;
create table price_list_items (
  list_id text not null references price_lists,
  item text not null,
  cents bigint not null check (cents >= 0),
  primary key (list_id, item)
);
-- Which list an account has from when on; null: none of its own any more. The last row that has started counts.
create table account_price_lists (
  account_id text not null references accounts,
  list_id text references price_lists,
  starts_at timestamptz not null,
  created_by text not null references operators,
  created_at timestamptz not null,
  place bigint generated always as identity primary key
);
create index account_price_lists_of on account_price_lists (account_id, place desc);
create trigger price_lists_append_only before update or delete or truncate on price_lists
  for each statement execute function refuse_change();
create trigger price_list_items_append_only before update or delete or truncate on price_list_items
  for each statement execute function refuse_change();
create trigger account_price_lists_append_only before update or delete or truncate on account_price_lists
  for each statement execute function refuse_change();
