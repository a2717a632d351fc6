-- What a database knows about itself; no row until a server was first started on it.
create table installation (
  only_row boolean primary key default true check (only_row),
  mode text not null check (mode in ('sandbox', 'production')),
  -- a fixed text sealed with ENCRYPTION_KEY: who cannot open it has another key
  key_marker text not null,
  created_at timestamptz not null
);
