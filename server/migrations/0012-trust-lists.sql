-- one EU trusted list a country, as it was last imported (ETSI TS 119 612)
create table trust_lists (
  territory text primary key check (territory ~ '^[A-Z]{2}$'),
  -- never goes back
  sequence integer not null check (sequence > 0),
  issued_at timestamptz not null,
  next_update timestamptz,
  -- of the imported file
  sha256 text not null,
  -- DER of the certificate whose signature the list bears; the next list may be signed by it too
  signer bytea not null,
  imported_at timestamptz not null
);

-- issuers of qualified certificates on those lists
create table trusted_services (
  territory text not null references trust_lists on delete cascade,
  position integer not null,
  name text not null,
  -- DER
  certificate bytea not null,
  -- newest first: since when the service was granted, or not
  history json not null,
  primary key (territory, position)
);
