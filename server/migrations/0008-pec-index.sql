-- The domains the imported index of providers names as certified. Replaced as a whole by an import, in one transaction.
create table pec_index_domains (
  -- lower case, A-labels, no trailing dot
  dominio text collate "C" primary key,
  -- who provides it, where the source says so
  provider text
);

-- Every import there was; the last one says how fresh the index is.
create table pec_index_imports (
  id bigint generated always as identity primary key,
  imported_at timestamptz not null,
  source text not null check (source in ('ldif', 'signed-ldif', 'list', 'signed-list')),
  signer text,
  -- when the source was made: its signature's time, or its file's
  as_of timestamptz not null,
  sha256 text not null,
  domains integer not null,
  providers integer not null,
  added integer not null,
  removed integer not null,
  kept integer not null,
  -- entries of the source that are no domain names
  unreadable integer not null,
  forced boolean not null,
  check ((source like 'signed-%') = (signer is not null))
);
