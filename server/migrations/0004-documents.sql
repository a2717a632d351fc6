create table documents (
  -- where the sealed bytes lie in the object store; content-addressed, never overwritten
  object_key text primary key,
  owner_kind text not null check (owner_kind in ('mailbox', 'request')),
  owner_id text not null,
  purpose text not null,
  name text not null,
  -- which upload of that purpose it came with, from 1
  submission integer not null,
  size_bytes integer not null,
  sha256 text not null,
  -- what the scanner saw; information for the reviewer
  findings json not null,
  created_at timestamptz not null,
  unique (owner_kind, owner_id, submission, name)
);

create table issued_forms (
  owner_id text not null,
  form text not null,
  version text not null,
  hash text not null,
  issued_at timestamptz not null,
  primary key (owner_id, form, version, hash)
);
