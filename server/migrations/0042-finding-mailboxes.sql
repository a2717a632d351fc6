-- The words of an address and of whose it is, in lower case, beside the account they are found in.
create function mailbox_words(account_id text, address text, holder text, first_name text, surname text) returns tsvector
  language sql immutable parallel safe
  return array_to_tsvector(array_append(
    array_remove(
      regexp_split_to_array(lower(address || ' ' || holder || ' ' || first_name || ' ' || surname), '[\s!-/:-@\[-`{-~]+'),
      ''),
    '@' || account_id));
create index mailboxes_by_words on mailboxes
  using gin (mailbox_words(account_id, casella_pec, denominazione_titolare, nome_richiedente, cognome_richiedente));

-- Lists of an account's mailboxes by state, newest first and by expiry; the second has what expires too.
create index mailboxes_by_state on mailboxes (account_id, stato, place);
create index mailboxes_expiring_by_state on mailboxes (account_id, stato, scadenza, id) where scadenza is not null;
drop index mailboxes_expiring;
