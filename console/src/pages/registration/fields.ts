// Which step has which field, and which field a refusal is about.
import type { DraftField } from './draft.ts'

export const steps = ['mailbox', 'applicant', 'holder', 'review'] as const
export type Step = (typeof steps)[number]

const ofMailbox: readonly DraftField[] = ['tipo_casella', 'local', 'dominio', 'autorinnovo', 'callbackUrl']
const ofHolder: readonly DraftField[] = [
  'denominazione_titolare',
  'cf_piva_titolare',
  'indirizzo_titolare',
  'comune_titolare',
  'cap_titolare',
  'provincia_titolare',
  'nazione_titolare',
]

/** The step a field is in. */
export const stepOf = (field: DraftField): Step =>
  ofMailbox.includes(field) ? 'mailbox' : ofHolder.includes(field) ? 'holder' : 'applicant'

/** The numbers of POST /pec, by the field they are about. */
const numbers: Partial<Record<DraftField, readonly number[]>> = {
  local: [222, 223, 260, 261, 326, 327, 328],
  tipo_casella: [224, 225],
  tipo_cliente: [226, 227],
  sottotipo_cliente: [228, 229],
  sottotipo_cliente_altro: [230],
  nome_richiedente: [231],
  cognome_richiedente: [232],
  email: [233, 234],
  telefono: [235, 236],
  cellulare: [237],
  codice_fiscale_richiedente: [238, 239, 240],
  data_nascita_richiedente: [241, 242],
  sesso_richiedente: [243, 244],
  nazione_nascita_richiedente: [245, 246],
  provincia_nascita_richiedente: [247, 248],
  denominazione_titolare: [249],
  cf_piva_titolare: [250, 251],
  indirizzo_titolare: [252],
  comune_titolare: [253],
  cap_titolare: [254, 255],
  nazione_titolare: [256, 257],
  provincia_titolare: [258, 259],
  autorinnovo: [264],
  tipo_documento: [363],
  data_scadenza_documento: [365, 368],
  data_rilascio_documento: [367],
  callbackUrl: [370, 371, 373, 374, 375, 376, 377],
}

const fields = new Map(
  Object.entries(numbers).flatMap(([field, those]) => those.map((number) => [number, field] as const)),
)

/** The field a refusal is about; undefined where it is about none. */
export function fieldOf(number: number | undefined): DraftField | undefined {
  const field = fields.get(number ?? 0)
  return field !== undefined && isNumbered(field) ? field : undefined
}

const isNumbered = (field: string): field is DraftField => Object.hasOwn(numbers, field)
