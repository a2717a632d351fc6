-- The official archive of municipalities, when an operator imported one; replaced as a whole, in one transaction.
create table municipalities (
  -- ANPR's own number of the record
  id integer primary key,
  code text not null check (code ~ '^[A-M][0-9]{3}$'),
  -- both days included; 9999-12-31 while it lasts
  valid_from date not null,
  valid_to date not null,
  name text not null,
  -- in the second official language
  other_name text not null,
  province text not null,
  check (valid_from <= valid_to)
);
create index municipalities_by_code on municipalities (code);

-- Every import there was.
create table municipality_imports (
  id bigint generated always as identity primary key,
  imported_at timestamptz not null,
  sha256 text not null,
  records integer not null,
  -- records of the file without a code, or that end before they begin
  left_out integer not null,
  added integer not null,
  changed integer not null,
  removed integer not null,
  forced boolean not null
);
