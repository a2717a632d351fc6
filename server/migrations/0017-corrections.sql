-- An expired mailbox is revocata and can be renewed for 90 days; chiusa only after them.

-- Automatic renewals of working mailboxes, and of expired ones that wait for credit.
drop index mailboxes_to_renew;
create index mailboxes_to_renew on mailboxes (renew_at) where renew_at is not null and stato = 'evasa';
create index mailboxes_awaiting_credit on mailboxes (account_id, tipo_casella, renew_at)
  where renew_at is not null and stato = 'revocata';
-- When an account's credit last rose: the moment from which its waiting mailboxes are renewed.
create index ledger_of_rises on ledger_entries (account_id, created_at) where kind in ('top-up', 'refund', 'release');

-- Those the clock closed at their expiry within these days come back. History is append-only: a row more says so.
with clock as (
  select date_trunc('second', now() + make_interval(secs => offset_ms / 1000.0)) as now from product_clock
), back as (
  update mailboxes m
  set version = m.version + 1, stato = 'revocata', revoca = m.scadenza, ultima_modifica = clock.now,
    renew_at = case when m.autorinnovo then m.scadenza end
  from clock
  where m.stato = 'chiusa' and m.scadenza + interval '90 days' > clock.now and exists (
    select from history h
    where h.subject_kind = 'mailbox' and h.subject_id = m.id and h.sequence = m.version
      and h.move = 'close' and h.from_state = 'evasa' and h.by_whom = 'clock'
  )
  returning m.id, m.version, m.ultima_modifica
)
insert into history (subject_kind, subject_id, sequence, move, from_state, to_state, by_whom, at, reason)
select 'mailbox', id, version, 'expire', 'chiusa', 'revocata', 'clock', ultima_modifica, 'expired within 90 days'
from back;

-- Without an archive there is none to speak of (PECMASSIVA).
update mailboxes set storico = false where storico and spazio_storico = 0;

-- The guard of renewals goes by the request as written. One made before with one year may come again in either writing.
insert into kept_answers (owner_id, kind, key, request_hash, version, answer, kept_at)
select owner_id, kind, split_part(key, ' ', 1) || ' ', request_hash, version, answer, kept_at
from kept_answers where kind = 'renewal' and split_part(key, ' ', 2) = '1'
on conflict do nothing;
