-- The statement of a wallet: what came in and what was spent, by the day it happened.
create index ledger_of_days on ledger_entries (account_id, created_at desc, id desc)
  where kind in ('top-up', 'capture', 'refund');
