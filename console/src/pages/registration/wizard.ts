// What every field of the registration looks at: the draft, what the server refused, and what its checks warn of.
import type { CheckApplicantInput } from '@ceralacca/client'
import { useDebouncedValue } from '@mantine/hooks'
import { createContext, useContext } from 'react'
import { useAsk } from '../../parts/api.ts'
import { useLanguage } from '../../texts/language.tsx'
import { emptyDraft, membersOf } from './draft.ts'
import type { Draft, DraftField } from './draft.ts'

export interface Wizard {
  draft: Draft
  set: (changes: Partial<Draft>) => void
  /** Why the server would refuse a field; undefined where it would not, or was not asked. */
  refusalOf: (field: DraftField) => string | undefined
  /** What is odd about a field; undefined where nothing is. */
  warningOf: (field: DraftField) => string | undefined
}

export const WizardContext = createContext<Wizard>({
  draft: emptyDraft,
  set: () => undefined,
  refusalOf: () => undefined,
  warningOf: () => undefined,
})

export const useWizard = () => useContext(WizardContext)

const checked = [
  'tipo_cliente',
  'sottotipo_cliente',
  'codice_fiscale_richiedente',
  'nome_richiedente',
  'cognome_richiedente',
  'sesso_richiedente',
  'data_nascita_richiedente',
  'nazione_nascita_richiedente',
  'comune_nascita_richiedente',
  'provincia_nascita_richiedente',
  'cf_piva_titolare',
  'cap_titolare',
  'nazione_titolare',
  'provincia_titolare',
] as const satisfies readonly (keyof CheckApplicantInput)[]

const A_PAUSE_MS = 400

/** What the server's checks say of the draft, whenever typing pauses. */
export function useChecks(draft: Draft) {
  const members = membersOf(draft)
  const declared = Object.fromEntries(
    checked.flatMap((name) => (typeof members[name] === 'string' ? [[name, members[name]]] : [])),
  )
  const [settled] = useDebouncedValue(JSON.stringify(declared), A_PAUSE_MS)
  const input: CheckApplicantInput = JSON.parse(settled)
  const query = useAsk(['applicant-checks', settled], (api) => api.checkApplicant(input), {
    enabled: input.codice_fiscale_richiedente !== undefined || input.cap_titolare !== undefined,
  })
  // Of a field that is still empty nothing is odd yet.
  const isTyped = (field: string) => field === 'codice_fiscale_richiedente' || Object.hasOwn(declared, field)
  return (query.data?.checks ?? []).filter(
    ({ outcome, fields }) => outcome === 'warning' && fields.every((field) => !isChecked(field) || isTyped(field)),
  )
}

const isChecked = (field: string) => checked.some((one) => one === field)

export type Warnings = ReturnType<typeof useChecks>

/** The first warning about each field, in the language of the page. What compares two fields stands at the second. */
export function useWarnings(warnings: Warnings) {
  const { language } = useLanguage()
  return (field: DraftField): string | undefined => {
    const found = warnings.find(({ fields }) => (fields.length > 1 ? fields.indexOf(field) === 1 : fields[0] === field))
    return language === 'it' ? found?.italian : found?.english
  }
}
