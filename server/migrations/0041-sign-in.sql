-- What people sign in with. Two tables with the same columns, as in 0035.
alter table members
  add column password_hash text,
  add column password_set_at timestamptz,
  -- sealed with ENCRYPTION_KEY; asked for once it was confirmed
  add column totp_secret text,
  add column totp_confirmed_at timestamptz,
  -- the step of the last code that was taken, so that none is taken twice
  add column totp_last_step bigint,
  add column recovery_hashes bytea[] not null default '{}',
  add check ((password_hash is null) = (password_set_at is null)),
  add check (totp_secret is not null or totp_confirmed_at is null);
create index members_signing_in on members (email) where state = 'active';

alter table operators
  add column password_hash text,
  add column password_set_at timestamptz,
  add column totp_secret text,
  add column totp_confirmed_at timestamptz,
  add column totp_last_step bigint,
  add column recovery_hashes bytea[] not null default '{}',
  add check ((password_hash is null) = (password_set_at is null)),
  add check (totp_secret is not null or totp_confirmed_at is null);

create table passkeys (
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  member_id text references members,
  operator_id text references operators,
  -- of the authenticator, base64url
  credential_id text not null unique,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  place bigint generated always as identity,
  check ((member_id is null) <> (operator_id is null))
);
create index passkeys_of_member on passkeys (member_id) where member_id is not null;
create index passkeys_of_operator on passkeys (operator_id) where operator_id is not null;

-- What an authenticator has to sign, once, and by real time; null: whoever signs in is not known yet.
create table passkey_challenges (
  challenge_hash bytea primary key,
  person_id text,
  ends_at timestamptz not null
);
create index passkey_challenges_ending on passkey_challenges (ends_at);

-- Attempts to sign in that failed, by the hash of whom or where from; by real time.
create table sign_in_failures (
  subject bytea primary key,
  failures integer not null check (failures >= 0),
  last_at timestamptz not null,
  next_at timestamptz not null
);
create index sign_in_failures_by_age on sign_in_failures (last_at);
