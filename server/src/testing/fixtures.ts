// Test data with valid invented identifiers: Mario Rossi, born in Rome, and Azienda Prova.
import { randomBytes } from 'node:crypto'
import PDFDocument from 'pdfkit'

/** A private person's registration. Only the address is specific to the sandbox. */
export function registration(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    casella_pec: `mario.rossi.${nextNumber()}@testcert.legalmail.it`,
    tipo_casella: 'GOLD',
    tipo_cliente: 'PV',
    nome_richiedente: 'mario',
    cognome_richiedente: 'rossi',
    email: 'mario.rossi@example.com',
    telefono: '0612345678',
    codice_fiscale_richiedente: 'RSSMRA80A01H501U',
    data_nascita_richiedente: '01/01/1980',
    sesso_richiedente: 'M',
    nazione_nascita_richiedente: 'it',
    comune_nascita_richiedente: 'roma',
    provincia_nascita_richiedente: 'RM',
    indirizzo_titolare: 'via verdi 20',
    comune_titolare: 'roma',
    cap_titolare: '00142',
    nazione_titolare: 'it',
    provincia_titolare: 'RM',
    ...changes,
  }
}

/** A company's registration. */
export function companyRegistration(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return registration({
    tipo_cliente: 'IM',
    sottotipo_cliente: 'IN',
    denominazione_titolare: 'azienda prova srl',
    cf_piva_titolare: '12345678903',
    ...changes,
  })
}

/** A request to communicate an address to the Business Register, valid in both modes. */
export function communication(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    casella_pec: `azienda.prova.${nextNumber()}@pec.example.it`,
    cf: 'RSSMRA80A01H501U',
    nome: 'mario',
    cognome: 'rossi',
    qualifica: 'LEGALE_RAPPRESENTANTE',
    email: 'mario.rossi@example.com',
    cellulare: '3331234567',
    ragione_sociale: 'azienda prova srl',
    cf_piva: '12345678903',
    comune: 'roma',
    provincia: 'RM',
    ...changes,
  }
}

/** The order of a certified domain, valid in both modes. */
export function domainOrder(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { dominio: `pec.azienda-prova${nextNumber()}.it`, fornitore: 'infocert', anni: 1, numero_pec: 5, ...changes }
}

let numbered = 0
const nextNumber = () => (numbered += 1)

/** A real one-page PDF with the given text. */
export function pdf(text = 'documento'): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const document = new PDFDocument({ size: 'A4' })
    const parts: Uint8Array[] = []
    document.on('data', (part: Uint8Array) => parts.push(part))
    document.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))))
    document.on('error', reject)
    document.text(text)
    document.end()
  })
}

/** The same in base64, as sent on the wire. */
export const pdfText = async (text?: string): Promise<string> => Buffer.from(await pdf(text)).toString('base64')

/** Production settings that let callbacks reach the test's receiver. */
export const inProduction = (): Record<string, string> => ({
  MODE: 'production',
  ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  CALLBACK_PRIVATE_ADDRESSES: 'allow',
})

/** A registration valid in production. */
export function productionRegistration(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return registration({ casella_pec: `mario.rossi.${nextNumber()}@legalmail.it`, ...changes })
}
