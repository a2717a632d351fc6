-- What is due is asked of the tables themselves (docs/decisions/0021-due-tables.md): no queue beside them.
drop schema if exists pgboss cascade;

-- who a callback goes to, as far as fairness is concerned: scheme, host and port
alter table callback_deliveries add column origin text not null default '';
update callback_deliveries set origin = coalesce(lower(substring(url from '^[A-Za-z]+://[^/?#]+')), '?');
alter table callback_deliveries alter column origin drop default;
-- a process is sending it until then, by the database's own clock; not indexed, so that claims leave no dead index rows
alter table callback_deliveries add column claimed_until timestamptz;
create index callback_deliveries_due_by_origin on callback_deliveries (origin, next_attempt_at) where state = 'due';

-- when a process last began what recurs by real time and has no due rows of its own
create table recurring_runs (
  job text primary key,
  began_at timestamptz not null
);

-- who files for a company and is empowered to: a power of attorney is drawn with it when first downloaded
alter table registry_requests add column attorney json;
