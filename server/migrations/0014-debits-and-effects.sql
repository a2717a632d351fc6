-- What the check of debits against effects has to know beside them.

-- Since when which moves never come free, by the prices of the program; a list of another day judges no older effect.
create table paid_moves (
  since timestamptz primary key,
  moves text[] not null
);

-- A sandbox account that was emptied: effects of its debits up to that entry are gone.
create table emptied_accounts (
  account_id text primary key references accounts,
  last_entry bigint not null
);
