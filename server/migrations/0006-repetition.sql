-- Answers kept so that a repeated request gets the first one again, written in the transaction of its effect.
create table kept_answers (
  account_id text not null references accounts,
  -- an Idempotency-Key, or what the renewal guard makes of a renewal
  key text not null,
  kind text not null check (kind in ('key', 'renewal')),
  request_hash bytea not null,
  -- of the subject after the effect: a renewal is a repetition only while nothing else happened to it
  version integer,
  answer json not null,
  kept_at timestamptz not null,
  primary key (account_id, kind, key)
);
create index kept_answers_by_age on kept_answers (kept_at);

-- What happened without a change of state, for people to read: reminders, renewals that failed.
create table events (
  id text primary key,
  account_id text not null references accounts,
  subject_kind text not null,
  subject_id text not null,
  kind text not null,
  detail json not null,
  at timestamptz not null,
  -- the same thing is told once
  unique (subject_id, kind, at)
);
create index events_of_account on events (account_id, id desc);

-- Moments at which a mailbox wants attention, so that the next one is the first row of an index.
alter table mailboxes add column renew_at timestamptz, add column remind_at timestamptz;
create index mailboxes_to_renew on mailboxes (renew_at) where renew_at is not null;
create index mailboxes_to_remind on mailboxes (remind_at) where remind_at is not null;
create index mailboxes_by_expiry on mailboxes (stato, scadenza) where stato in ('evasa', 'revocata');
create index mailboxes_by_age on mailboxes (registrazione) where stato in ('registrata', 'documenti_errati');
