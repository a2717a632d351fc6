-- Accounts of a sandbox whose clock is ahead of everybody's, and by how much.
create table account_clocks (
  account_id text primary key references accounts,
  lead_ms bigint not null check (lead_ms > 0)
);

-- Raised whenever one of them moves: who reads the clock learns that there is more to read, and what is older than what.
alter table product_clock add column account_moves bigint not null default 0;
