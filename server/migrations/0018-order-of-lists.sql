-- Ids carry the second of their creation and nothing of the order within it. A place in the order of insertion tells rows
-- of one second apart, so that lists are newest first to the row.
alter table registry_requests add column place bigint;
update registry_requests t set place = o.place
from (select id, row_number() over (order by created_at, id) as place from registry_requests) o where o.id = t.id;
alter table registry_requests alter column place set not null,
  alter column place add generated always as identity;
select setval(pg_get_serial_sequence('registry_requests', 'place'), (select count(*) + 1 from registry_requests), false);
drop index registry_requests_of_account;
create index registry_requests_of_account on registry_requests (account_id, created_at desc, place desc);

alter table certified_domains add column place bigint;
update certified_domains t set place = o.place
from (select id, row_number() over (order by registrazione, id) as place from certified_domains) o where o.id = t.id;
alter table certified_domains alter column place set not null,
  alter column place add generated always as identity;
select setval(pg_get_serial_sequence('certified_domains', 'place'), (select count(*) + 1 from certified_domains), false);
drop index certified_domains_of_account;
create index certified_domains_of_account on certified_domains (account_id, registrazione desc, place desc);

alter table events add column place bigint;
update events t set place = o.place
from (select id, row_number() over (order by at, id) as place from events) o where o.id = t.id;
alter table events alter column place set not null, alter column place add generated always as identity;
select setval(pg_get_serial_sequence('events', 'place'), (select count(*) + 1 from events), false);
drop index events_of_account;
create index events_of_account on events (account_id, at desc, place desc);

alter table callback_deliveries add column place bigint;
update callback_deliveries t set place = o.place
from (select id, row_number() over (order by created_at, id) as place from callback_deliveries) o where o.id = t.id;
alter table callback_deliveries alter column place set not null,
  alter column place add generated always as identity;
select setval(pg_get_serial_sequence('callback_deliveries', 'place'), (select count(*) + 1 from callback_deliveries), false);
drop index callback_deliveries_of_account;
create index callback_deliveries_of_account on callback_deliveries (account_id, created_at desc, place desc);

alter table tokens add column place bigint;
update tokens t set place = o.place
from (select id, row_number() over (order by created_at, id) as place from tokens) o where o.id = t.id;
alter table tokens alter column place set not null, alter column place add generated always as identity;
select setval(pg_get_serial_sequence('tokens', 'place'), (select count(*) + 1 from tokens), false);
drop index tokens_of_account;
create index tokens_of_account on tokens (account_id, created_at desc, place desc);
