import type { Casella, Dominio, RichiestaComunicazionePec } from '@ceralacca/client'
import { common } from '../texts/common.ts'
import { useFormats } from '../texts/format.ts'
import { useTexts } from '../texts/language.tsx'
import { resourceFields } from '../texts/resource-fields.ts'
import { Values } from '../ui/values.tsx'
import type { Named } from '../ui/values.tsx'

type FieldName = keyof (typeof resourceFields)['it']
const isFieldName = (name: string): name is FieldName => Object.hasOwn(resourceFields.it, name)

/** How a field is called, and how its value is written. */
export function useFieldWords() {
  const t = useTexts(resourceFields)
  const words = useTexts(common)
  const formats = useFormats()
  const said = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return ''
    if (typeof value === 'boolean') return value ? words.yes : words.no
    if (Array.isArray(value)) return value.map(said).join('; ')
    if (typeof value === 'object') return Object.values(value).map(said).join(', ')
    return String(value)
  }
  return {
    nameOf: (field: string): string => (isFieldName(field) ? t[field] : field),
    /** Expiries of changes are Unix seconds, as a provider’s panel shows none: their day is said. */
    valueOf: (field: string, value: unknown): string =>
      field === 'scadenza' && typeof value === 'number' ? formats.day(value) : said(value),
  }
}

/** What was declared of a mailbox, a domain or a request: the fields that have a value. */
export function ResourceFacts({ label, of }: { label: string; of: Casella | Dominio | RichiestaComunicazionePec }) {
  const { nameOf, valueOf } = useFieldWords()
  const given = new Map<string, unknown>(Object.entries(of))
  const values = Object.keys(resourceFields.it).flatMap((field): Named[] => {
    const value = field === 'stato' ? '' : valueOf(field, given.get(field))
    return value === '' ? [] : [{ name: nameOf(field), value }]
  })
  return <Values label={label} values={values} />
}
