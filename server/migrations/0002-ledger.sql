-- The running sums of an account's entries: the row a purchase locks, so that credit can never be spent twice.
create table wallets (
  account_id text primary key references accounts,
  balance_cents bigint not null default 0,
  held_cents bigint not null default 0 check (held_cents >= 0),
  check (balance_cents >= held_cents)
);

create table ledger_entries (
  id bigint generated always as identity primary key,
  account_id text not null references accounts,
  kind text not null check (kind in ('top-up', 'hold', 'capture', 'release', 'refund')),
  amount_cents bigint not null check (amount_cents > 0),
  -- capture and release end a hold; a refund gives a capture back. No foreign key: its lock would need the right to
  -- update, which nobody has here; every statement that fills it selects from the entry itself.
  ends_id bigint,
  -- operation, subject and request that caused it
  cause text not null,
  reason text not null default '',
  created_at timestamptz not null,
  check ((kind in ('capture', 'release', 'refund')) = (ends_id is not null)),
  unique (account_id, kind, cause)
);
create unique index ledger_ends_once on ledger_entries (ends_id) where ends_id is not null;
create index ledger_of_account on ledger_entries (account_id, id desc);

-- Append-only for everybody: the owner gives its own rights away, the trigger stops whoever still has them.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger ledger_entries_append_only before update or delete or truncate on ledger_entries
  for each statement execute function refuse_change();
revoke update, delete, truncate on ledger_entries from current_user;
