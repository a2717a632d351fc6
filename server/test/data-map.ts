// What every column may hold: a column that is new is declared here, or server/test/privacy.test.ts fails.

/**
 * `people`: tells of people, or what others wrote freely; `sealed`: with ENCRYPTION_KEY; `hashes`: of secrets and of people;
 * `rest`: ids, states, dates, amounts, words of ours, hashes of files.
 */
export interface TableHolds {
  people?: string
  sealed?: string
  hashes?: string
  rest?: string
}

/** Every table, and its columns by what they may hold. */
export const dataMap: Readonly<Record<string, TableHolds>> = {
  account_clocks: { rest: 'account_id lead_ms' },
  account_price_lists: { rest: 'account_id created_at created_by list_id place starts_at' },
  accounts: {
    people: 'email',
    sealed: 'signing_secret previous_signing_secret',
    rest: 'created_at id previous_signing_secret_until state version',
  },
  api_keys: {
    people: 'label',
    hashes: 'key_hash',
    rest: 'account_id allowed_ips created_at expires_at id last_used_at place',
  },
  audit_head: { rest: 'hash number only_row' },
  bulk_rows: {
    sealed: 'members',
    rest: 'bulk_id error key message number price_cents replayed resource_id same_as state status tries',
  },
  bulks: {
    rest: 'account_id cancel_asked_at canceled claimed_until created_at dry_run ended_at file_hash id operation place price_cents refused rows succeeded token_id worked_at',
  },
  callback_attempts: { people: 'reply', rest: 'attempt delivery_id elapsed_ms outcome started_at status' },
  callback_deliveries: {
    people: 'body url origin scope',
    rest: 'account_id attempts claimed_until content_type created_at event finished_at id next_attempt_at place state subject_id subject_kind',
  },
  certified_domains: {
    people: 'callback',
    rest: 'account_id anni autorinnovo broken_since certif certificazione check_at compared_at config dns dominio fornitore id id_ordine numero_pec overdue_noted_for place provider provider_ref registrazione remind_at revoca scadenza stato stato_fornitore suspended_at tipo_dominio ultima_modifica version',
  },
  credits: {
    people: 'reason decision_reason',
    rest: 'account_id amount_cents asked_at asked_by decided_at decided_by expires_at id state',
  },
  deletions: { rest: 'day deleted kind' },
  documents: {
    people: 'findings',
    rest: 'created_at key_id name object_key owner_id owner_kind purpose sha256 size_bytes submission',
  },
  domain_checks: { rest: 'checked_at detail domain_id name verdict' },
  emptied_accounts: { rest: 'account_id last_entry' },
  events: { people: 'detail', rest: 'account_id at author id kind place subject_id subject_kind' },
  feed: { rest: 'account_id at entry_id event_id kept_from number sequence subject_id subject_kind' },
  feed_drafts: { rest: 'account_id at entry_id event_id leads place sequence subject_id subject_kind written_by' },
  feed_heads: { rest: 'account_id last_at last_number' },
  history: {
    people: 'reason',
    rest: 'at author by_whom from_state move reason_codes sequence subject_id subject_kind to_state',
  },
  installation: { sealed: 'key_marker person_key', rest: 'created_at mode only_row replaced_keys' },
  issued_form_files: { rest: 'form issued_at owner_id sha256 size_bytes' },
  issued_forms: { rest: 'form hash issued_at owner_id version' },
  kept_answers: { people: 'answer', rest: 'claimed_at kept_at key kind owner_id request_hash version' },
  key_holders: { rest: 'keys process sealing seen_at' },
  ledger_entries: { people: 'reason', rest: 'account_id amount_cents author cause created_at ends_id era id kind' },
  list_lengths: { rest: 'account_id length list' },
  mailboxes: {
    people:
      'callback cap_titolare casella_pec cellulare cf_piva_titolare cod_attivazione codice_fiscale_richiedente cognome_richiedente comune_nascita_richiedente comune_titolare data_nascita_richiedente data_rilascio_documento data_scadenza_documento denominazione_titolare documento_rilasciato_da email indirizzo_titolare multiutenza nazione_nascita_richiedente nazione_titolare nome_richiedente numero_documento provincia_nascita_richiedente provincia_titolare rejection sesso_richiedente sottotipo_cliente_altro telefono tipo_documento',
    rest: 'account_id autorinnovo check_at compared_at conservazione documenti_attivazione documenti_conservazione dominio erased_at evasione id overdue_noted_for place provider provider_ref registrazione remind_at renew_at revoca scadenza sms sottotipo_cliente spazio_conservazione spazio_disco spazio_storico stato storico submissions submitted_at tipo_casella tipo_cliente uid ultima_modifica version',
  },
  members: {
    people: 'email name',
    sealed: 'totp_secret',
    hashes: 'invitation_hash password_hash recovery_hashes reset_hash',
    rest: 'reset_ends_at account_id created_at id invitation_ends_at joined_at password_set_at place removed_at role state totp_confirmed_at totp_last_step',
  },
  municipalities: { rest: 'code id name other_name province valid_from valid_to' },
  municipality_imports: { rest: 'added changed forced id imported_at left_out records removed sha256' },
  operator_actions: { rest: 'at hash id number operation operator_id request_id subject token_id' },
  operator_events: { rest: 'at detail id kind subject' },
  operators: {
    people: 'email name',
    sealed: 'totp_secret',
    hashes: 'invitation_hash password_hash recovery_hashes reset_hash',
    rest: 'reset_ends_at created_at id invitation_ends_at joined_at password_set_at place removed_at role state totp_confirmed_at totp_last_step',
  },
  paid_moves: { rest: 'moves since' },
  passkey_challenges: { hashes: 'challenge_hash', rest: 'ends_at person_id' },
  passkeys: {
    people: 'name',
    hashes: 'public_key credential_id',
    rest: 'counter created_at id last_used_at member_id operator_id place transports',
  },
  pec_index_certificates: { rest: 'provider sha1' },
  pec_index_domains: { rest: 'dominio provider' },
  pec_index_imports: {
    rest: 'added as_of domains forced id imported_at kept providers removed sha256 signer source unreadable',
  },
  person_records: { hashes: 'person_hash', rest: 'act at counts ended_at id operator_id' },
  price_list_items: { rest: 'cents item list_id' },
  price_lists: { rest: 'created_at created_by for_everybody id name place starts_at' },
  product_clock: { rest: 'account_moves offset_ms only_row turn' },
  provider_breakers: { rest: 'cause failures opened_at operation provider tries try_at' },
  provider_budgets: { rest: 'next_at provider' },
  provider_calls: { rest: 'calls failures minute operation provider' },
  provider_comparisons: { rest: 'left_tonight next_at provider' },
  provider_differences: { people: 'differences', rest: 'account_id noted_at provider resource_id resource_kind' },
  provider_operations: {
    people: 'asked reason',
    rest: 'account_id ask_again_at attempts created_at ended_at hold_id id key operation provider state subject_id subject_kind',
  },
  provider_pauses: { people: 'reason', rest: 'operator_id paused_at provider' },
  queue_claims: { rest: 'item_id operator_id until version' },
  rate_windows: { rest: 'budget ends_at given' },
  recurring_runs: { rest: 'found found_at began_at job' },
  registry_requests: {
    people:
      'attorney callback casella_pec cellulare cf cf_piva codice_registro_imprese cognome comune email nome provincia ragione_sociale rejection',
    rest: 'account_id check_at compared_at created_at documenti_registro_imprese erased_at id overdue_noted_for pec_amministratore place provider provider_ref qualifica stato submissions submitted_at timestamp version',
  },
  request_counts: { rest: 'account_id day paid paid_cents refused requests scope' },
  request_sources: { people: 'ip', rest: 'account_id day paid paid_cents refused requests' },
  requests: {
    people: 'ip message',
    rest: 'account_id at credential_id elapsed_ms error id member_id method paid_cents path place scope status',
  },
  sandbox_inbox: { people: 'body headers path', rest: 'account_id at id signature_right' },
  sandbox_snapshot_rows: { people: 'content', rest: 'place snapshot_id source' },
  sandbox_snapshots: { rest: 'account_id balance_cents created_at era first_entry id last_entry place' },
  sign_in_failures: { hashes: 'subject', rest: 'failures last_at next_at' },
  signature_checks: { people: 'report', rest: 'at document id request_id size_bytes taken' },
  silenced_callbacks: { people: 'url', rest: 'account_id silenced_at' },
  taken_addresses: { people: 'casella_pec', rest: 'noted_at' },
  tasks: {
    people: 'after before reason',
    rest: 'account_id cause created_at due_at ended_at id operation overdue_noted_at provider resource_id resource_kind state',
  },
  tokens: {
    people: 'name',
    hashes: 'token_hash refresh_hash',
    rest: 'account_id allowed_ips created_at expires_at id idle_seconds last_used_at max_payments max_requests max_spent_cents max_subscription_requests member_id operator_id payments place requests revoked_at role scopes setting spent_cents ttl_seconds updated_at',
  },
  trust_lists: { rest: 'imported_at issued_at next_update sequence sha256 signer territory' },
  trusted_services: { rest: 'certificate history name position territory' },
  wallets: { rest: 'account_id balance_cents era held_cents is_frozen low_balance_cents thawed_at' },
}
