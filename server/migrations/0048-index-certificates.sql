-- Certificates of providers as the imported index has them: SHA-1 in hex, upper case (RFC 6109, 5.3).
create table pec_index_certificates (
  sha1 text collate "C" primary key check (sha1 ~ '^[0-9A-F]{40}$'),
  provider text not null
);
