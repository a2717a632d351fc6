-- The test gestore's own schema: mailboxes with what is in them, and messages on their way (docs/decisions/0053).
-- It reads the sandbox's mailboxes and certified domains in `public`, and writes nothing there.

-- What is there of a mailbox here. `id` is the sandbox's mailbox, or `altro:<address>` at the other gestore.
create table gestore.boxes (
  id text primary key,
  account_id text,
  address text not null,
  gestore text not null,
  used_bytes bigint not null default 0,
  history_bytes bigint not null default 0,
  made_at timestamptz not null
);
create index boxes_account on gestore.boxes (account_id);

-- Added to the seconds of the clock: of two folders of one name, one after the other, no two have the same validity.
create sequence gestore.uid_validities;

create table gestore.folders (
  id bigint generated always as identity primary key,
  box_id text not null references gestore.boxes on delete cascade,
  name text not null,
  special_use text,
  is_subscribed boolean not null default true,
  -- Copies of everything, with a space of their own.
  is_history boolean not null default false,
  uid_validity bigint not null,
  uid_next bigint not null default 1,
  first_recent bigint not null default 1,
  version bigint not null default 0,
  messages integer not null default 0,
  constraint folders_name unique (box_id, name)
);

-- The bytes of a message, sealed, once for all folders it is in. `envelope` and `body_structure` are IMAP texts.
create table gestore.bodies (
  id uuid primary key,
  size_bytes integer not null,
  header bytea not null,
  content bytea not null,
  envelope text not null,
  body_structure text not null,
  made_at timestamptz not null default clock_timestamp()
);
-- Sealed bytes do not compress.
alter table gestore.bodies alter column content set storage external;
alter table gestore.bodies alter column header set storage external;

create table gestore.mails (
  folder_id bigint not null references gestore.folders on delete cascade,
  uid bigint not null,
  body_id uuid not null references gestore.bodies,
  flags text[] not null default '{}',
  received_at timestamptz not null,
  version bigint not null,
  primary key (folder_id, uid)
);
create index mails_body on gestore.mails (body_id);

-- Passwords; a login is an address, or the code of a mailbox or of one of its users.
create table gestore.passwords (
  mailbox_id text not null,
  login text not null,
  salt bytea not null,
  hash bytea not null,
  set_at timestamptz not null,
  primary key (mailbox_id, login)
);

-- Keys and certificates of the gestori, sealed.
create table gestore.secrets (
  name text primary key,
  sealed text not null
);

-- A message somebody submitted, from the moment it was taken.
create table gestore.transmissions (
  identifier text primary key,
  gestore text not null,
  box_id text not null,
  account_id text,
  sender text not null,
  recipients text[] not null,
  -- Until every recipient has an outcome.
  original uuid references gestore.bodies,
  envelope uuid references gestore.bodies,
  state text not null check (state in ('submitted', 'accepted', 'refused')),
  reply_to text not null default '',
  subject text not null default '',
  message_id text,
  receipt_type text not null default 'completa',
  submitted_at timestamptz not null
);
create index transmissions_box on gestore.transmissions (box_id, submitted_at);
create index transmissions_account on gestore.transmissions (account_id);
create index transmissions_original on gestore.transmissions (original);
create index transmissions_envelope on gestore.transmissions (envelope);

-- Each recipient of an accepted message, and the one outcome it has.
create table gestore.recipients (
  identifier text not null references gestore.transmissions on delete cascade,
  address text not null,
  type text not null check (type in ('certificato', 'esterno')),
  gestore text,
  taken_at timestamptz,
  noticed_at timestamptz,
  outcome text check (outcome in ('delivered', 'failed', 'expired')),
  outcome_at timestamptz,
  detail text,
  -- The receipt came after the message had been given up.
  is_uncertain boolean not null default false,
  primary key (identifier, address)
);

-- What arrived from outside a gestore, once each, however often it is sent.
create table gestore.arrivals (
  id uuid primary key,
  gestore text not null,
  fingerprint bytea not null,
  body_id uuid references gestore.bodies,
  sender text not null,
  recipients text[] not null,
  arrived_at timestamptz not null,
  constraint arrivals_once unique (gestore, fingerprint)
);
create index arrivals_body on gestore.arrivals (body_id);
create index arrivals_at on gestore.arrivals (arrived_at);

-- For whom a gestore has had which envelope: sent again, it is not delivered again.
create table gestore.received (
  gestore text not null,
  identifier text not null,
  recipient text not null,
  received_at timestamptz not null default clock_timestamp(),
  primary key (gestore, identifier, recipient)
);

-- What is to be done next, and when by the clock of the account (docs/decisions/0021).
create table gestore.steps (
  id bigint generated always as identity primary key,
  account_id text not null default '',
  due_at timestamptz not null,
  kind text not null,
  about text not null,
  gestore text not null,
  recipient text,
  body_id uuid references gestore.bodies,
  first_due_at timestamptz not null,
  attempts integer not null default 0,
  claimed_until timestamptz
);
create index steps_due on gestore.steps (due_at);
create index steps_account_due on gestore.steps (account_id, due_at) where account_id <> '';
create index steps_about on gestore.steps (about);
create index steps_body on gestore.steps (body_id);
