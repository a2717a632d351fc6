-- The timeline of one resource: its part of the account's feed.
create index feed_of_subject on feed (account_id, subject_id, number) where subject_id is not null;

-- What expires next, of one account.
create index mailboxes_expiring on mailboxes (account_id, scadenza, id) where stato = 'evasa';
create index certified_domains_expiring on certified_domains (account_id, scadenza, id) where stato = 'evaso';

-- What begins with a text, of one account. People are their own holders, without a name as one.
create index mailboxes_by_address on mailboxes (account_id, casella_pec text_pattern_ops, id);
create index mailboxes_by_holder on mailboxes (account_id, lower(denominazione_titolare) text_pattern_ops, id)
  where denominazione_titolare <> '';
create index mailboxes_by_surname on mailboxes (account_id, lower(cognome_richiedente) text_pattern_ops, id)
  where denominazione_titolare = '';
create index certified_domains_by_name on certified_domains (account_id, dominio text_pattern_ops, id);
create index registry_requests_by_address on registry_requests (account_id, casella_pec text_pattern_ops, id);
create index registry_requests_by_company on registry_requests (account_id, lower(ragione_sociale) text_pattern_ops, id);
