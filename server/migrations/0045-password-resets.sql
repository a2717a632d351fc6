-- Whoever forgot their password chooses another one with the secret of a reset, once and in time.
alter table members
  add column reset_hash bytea unique,
  add column reset_ends_at timestamptz,
  add check ((reset_hash is null) = (reset_ends_at is null)),
  add check (reset_hash is null or state = 'active');
alter table operators
  add column reset_hash bytea unique,
  add column reset_ends_at timestamptz,
  add check ((reset_hash is null) = (reset_ends_at is null)),
  add check (reset_hash is null or state = 'active');
