-- What the last whole run of a recurring job found, so that every process can say it.
alter table recurring_runs
  add column found json,
  add column found_at timestamptz;
