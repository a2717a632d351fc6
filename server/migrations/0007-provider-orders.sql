-- What a remote provider is asked for: noted with its price held before the question, ended exactly once afterwards.
create table provider_orders (
  -- our reference of the question; asking twice with the same one is harmless
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  account_id text not null references accounts,
  operation text not null,
  -- what it is about; an address where the mailbox is still to come
  subject_kind text not null,
  subject_id text not null,
  provider text not null,
  state text not null check (state in ('open', 'done', 'undone')),
  hold_id bigint,
  -- the Idempotency-Key of the request, while it is under way
  key text,
  -- what it takes to finish without the caller; gone once the order has ended
  asked json,
  attempts integer not null default 0,
  created_at timestamptz not null,
  ask_again_at timestamptz,
  ended_at timestamptz,
  reason text,
  check ((state = 'open') = (ask_again_at is not null)),
  check ((state = 'open') = (asked is not null)),
  check ((state = 'open') = (ended_at is null))
);
create unique index provider_orders_open on provider_orders (subject_kind, subject_id) where state = 'open';
create index provider_orders_due on provider_orders (ask_again_at) where state = 'open';
create index provider_orders_of_account on provider_orders (account_id, id desc);
