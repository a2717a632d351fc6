-- Sessions of the console are tokens whose secret a cookie carries: one that was not used for so long has ended.
alter table tokens add column idle_seconds integer check (idle_seconds > 0);
