-- Since when, by real time, a request runs under a key whose answer is not kept yet: one whose process died is let go.
alter table kept_answers add column claimed_at timestamptz;
update kept_answers set claimed_at = now() where answer is null;

-- A request at a remote provider claims its Idempotency-Key until it is answered; those under way did not yet.
insert into kept_answers (owner_id, kind, key, request_hash, answer, kept_at, claimed_at)
  select account_id, 'key', key, decode(asked ->> 'requestHash', 'hex'), null, created_at, now()
  from provider_operations where state = 'pending' and key is not null and asked ->> 'requestHash' is not null
on conflict do nothing;
