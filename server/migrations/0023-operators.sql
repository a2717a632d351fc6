-- The setting that fixes a token's text. Only the newest of each is valid: the others end when it changes.
alter table tokens add column setting text check (setting in ('OPERATOR_TOKEN', 'SANDBOX_TOKEN'));
update tokens set setting = 'OPERATOR_TOKEN' where role = 'operator' and name = 'first operator';
update tokens set setting = 'SANDBOX_TOKEN' where role = 'customer' and name = 'sandbox' and expires_at is null;
create index tokens_of_settings on tokens (setting) where setting is not null;

-- The calls operators made, also those that only read. Written before the call is run; append-only, as the ledger.
create table operator_actions (
  id bigint generated always as identity primary key,
  operator_id text not null references operators,
  token_id text not null references tokens,
  operation text not null,
  -- what the path names: the id of a resource, an owner and its document
  subject text,
  request_id text not null,
  at timestamptz not null
);
create index operator_actions_of_operator on operator_actions (operator_id, id desc);
create trigger operator_actions_append_only before update or delete or truncate on operator_actions
  for each statement execute function refuse_change();
revoke update, delete, truncate on operator_actions from current_user;
