-- Each row's place in its account's list, counted from the oldest: a page far down a list is found by its place, where
-- an offset would walk over every row before it.
create table list_lengths (
  account_id text not null references accounts,
  list text not null,
  length integer not null,
  primary key (account_id, list)
);

-- Places have no gaps: whoever inserts and finds a conflict rolls back, and rows go only all at once, with the length.
create function take_place() returns trigger language plpgsql as $$
begin
  insert into list_lengths as l (account_id, list, length) values (new.account_id, tg_table_name, 1)
  on conflict (account_id, list) do update set length = l.length + 1
  returning l.length into new.place;
  return new;
end $$;

alter table mailboxes add column place integer;
update mailboxes m set place = o.place
from (select id, row_number() over (partition by account_id order by id) as place from mailboxes) o where o.id = m.id;
insert into list_lengths (account_id, list, length)
select account_id, 'mailboxes', count(*) from mailboxes group by account_id;
alter table mailboxes alter column place set not null;
create unique index mailboxes_in_order on mailboxes (account_id, place);
drop index mailboxes_of_account;
create trigger mailboxes_take_place before insert on mailboxes
  for each row when (new.place is null) execute function take_place();
