create table certified_domains (
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  account_id text not null references accounts,
  -- who takes our orders, and its own name for this one
  provider text not null,
  provider_ref text,
  -- raised by every change; a move made on an older reading finds no row
  version integer not null default 1,
  stato text not null check (stato in ('registrato', 'evaso', 'revocato')),
  -- lower case, A-labels, no trailing dot
  dominio text not null check (dominio = lower(dominio)),
  fornitore text not null check (fornitore in ('infocert', 'namirial')),
  tipo_dominio text not null check (tipo_dominio in ('interno', 'esterno')),
  stato_fornitore text not null check (stato_fornitore in ('OK', 'KO', 'MISSING')),
  dns text not null check (dns in ('OK', 'KO', 'MISSING')),
  config text not null check (config in ('OK', 'KO', 'MISSING')),
  certif text not null check (certif in ('OK', 'KO', 'MISSING')),
  anni integer not null check (anni between 1 and 10),
  numero_pec integer not null check (numero_pec >= 1),
  id_ordine text not null check (id_ordine ~ '^[0-9a-f]{6}$'),
  autorinnovo boolean not null default false,
  -- json, not jsonb: what the customer sent is echoed as it came
  callback json,
  registrazione timestamptz not null,
  ultima_modifica timestamptz not null,
  scadenza timestamptz not null,
  certificazione timestamptz,
  revoca timestamptz,
  -- when provider and DNS are to be looked at again; null when nothing is awaited
  check_at timestamptz,
  remind_at timestamptz,
  -- since when the records of a working domain are wrong, and since when it is suspended for it
  broken_since timestamptz,
  suspended_at timestamptz
);
-- A name is one customer's until it is revoked.
create unique index certified_domains_name on certified_domains (dominio) where stato <> 'revocato';
create index certified_domains_of_account on certified_domains (account_id, id desc);
create index certified_domains_to_check on certified_domains (check_at) where check_at is not null;
create index certified_domains_to_remind on certified_domains (remind_at) where remind_at is not null;
create index certified_domains_by_expiry on certified_domains (scadenza) where stato <> 'revocato';

-- The last look at each record of a domain, with its evidence.
create table domain_checks (
  domain_id text not null references certified_domains on delete cascade,
  name text not null,
  verdict text not null check (verdict in ('OK', 'KO', 'UNKNOWN')),
  detail json not null,
  checked_at timestamptz not null,
  primary key (domain_id, name)
);

-- Who has a mailbox under a domain: for its quota, and for all of them to go with it.
create index mailboxes_of_domain on mailboxes (dominio, id);
