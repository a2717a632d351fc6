-- The official archive has towns that ended before codes were given: they are kept with the code ''.
alter table municipalities
  drop constraint municipalities_code_check,
  add constraint municipalities_code_check check (code ~ '^([A-M][0-9]{3})?$');
