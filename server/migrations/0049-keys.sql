-- ENCRYPTION_KEY can be changed while servers run: key_marker is sealed with the key that seals now, and these are the
-- keys before it that may still be needed.
alter table installation add column replaced_keys text[] not null default '{}';

-- Which key a document is sealed with; null where nobody has looked since this column came.
alter table documents add column key_id text check (key_id ~ '^[0-9a-f]{8}$');

-- Every running server, with the keys it has and the one it seals with. Lost at a crash, as the servers are then.
create unlogged table key_holders (
  process text primary key,
  keys text[] not null,
  sealing text not null,
  seen_at timestamptz not null
);

-- The key a sealed text needs, from the nine bytes it begins with (documents/sealing.ts).
create function sealing_key(sealed text) returns text language sql immutable strict parallel safe
  return encode(substr(decode(left(sealed, 12), 'base64'), 6, 4), 'hex');
