-- What people still have to do at a provider after the customer was answered: one row each, from the change that caused it
-- to its confirmation or its undoing.
create table tasks (
  -- our reference of what was ordered
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  account_id text not null references accounts,
  provider text not null,
  resource_kind text not null check (resource_kind in ('mailbox', 'certified-domain', 'registry-request')),
  resource_id text not null,
  -- the call or the job that caused it
  operation text not null,
  state text not null check (state in ('open', 'done', 'failed')),
  -- the columns that changed, as they were and as they became; gone once the task has ended
  before json,
  after json,
  -- of the debit that paid for it
  cause text,
  created_at timestamptz not null,
  due_at timestamptz not null,
  overdue_noted_at timestamptz,
  ended_at timestamptz,
  reason text,
  check ((state = 'open') = (ended_at is null)),
  check ((state = 'open') = (before is not null)),
  check ((state = 'open') = (after is not null))
);
create index tasks_open on tasks (due_at, id) where state = 'open';
create index tasks_to_note on tasks (due_at) where state = 'open' and overdue_noted_at is null;
create index tasks_of_resource on tasks (resource_id, created_at);
create index tasks_of_account on tasks (account_id);

-- Which operator has which item in hand, and which version of its resource they saw.
create table queue_claims (
  item_id text primary key,
  operator_id text not null references operators,
  version integer not null,
  until timestamptz not null
);

-- Addresses that operators found to be somebody else's.
create table taken_addresses (
  casella_pec text primary key check (casella_pec = lower(casella_pec)),
  noted_at timestamptz not null
);

-- Reasons of a decision, by the codes of the fixed list.
alter table history add column reason_codes text[];

create index mailboxes_in_review on mailboxes (submitted_at, id) where stato = 'in_evasione';
create index certified_domains_in_review on certified_domains (registrazione, id) where stato = 'registrato';
create index registry_requests_to_open on registry_requests (created_at, id) where stato = 'codice_in_richiesta';
create index registry_requests_in_review on registry_requests (submitted_at, id) where stato = 'documenti_caricati';

-- What operators should know, beside what each account reads of itself.
create table operator_events (
  id bigint generated always as identity primary key,
  kind text not null,
  -- what it is about, such as a task
  subject text not null,
  detail json not null,
  at timestamptz not null
);
