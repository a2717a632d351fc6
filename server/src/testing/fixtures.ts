// Test data with valid invented identifiers: Mario Rossi, born in Rome, and Azienda Prova.
import { randomBytes } from 'node:crypto'
import PDFDocument from 'pdfkit'
import { italianDateAt } from '../model/italian-date.ts'
import { aziendaProva, mario } from '../model/sample-people.ts'

/** A private person's registration. Only the address is specific to the sandbox. */
export function registration(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return { casella_pec: `mario.rossi.${nextNumber()}@testcert.legalmail.it`, ...mario, ...changes }
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
  return { casella_pec: `azienda.prova.${nextNumber()}@pec.example.it`, ...aziendaProva, ...changes }
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

/** The day of a moment in Europe/Rome, as YYYY-MM-DD. */
export const romeDayAt = (moment: Date): string =>
  italianDateAt(moment.getTime() / 1_000)
    .split('/')
    .reverse()
    .join('-')
