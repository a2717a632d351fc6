-- How many requests of each budget were given out to processes in its window. It counts nothing that must survive a crash,
-- so it is kept out of the write-ahead log.
create unlogged table rate_windows (
  budget text primary key,
  -- a window begins with the first request after the one before
  ends_at timestamptz not null,
  given bigint not null
);
