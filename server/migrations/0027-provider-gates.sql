-- Who paused a provider and why; nothing is asked of it while the row is there.
create table provider_pauses (
  provider text primary key,
  reason text not null,
  operator_id text not null references operators,
  paused_at timestamptz not null
);

-- Failures in a row of one kind of question at a provider: from the first one to the next success.
create table provider_breakers (
  provider text not null,
  operation text not null,
  failures integer not null,
  -- of the last one, in our words
  cause text not null,
  -- since then it is not asked; null while it still is
  opened_at timestamptz,
  -- when one question may try again
  try_at timestamptz,
  tries integer not null default 0,
  primary key (provider, operation),
  check ((opened_at is null) = (try_at is null))
);

-- How calls went, by minute, of the last hour.
create table provider_calls (
  provider text not null,
  operation text not null,
  minute timestamptz not null,
  calls integer not null,
  failures integer not null,
  primary key (provider, operation, minute)
);
create index provider_calls_by_age on provider_calls (minute);

-- From when on the next question about progress is within the calls a minute, in whichever process.
create table provider_budgets (
  provider text primary key,
  next_at timestamptz not null
);

-- What waits for one provider is no longer walked over by those that look for another's.
create index mailboxes_to_follow on mailboxes (provider, check_at) where check_at is not null;
drop index mailboxes_to_check;
create index certified_domains_to_follow on certified_domains (provider, check_at) where check_at is not null;
drop index certified_domains_to_check;
create index registry_requests_to_follow on registry_requests (provider, check_at) where check_at is not null;
drop index registry_requests_to_check;
create index provider_operations_to_finish on provider_operations (provider, ask_again_at) where state = 'pending';
drop index provider_operations_due;

-- How far the nightly comparison is.
create table provider_comparisons (
  provider text primary key,
  -- when the next slice, or the next part of this night's, is due
  next_at timestamptz not null,
  left_tonight integer not null check (left_tonight >= 0)
);
-- When what is known here was last compared with its provider.
alter table mailboxes add column compared_at timestamptz;
alter table certified_domains add column compared_at timestamptz;
alter table registry_requests add column compared_at timestamptz;
create index mailboxes_to_compare on mailboxes (provider, compared_at nulls first) where provider_ref is not null;
create index certified_domains_to_compare on certified_domains (provider, compared_at nulls first)
  where provider_ref is not null;
create index registry_requests_to_compare on registry_requests (provider, compared_at nulls first)
  where provider_ref is not null;

-- What was found to differ there, until it agrees again.
create table provider_differences (
  resource_id text primary key,
  resource_kind text not null check (resource_kind in ('mailbox', 'certified-domain', 'registry-request')),
  account_id text not null references accounts,
  provider text not null,
  differences json not null,
  noted_at timestamptz not null
);
create index provider_differences_of_account on provider_differences (account_id);
