-- Reviews that wait too long are told once: since when the resource was waiting when it was told. Another waiting begins
-- with another moment.
alter table mailboxes add column overdue_noted_for timestamptz;
alter table certified_domains add column overdue_noted_for timestamptz;
alter table registry_requests add column overdue_noted_for timestamptz;

create index mailboxes_review_to_note on mailboxes (provider, submitted_at)
  where stato = 'in_evasione' and overdue_noted_for is distinct from submitted_at;
create index certified_domains_review_to_note on certified_domains (provider, registrazione)
  where stato = 'registrato' and overdue_noted_for is distinct from registrazione;
create index registry_requests_opening_to_note on registry_requests (provider, created_at)
  where stato = 'codice_in_richiesta' and overdue_noted_for is distinct from created_at;
create index registry_requests_review_to_note on registry_requests (provider, submitted_at)
  where stato = 'documenti_caricati' and overdue_noted_for is distinct from submitted_at;

-- What a provider calls a resource of ours: looked up when an answer was lost and its lists are read.
create index mailboxes_of_provider_ref on mailboxes (provider_ref, provider);
create index certified_domains_of_provider_ref on certified_domains (provider_ref, provider);
create index registry_requests_of_provider_ref on registry_requests (provider_ref, provider);
