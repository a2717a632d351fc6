-- The people of an account, and what the people of the back office may do. Who is invited is a member already, and active
-- once the invitation is accepted; who was removed stays, so that what they did still names somebody.
create table members (
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  account_id text not null references accounts,
  email text not null check (email = lower(email)),
  name text not null default '',
  role text not null check (role in ('owner', 'developer', 'accountant', 'read-only')),
  state text not null check (state in ('invited', 'active', 'removed')),
  invitation_hash bytea unique,
  invitation_ends_at timestamptz,
  created_at timestamptz not null,
  joined_at timestamptz,
  removed_at timestamptz,
  place bigint generated always as identity,
  unique (account_id, id),
  check ((state = 'invited') = (invitation_hash is not null)),
  check ((state = 'invited') = (invitation_ends_at is not null)),
  check ((state = 'removed') = (removed_at is not null))
);
create index members_of_account on members (account_id, place desc);
create unique index members_by_email on members (account_id, email) where state <> 'removed';

alter table tokens add column member_id text;
alter table tokens add constraint tokens_member foreign key (account_id, member_id) references members (account_id, id);
create index tokens_of_member on tokens (member_id, place desc) where member_id is not null and revoked_at is null;
create index tokens_of_operator on tokens (operator_id, place desc) where operator_id is not null and revoked_at is null;

-- Operators of before could do everything, and still can.
alter table operators
  add column email text check (email = lower(email)),
  add column role text not null default 'administrator' check (role in ('administrator', 'reviewer', 'finance')),
  add column state text not null default 'active' check (state in ('invited', 'active', 'removed')),
  add column invitation_hash bytea unique,
  add column invitation_ends_at timestamptz,
  add column joined_at timestamptz,
  add column removed_at timestamptz,
  add column place bigint generated always as identity,
  add check ((state = 'invited') = (invitation_hash is not null)),
  add check ((state = 'invited') = (invitation_ends_at is not null)),
  add check ((state = 'removed') = (removed_at is not null));
create unique index operators_in_order on operators (place desc);
create unique index operators_by_email on operators (email) where state <> 'removed';

-- What an operator finds accounts by.
create index accounts_by_email on accounts (email text_pattern_ops);

-- The member behind a request.
alter table requests add column member_id text;
