// Files of calls: what they may do, how they stand, and the file of a trial while it is still in the page.
import type { Bulk } from '@ceralacca/client'
import { useTexts } from '../texts/language.tsx'
import { bulkTexts } from '../texts/bulk.ts'
import type { Mood } from '../ui/state.tsx'
import { useAsk } from './api.ts'

export const bulkOperations = ['registerMailbox', 'renewMailbox', 'renewCertifiedDomain'] as const
export type BulkOperation = (typeof bulkOperations)[number]

/** What the columns of a file may be; the first line of an example, and a row of it. */
export const exampleColumns: Record<BulkOperation, readonly (readonly [name: string, value: string])[]> = {
  registerMailbox: [
    ['casella_pec', 'mario.rossi@testcert.legalmail.it'],
    ['tipo_casella', 'STANDARD'],
    ['tipo_cliente', 'PV'],
    ['nome_richiedente', 'Mario'],
    ['cognome_richiedente', 'Rossi'],
    ['email', 'mario@example.com'],
    ['telefono', '0612345678'],
    ['codice_fiscale_richiedente', 'RSSMRA80A01H501U'],
    ['data_nascita_richiedente', '01/01/1980'],
    ['sesso_richiedente', 'M'],
    ['nazione_nascita_richiedente', 'IT'],
    ['comune_nascita_richiedente', 'Roma'],
    ['provincia_nascita_richiedente', 'RM'],
    ['indirizzo_titolare', 'via Verdi 20'],
    ['comune_titolare', 'Roma'],
    ['cap_titolare', '00142'],
    ['nazione_titolare', 'IT'],
    ['provincia_titolare', 'RM'],
  ],
  renewMailbox: [
    ['id', '0123456789abcdef01234567'],
    ['anni', '1'],
    ['renewal_from', '31/12/2027'],
  ],
  renewCertifiedDomain: [
    ['id', '0123456789abcdef01234567'],
    ['anni', '1'],
  ],
}

/** Files that were tried in this page, by the id of their trial. */
export const triedFiles = new Map<string, File>()

/** A file of calls; read again and again while it is worked on. */
export const useBulk = (id: string) => useAsk(['bulk', id], (api) => api.readBulk({ id }), { pollWhile: isRunning })

export const isRunning = ({ ended_at }: Pick<Bulk, 'ended_at'>) => ended_at === null

export const bulkMoods: Record<Bulk['state'], Mood> = {
  running: 'waiting',
  canceling: 'waiting',
  done: 'good',
  canceled: 'over',
}

/** States and operations in words. */
export function useBulkWords() {
  const t = useTexts(bulkTexts)
  const states: Record<Bulk['state'], string> = {
    running: t.running,
    canceling: t.canceling,
    done: t.done,
    canceled: t.canceledState,
  }
  const operation = (name: string) => t[bulkOperations.find((one) => one === name) ?? 'registerMailbox']
  return { states, operation }
}
