// Orders as a provider gets them: Mario's mailbox, the domain and the request of Azienda Prova.
import type { DocumentHandle } from '../providers/port/answer.ts'
import type { DomainOrder } from '../providers/port/certified-domains.ts'
import type { MailboxOrder } from '../providers/port/mailboxes.ts'
import type { RequestOrder } from '../providers/port/registry-requests.ts'
import { aziendaProva, mario } from '../model/sample-people.ts'

const now = new Date('2026-03-01T10:00:00Z')
const later = new Date(now.getTime() + 600_000)

export const placed = (casella_pec: string, changes: Partial<MailboxOrder> = {}): MailboxOrder => ({
  id: '65a000000000000000000001',
  providerRef: null,
  casella_pec,
  dominio: casella_pec.slice(casella_pec.indexOf('@') + 1),
  ...mario,
  nazione_nascita_richiedente: 'IT',
  nazione_titolare: 'IT',
  sottotipo_cliente: '',
  sottotipo_cliente_altro: '',
  cellulare: '',
  denominazione_titolare: '',
  cf_piva_titolare: '',
  tipo_documento: null,
  numero_documento: null,
  data_scadenza_documento: null,
  documento_rilasciato_da: null,
  data_rilascio_documento: null,
  autorinnovo: false,
  cod_attivazione: '12345678',
  uid: 'MA123456',
  conservazione: false,
  spazio_disco: 1024,
  spazio_storico: 0,
  spazio_conservazione: 0,
  expiresAt: null,
  users: [],
  registeredAt: now,
  submissions: 1,
  submittedAt: now,
  ...changes,
})

export const filed = (casella_pec: string, changes: Partial<RequestOrder> = {}): RequestOrder => ({
  id: '65a000000000000000000002',
  providerRef: null,
  casella_pec,
  ...aziendaProva,
  pec_amministratore: false,
  codice_registro_imprese: '',
  placedAt: now,
  submissions: 0,
  submittedAt: null,
  ...changes,
})

export const ordered = (dominio: string, changes: Partial<DomainOrder> = {}): DomainOrder => ({
  id: '65a000000000000000000003',
  dominio,
  fornitore: 'infocert',
  tipo_dominio: 'esterno',
  anni: 1,
  numero_pec: 1,
  stato_fornitore: 'KO',
  dns: 'KO',
  config: 'KO',
  certif: 'KO',
  providerRef: null,
  orderedAt: now,
  expiresAt: later,
  ...changes,
})

export const pdfHandle: DocumentHandle = {
  name: '65a000000000000000000001_0_attivazione.pdf',
  sizeBytes: 8,
  sha256: '0'.repeat(64),
  read: async () => Buffer.from('%PDF-1.7'),
}
