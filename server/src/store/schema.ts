// The tables that kysely's query builder is used on, as TypeScript sees them; the SQL in server/migrations is the
// authority, schema.golden.sql its effect. Other tables are read and written by SQL alone.
import type { ColumnType } from 'kysely'
import type { ResourceKind } from '../model/resource-kind.ts'

/** Written as JSON text, read back as a value. */
type Json<T> = ColumnType<T, string, string>

interface DomainChecks {
  domain_id: string
  name: string
  verdict: 'OK' | 'KO' | 'UNKNOWN'
  detail: Json<unknown>
  checked_at: Date
}

interface Documents {
  object_key: string
  owner_kind: ResourceKind
  owner_id: string
  purpose: string
  name: string
  submission: number
  size_bytes: number
  sha256: string
  key_id: string | null
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

interface IssuedFormFiles {
  owner_id: string
  form: string
  sha256: string
  size_bytes: number
  issued_at: Date
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

export interface Schema {
  domain_checks: DomainChecks
  documents: Documents
  issued_forms: IssuedForms
  issued_form_files: IssuedFormFiles
  trust_lists: TrustLists
  trusted_services: TrustedServices
}
