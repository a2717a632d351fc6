-- A standby that is promoted cannot read the sequence of an unlogged table ("bad magic number in sequence", PostgreSQL 15):
-- every write that is told of in the feed failed after a failover. A sequence of its own is logged, like any other.
create sequence feed_draft_places cache 50;
alter table feed_drafts
  alter column place drop identity,
  alter column place set default nextval('feed_draft_places');
alter sequence feed_draft_places owned by feed_drafts.place;
