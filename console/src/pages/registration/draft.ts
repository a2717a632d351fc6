// What was typed into the registration so far. It stays in the browser's tab: through refusals, reloads and going back.
import type { RegisterMailboxInput } from '@ceralacca/client'
import { useSessionStorage } from '@mantine/hooks'
import type { MailboxKind } from '../../texts/mailbox-kinds.ts'
import { kindNamesInOrder } from '../../parts/mailbox-kinds.ts'

/** Every field, as typed; dates as the browser's fields have them (YYYY-MM-DD). */
export const emptyDraft = {
  tipo_casella: 'STANDARD',
  local: '',
  dominio: '',
  autorinnovo: '',
  callbackUrl: '',
  callbackMethod: 'POST',
  tipo_cliente: 'PV',
  sottotipo_cliente: '',
  sottotipo_cliente_altro: '',
  nome_richiedente: '',
  cognome_richiedente: '',
  codice_fiscale_richiedente: '',
  sesso_richiedente: '',
  data_nascita_richiedente: '',
  nazione_nascita_richiedente: 'IT',
  comune_nascita_richiedente: '',
  provincia_nascita_richiedente: '',
  email: '',
  telefono: '',
  cellulare: '',
  tipo_documento: '',
  numero_documento: '',
  documento_rilasciato_da: '',
  data_rilascio_documento: '',
  data_scadenza_documento: '',
  denominazione_titolare: '',
  cf_piva_titolare: '',
  indirizzo_titolare: '',
  comune_titolare: '',
  cap_titolare: '',
  provincia_titolare: '',
  nazione_titolare: 'IT',
}

export type Draft = typeof emptyDraft
export type DraftField = keyof Draft

const isText = (value: unknown): value is string => typeof value === 'string'

/** Reads what was kept; members that are none are as in an empty draft. */
function draftIn(kept: string | undefined): Draft {
  const draft = { ...emptyDraft }
  const read = parsed(kept)
  for (const name of Object.keys(emptyDraft).filter(isField)) {
    const value: unknown = Reflect.get(read, name)
    if (isText(value)) draft[name] = value
  }
  return draft
}

const isField = (name: string): name is DraftField => Object.hasOwn(emptyDraft, name)

function parsed(text: string | undefined): object {
  try {
    return Object(JSON.parse(text ?? '{}'))
  } catch {
    return {}
  }
}

/** The draft of this tab, how to change it, and how to forget it. */
export function useDraft() {
  const [draft, set, forget] = useSessionStorage<Draft>({
    key: 'ceralacca-registration',
    defaultValue: emptyDraft,
    getInitialValueInEffect: false,
    deserialize: draftIn,
    serialize: (value) => JSON.stringify(value),
  })
  return { draft, set: (changes: Partial<Draft>) => set((before) => ({ ...before, ...changes })), forget }
}

export const kindOf = ({ tipo_casella }: Draft): MailboxKind =>
  kindNamesInOrder.find((one) => one === tipo_casella) ?? 'STANDARD'

/** The address as far as it is typed; empty where it is not. */
export const addressOf = ({ local, dominio }: Draft): string =>
  local.trim() === '' ? '' : `${local.trim()}@${dominio}`

const dates = [
  'data_nascita_richiedente',
  'data_rilascio_documento',
  'data_scadenza_documento',
] as const satisfies readonly DraftField[]

/** What the calls take of it: nothing that is empty, dates as dd/mm/yyyy. */
export function membersOf(draft: Draft): Record<string, unknown> {
  const { local: _, dominio: __, autorinnovo, callbackUrl, callbackMethod, ...texts } = draft
  const written = { ...texts, casella_pec: addressOf(draft) }
  for (const name of dates) written[name] = italianDay(draft[name])
  return {
    ...Object.fromEntries(Object.entries(written).filter(([, value]) => value.trim() !== '')),
    ...(autorinnovo !== '' && { autorinnovo: true }),
    ...(callbackUrl.trim() !== '' && { callback: { url: callbackUrl.trim(), method: callbackMethod } }),
  }
}

const italianDay = (day: string): string => day.split('-').reverse().join('/')

const needed = ['casella_pec', 'tipo_casella', 'tipo_cliente'] as const

/** The input of a registration; what is missing the server names. */
export function registrationOf(draft: Draft): RegisterMailboxInput {
  const members = membersOf(draft)
  if (!isRegistration(members)) throw new TypeError('a draft has an address and kinds')
  return members
}

const isRegistration = (members: Record<string, unknown>): members is Record<string, unknown> & RegisterMailboxInput =>
  needed.every((name) => typeof members[name] === 'string')
