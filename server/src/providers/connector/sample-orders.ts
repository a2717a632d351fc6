// Orders in the name of invented people, for whoever tries a connector before a test system.
import { createHash } from 'node:crypto'
import { aziendaProva, mario } from '../../model/sample-people.ts'
import type { DocumentHandle } from '../port/answer.ts'
import type { DomainOrder } from '../port/certified-domains.ts'
import type { MailboxOrder } from '../port/mailboxes.ts'
import type { RequestOrder } from '../port/registry-requests.ts'

/** The mailbox of Mario Rossi; `id` also makes its address one of its own. */
export function sampleMailbox(id: string, now: Date, providerRef: string | null): MailboxOrder {
  const dominio = 'pec.example.it'
  return {
    id,
    providerRef,
    casella_pec: `prova.${id}@${dominio}`,
    dominio,
    ...mario,
    tipo_casella: 'BRONZE',
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
    expiresAt: new Date(now.getTime() + A_YEAR_MS),
    users: [],
    registeredAt: now,
    submissions: 0,
    submittedAt: null,
  }
}

const A_YEAR_MS = 365 * 86_400_000

/** A domain of Azienda Prova. */
export const sampleDomain = (id: string, now: Date, providerRef: string | null): DomainOrder => ({
  id,
  providerRef,
  dominio: `pec.prova-${id}.example.it`,
  fornitore: 'infocert',
  tipo_dominio: 'esterno',
  anni: 1,
  numero_pec: 1,
  stato_fornitore: 'KO',
  dns: 'KO',
  config: 'KO',
  certif: 'KO',
  orderedAt: now,
  expiresAt: new Date(now.getTime() + A_YEAR_MS),
})

/** A communication of Azienda Prova. */
export const sampleRequest = (id: string, now: Date, providerRef: string | null): RequestOrder => ({
  id,
  providerRef,
  casella_pec: `prova.${id}@pec.example.it`,
  ...aziendaProva,
  pec_amministratore: false,
  codice_registro_imprese: '',
  placedAt: now,
  submissions: 0,
  submittedAt: null,
})

const bytes = Buffer.from('%PDF-1.7\n%%EOF\n')

export const sampleDocument: DocumentHandle = {
  name: 'prova.pdf',
  sizeBytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  read: async () => bytes,
}
