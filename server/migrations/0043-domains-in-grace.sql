-- Operators look at working domains whose records are wrong, the first to be suspended first.
create index certified_domains_broken on certified_domains (broken_since, id) where broken_since is not null;
