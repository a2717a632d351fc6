-- What happened to an account, numbered without a gap in the order in which it was committed
-- (docs/decisions/0031-one-feed-an-account.md). An entry names the row that tells it: of history, ledger or events.
create table feed_heads (
  account_id text primary key references accounts,
  last_number bigint not null,
  last_at timestamptz not null
);
create table feed (
  account_id text not null,
  number bigint not null,
  at timestamptz not null,
  -- never before that of a smaller number of the account, so that what is old enough to go is always the beginning
  kept_from timestamptz not null,
  subject_kind text,
  subject_id text,
  sequence integer,
  entry_id bigint,
  event_id text,
  primary key (account_id, number),
  check (num_nonnulls(sequence, entry_id, event_id) = 1)
);
create index feed_by_age on feed (kept_from, account_id, number);

-- What the transaction under way has added so far: nobody else ever sees a row of it, and a crash needs none back.
create unlogged table feed_drafts (
  place bigint generated always as identity,
  written_by bigint not null default txid_current(),
  account_id text not null,
  at timestamptz not null,
  subject_kind text,
  subject_id text,
  sequence integer,
  entry_id bigint,
  event_id text,
  -- the first row of its statement asks for the numbers at the commit
  leads boolean not null
);
create index feed_drafts_of_transaction on feed_drafts (written_by);

-- Numbers are taken at the commit, account by account in one order: nobody holds an account's head and waits for more.
create function number_feed() returns trigger language plpgsql as $$
begin
  with drafts as (
    delete from feed_drafts where written_by = txid_current() returning *
  ), numbered as (
    select drafts.*, row_number() over (partition by account_id order by place) as nth,
      count(*) over (partition by account_id) as added
    from drafts
  ), heads as (
    insert into feed_heads as h (account_id, last_number, last_at)
    select account_id, count(*), max(at) from drafts group by account_id order by account_id
    on conflict (account_id) do update set last_number = h.last_number + excluded.last_number,
      last_at = greatest(h.last_at, excluded.last_at)
    returning account_id, last_number, last_at
  )
  insert into feed (account_id, number, at, kept_from, subject_kind, subject_id, sequence, entry_id, event_id)
  select n.account_id, h.last_number - n.added + n.nth, n.at, h.last_at, n.subject_kind, n.subject_id, n.sequence,
    n.entry_id, n.event_id
  from numbered n join heads h on h.account_id = n.account_id;
  return null;
end $$;
create constraint trigger feed_drafts_numbered after insert on feed_drafts deferrable initially deferred
  for each row when (new.leads) execute function number_feed();

create function feed_history() returns trigger language plpgsql as $$
begin
  insert into feed_drafts (account_id, at, subject_kind, subject_id, sequence, leads)
  select r.account_id, a.at, a.subject_kind, a.subject_id, a.sequence, row_number() over (order by a.at, a.subject_id) = 1
  from added a cross join lateral (
    select account_id from mailboxes where a.subject_kind = 'mailbox' and id = a.subject_id
    union all select account_id from certified_domains where a.subject_kind = 'certified-domain' and id = a.subject_id
    union all select account_id from registry_requests where a.subject_kind = 'registry-request' and id = a.subject_id
  ) r order by a.at, a.subject_id;
  return null;
end $$;
create trigger history_to_feed after insert on history referencing new table as added
  for each statement execute function feed_history();

-- The resource an entry of the ledger is about; other causes name a request.
create function resource_in(cause text) returns text language sql immutable as $$
  select substring(cause from
    '^(?:POST /(?:pec|dominio|comunica_pec)|rinnovo|modifica|trasformazione|conservazione|multiutenza) ([0-9a-f]{24})')
$$;
create function feed_ledger() returns trigger language plpgsql as $$
begin
  insert into feed_drafts (account_id, at, subject_id, entry_id, leads)
  select account_id, created_at, resource_in(cause), id, row_number() over (order by id) = 1
  from added where kind in ('top-up', 'capture', 'refund') order by id;
  return null;
end $$;
create trigger ledger_entries_to_feed after insert on ledger_entries referencing new table as added
  for each statement execute function feed_ledger();

create function feed_events() returns trigger language plpgsql as $$
begin
  insert into feed_drafts (account_id, at, subject_kind, subject_id, event_id, leads)
  select account_id, at, subject_kind, subject_id, id, row_number() over (order by place) = 1
  from added order by place;
  return null;
end $$;
create trigger events_to_feed after insert on events referencing new table as added
  for each statement execute function feed_events();

-- What may be delivered again, oldest first.
create index callback_deliveries_given_up on callback_deliveries (account_id, id) where state = 'given_up';

-- What happened before there was a feed.
with told as (
  select r.account_id, h.at, 1 as kind, h.sequence::bigint as nth, h.subject_kind, h.subject_id, h.sequence,
    null::bigint as entry_id, null as event_id
  from history h join (
    select 'mailbox' as kind, id, account_id from mailboxes
    union all select 'certified-domain', id, account_id from certified_domains
    union all select 'registry-request', id, account_id from registry_requests
  ) r on r.kind = h.subject_kind and r.id = h.subject_id
  union all select account_id, created_at, 0, id, null, resource_in(cause), null, id, null
  from ledger_entries l where kind in ('top-up', 'capture', 'refund')
    and not exists (select from emptied_accounts e where e.account_id = l.account_id and l.id <= e.last_entry)
  union all select account_id, at, 2, place, subject_kind, subject_id, null, null, id from events
), numbered as (
  insert into feed (account_id, number, at, kept_from, subject_kind, subject_id, sequence, entry_id, event_id)
  select account_id, row_number() over (partition by account_id order by at, kind, nth), at, at, subject_kind,
    subject_id, sequence, entry_id, event_id
  from told
  returning account_id, number, at
)
insert into feed_heads (account_id, last_number, last_at) select account_id, max(number), max(at) from numbered group by 1;
