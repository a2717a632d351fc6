-- The files given out of a form, by which an uploaded one is known to begin with the very bytes; of those given out before
-- only the mark is known.
create table issued_form_files (
  owner_id text not null,
  form text not null,
  sha256 text not null,
  size_bytes integer not null,
  issued_at timestamptz not null,
  primary key (owner_id, sha256)
);
