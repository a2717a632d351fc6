-- A resource has one word for its kind in every table, what is asked of a provider is an operation that is pending, and
-- history, ledger and events say whose decision a change goes back to.
alter table history disable trigger history_append_only;
update history set subject_kind = 'certified-domain' where subject_kind = 'domain';
update history set subject_kind = 'registry-request' where subject_kind = 'request';
alter table history enable trigger history_append_only;

update callback_deliveries set subject_kind = 'certified-domain' where subject_kind = 'domain';
update callback_deliveries set subject_kind = 'registry-request' where subject_kind = 'request';

alter table documents drop constraint documents_owner_kind_check;
update documents set owner_kind = 'registry-request' where owner_kind = 'request';
alter table documents add constraint documents_owner_kind_check
  check (owner_kind in ('mailbox', 'certified-domain', 'registry-request'));

alter table provider_orders rename to provider_operations;
alter table provider_operations rename constraint provider_orders_pkey to provider_operations_pkey;
alter table provider_operations drop constraint provider_orders_state_check,
  drop constraint provider_orders_check, drop constraint provider_orders_check1, drop constraint provider_orders_check2;
drop index provider_orders_open, provider_orders_due;
update provider_operations set state = 'pending' where state = 'open';
update provider_operations set subject_kind = 'filing' where subject_kind = 'new';
alter table provider_operations
  add constraint provider_operations_state_check check (state in ('pending', 'done', 'undone')),
  add constraint provider_operations_due_check check ((state = 'pending') = (ask_again_at is not null)),
  add constraint provider_operations_asked_check check ((state = 'pending') = (asked is not null)),
  add constraint provider_operations_ended_check check ((state = 'pending') = (ended_at is null));
alter table provider_operations rename constraint provider_orders_id_check to provider_operations_id_check;
alter table provider_operations
  rename constraint provider_orders_account_id_fkey to provider_operations_account_id_fkey;
create unique index provider_operations_pending on provider_operations (subject_kind, subject_id)
  where state = 'pending';
create index provider_operations_due on provider_operations (ask_again_at) where state = 'pending';
alter index provider_orders_of_account rename to provider_operations_of_account;

-- Events that named an address, a name or a filing instead of the resource that came of it.
update events e set subject_kind = 'mailbox', subject_id = detail->>'order' where subject_kind = 'address';
update events e set subject_kind = 'certified-domain', subject_id = detail->>'order'
  where subject_kind = 'domain-name';
update events e set subject_kind = 'registry-request', subject_id = detail->>'order' where subject_kind = 'new';
update events set subject_kind = 'certified-domain' where subject_kind = 'domain';
update events set subject_kind = 'registry-request' where subject_kind = 'request';

-- {"account", "member", "operator", "token"}, ids alone; null for what happens by itself and for what is older.
alter table history add column author json;
alter table ledger_entries add column author json;
alter table events add column author json;

-- Who works in the back office. An operator's token is theirs alone.
create table operators (
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  name text not null,
  created_at timestamptz not null
);
insert into operators (id, name, created_at) select id, name, created_at from tokens where role = 'operator';
alter table tokens add column operator_id text references operators;
update tokens set operator_id = id where role = 'operator';
alter table tokens add constraint tokens_operator check ((role = 'operator') = (operator_id is not null));

-- Answers are kept for operators too, whose keys are their own; one whose answer is still to come is claimed.
alter table kept_answers drop constraint kept_answers_account_id_fkey;
alter table kept_answers rename column account_id to owner_id;
alter table kept_answers alter column answer drop not null;
