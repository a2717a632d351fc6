-- Every row of what operators did has a number without a gap and a hash over itself and the row before, so that a row that
-- is altered, added or left out afterwards does not fit. The texts are those of model/audit-chain.ts.
alter table operator_actions add column number bigint, add column hash bytea;

create table audit_head (
  only_row boolean primary key default true check (only_row),
  number bigint not null,
  hash bytea not null
);
insert into audit_head (number, hash) values (0, '');

create function chain_text(field text) returns text language sql immutable as $$
  select case when field is null then '-' else octet_length(convert_to(field, 'UTF8')) || ':' || field end;
$$;
create function hash_of_action(before bytea, number bigint, action operator_actions) returns bytea language sql as $$
  select sha256(before || convert_to(concat_ws(',', chain_text(number::text), chain_text(action.operator_id),
    chain_text(action.token_id), chain_text(action.operation), chain_text(action.subject), chain_text(action.request_id),
    chain_text(((extract(epoch from action.at) * 1000000)::bigint)::text)), 'UTF8'));
$$;
create function chain_action() returns trigger language plpgsql as $$
declare
  head audit_head;
begin
  -- Whoever comes second waits here: a number is given once.
  select * into head from audit_head for update;
  new.number := head.number + 1;
  new.hash := hash_of_action(head.hash, new.number, new);
  update audit_head set number = new.number, hash = new.hash;
  return new;
end $$;

-- What was there before the chain is taken in as it is.
alter table operator_actions disable trigger operator_actions_append_only;
grant update on operator_actions to current_user;
do $$
declare
  before operator_actions;
  head audit_head;
begin
  for before in select * from operator_actions order by id loop
    select * into head from audit_head;
    update operator_actions set number = head.number + 1, hash = hash_of_action(head.hash, head.number + 1, before)
    where id = before.id returning number, hash into head.number, head.hash;
    update audit_head set number = head.number, hash = head.hash;
  end loop;
end $$;
revoke update on operator_actions from current_user;
alter table operator_actions enable trigger operator_actions_append_only;

alter table operator_actions alter number set not null, alter hash set not null, add unique (number);
create trigger operator_actions_chained before insert on operator_actions
  for each row execute function chain_action();

-- For searches, the newest first.
drop index operator_actions_of_operator;
create index operator_actions_by_time on operator_actions (at desc, number desc);
create index operator_actions_of_operator on operator_actions (operator_id, at desc, number desc);
create index operator_actions_of_operation on operator_actions (operation, at desc, number desc);
create index operator_actions_of_subject on operator_actions (subject, at desc, number desc) where subject is not null;
