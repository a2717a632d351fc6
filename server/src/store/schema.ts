// The tables as TypeScript sees them; the SQL in server/migrations is the authority, schema.golden.sql its effect.
import type { ColumnType, Generated } from 'kysely'
import type { CallbackDeliveryState } from '../model/callback-delivery.lifecycle.ts'
import type { CertifiedDomainState } from '../model/certified-domain.lifecycle.ts'
import type { DomainFlag, DomainKind, DomainProvider } from '../model/certified-domain.ts'
import type { MailboxState } from '../model/mailbox.lifecycle.ts'
import type { BoxType } from '../model/box-types.ts'
import type { Mover } from '../model/lifecycle.ts'
import type { RegistryRequestState } from '../model/registry-request.lifecycle.ts'

/** Written as JSON text, read back as a value. */
type Json<T> = ColumnType<T, string, string>

export interface Callback {
  url: string
  field: string
  method: 'POST' | 'JSON'
  data: Record<string, unknown>
}

/** An extra user of a mailbox, as on the wire (contract 2.5, Utenza). */
export interface MailboxUser {
  nome: string
  cognome: string
  descrizione: string
  email_gestione_password: string
  id_utenza: string
  timestamp: { attivazione: number }
  userid: string
}

interface Accounts {
  id: string
  email: string
  api_key_hash: Buffer
  signing_secret: string
  previous_signing_secret: string | null
  previous_signing_secret_until: Date | null
  created_at: Date
}

interface Tokens {
  id: string
  account_id: string | null
  role: 'customer' | 'operator'
  token_hash: Buffer
  name: Generated<string>
  scopes: string[]
  created_at: Date
  expires_at: Date | null
  revoked_at: Date | null
}

interface ProductClock {
  only_row: Generated<boolean>
  offset_ms: number
}

interface Wallets {
  account_id: string
  balance_cents: Generated<number>
  held_cents: Generated<number>
}

export type EntryKind = 'top-up' | 'hold' | 'capture' | 'release' | 'refund'

interface LedgerEntries {
  id: Generated<number>
  account_id: string
  kind: EntryKind
  amount_cents: number
  ends_id: number | null
  cause: string
  reason: Generated<string>
  created_at: Date
}

/** What a customer says when registering; every member spelled as on the wire (contract 2.4). */
export interface RegistrationColumns {
  casella_pec: string
  tipo_casella: BoxType
  tipo_cliente: string
  sottotipo_cliente: string
  sottotipo_cliente_altro: string
  nome_richiedente: string
  cognome_richiedente: string
  email: string
  telefono: string
  cellulare: string
  codice_fiscale_richiedente: string
  data_nascita_richiedente: string
  sesso_richiedente: string
  nazione_nascita_richiedente: string
  comune_nascita_richiedente: string
  provincia_nascita_richiedente: string
  denominazione_titolare: string
  cf_piva_titolare: string
  indirizzo_titolare: string
  comune_titolare: string
  cap_titolare: string
  nazione_titolare: string
  provincia_titolare: string
  tipo_documento: string | null
  numero_documento: string | null
  data_scadenza_documento: string | null
  documento_rilasciato_da: string | null
  data_rilascio_documento: string | null
}

export interface Mailboxes extends RegistrationColumns {
  id: string
  account_id: string
  provider: string
  provider_ref: string | null
  version: Generated<number>
  stato: MailboxState
  dominio: string
  callback: Json<Callback> | null
  autorinnovo: boolean
  cod_attivazione: string
  uid: Generated<string>
  conservazione: Generated<boolean>
  sms: Generated<boolean>
  storico: Generated<boolean>
  spazio_conservazione: Generated<number>
  spazio_disco: Generated<number>
  spazio_storico: Generated<number>
  documenti_attivazione: string[] | null
  documenti_conservazione: string[] | null
  multiutenza: Json<MailboxUser[]> | null
  registrazione: Date
  ultima_modifica: Date
  evasione: Date | null
  scadenza: Date | null
  revoca: Date | null
  submissions: Generated<number>
  submitted_at: Date | null
  check_at: Date | null
  rejection: string[] | null
  renew_at: Date | null
  remind_at: Date | null
  place: Generated<number>
}

interface ListLengths {
  account_id: string
  list: string
  length: number
}

/** What is ordered of a certified domain and how far it is, spelled as on the wire (contract 2.17). */
export interface DomainColumns {
  dominio: string
  fornitore: DomainProvider
  tipo_dominio: DomainKind
  stato_fornitore: DomainFlag
  dns: DomainFlag
  config: DomainFlag
  certif: DomainFlag
  anni: number
  numero_pec: number
  id_ordine: string
}

export interface CertifiedDomains extends DomainColumns {
  id: string
  account_id: string
  provider: string
  provider_ref: string | null
  version: Generated<number>
  stato: CertifiedDomainState
  autorinnovo: Generated<boolean>
  callback: Json<Callback> | null
  registrazione: Date
  ultima_modifica: Date
  scadenza: Date
  certificazione: Date | null
  revoca: Date | null
  check_at: Date | null
  remind_at: Date | null
  broken_since: Date | null
  suspended_at: Date | null
}

interface DomainChecks {
  domain_id: string
  name: string
  verdict: 'OK' | 'KO' | 'UNKNOWN'
  detail: Json<unknown>
  checked_at: Date
}

/** What a customer says of an address to be told to the Business Register, spelled as on the wire (contract 2.14). */
export interface CommunicationColumns {
  casella_pec: string
  cf: string
  nome: string
  cognome: string
  qualifica: string
  email: string
  cellulare: string
  ragione_sociale: string
  cf_piva: string
  comune: string
  provincia: string
  pec_amministratore: boolean
}

export interface RegistryRequests extends CommunicationColumns {
  id: string
  account_id: string
  provider: string
  provider_ref: string | null
  version: Generated<number>
  stato: RegistryRequestState
  callback: Json<Callback> | null
  codice_registro_imprese: string
  documenti_registro_imprese: Generated<string[]>
  timestamp: Date
  created_at: Date
  submissions: Generated<number>
  submitted_at: Date | null
  check_at: Date | null
  rejection: string[] | null
}

interface SignatureChecks {
  id: Generated<number>
  request_id: string
  document: number
  taken: boolean
  size_bytes: number
  report: Json<unknown>
  at: Date
}

interface History {
  subject_kind: string
  subject_id: string
  sequence: number
  move: string
  from_state: string | null
  to_state: string
  by_whom: Mover
  at: Date
  reason: string | null
}

interface Documents {
  object_key: string
  owner_kind: 'mailbox' | 'request'
  owner_id: string
  purpose: string
  name: string
  submission: number
  size_bytes: number
  sha256: string
  findings: Json<unknown>
  created_at: Date
}

interface IssuedForms {
  owner_id: string
  form: string
  version: string
  hash: string
  issued_at: Date
}

interface CallbackDeliveries {
  id: string
  account_id: string
  subject_kind: string
  subject_id: string
  scope: string
  event: string
  url: string
  content_type: string
  body: string
  state: CallbackDeliveryState
  attempts: Generated<number>
  next_attempt_at: Date | null
  created_at: Date
  finished_at: Date | null
}

interface CallbackAttempts {
  delivery_id: string
  attempt: number
  started_at: Date
  outcome: string
  status: number | null
  elapsed_ms: number
}

interface SilencedCallbacks {
  account_id: string
  url: string
  silenced_at: Date
}

interface TrustLists {
  territory: string
  sequence: number
  issued_at: Date
  next_update: Date | null
  sha256: string
  signer: Buffer
  imported_at: Date
}

interface TrustedServices {
  territory: string
  position: number
  name: string
  certificate: Buffer
  history: Json<{ from: string; granted: boolean }[]>
}

interface PaidMoves {
  since: Date
  moves: string[]
}

interface EmptiedAccounts {
  account_id: string
  last_entry: number
}

export interface Schema {
  paid_moves: PaidMoves
  emptied_accounts: EmptiedAccounts
  list_lengths: ListLengths
  accounts: Accounts
  tokens: Tokens
  product_clock: ProductClock
  wallets: Wallets
  ledger_entries: LedgerEntries
  mailboxes: Mailboxes
  certified_domains: CertifiedDomains
  domain_checks: DomainChecks
  registry_requests: RegistryRequests
  signature_checks: SignatureChecks
  history: History
  documents: Documents
  issued_forms: IssuedForms
  callback_deliveries: CallbackDeliveries
  callback_attempts: CallbackAttempts
  silenced_callbacks: SilencedCallbacks
  trust_lists: TrustLists
  trusted_services: TrustedServices
}
