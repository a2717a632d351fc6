import { Autocomplete } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useAsk } from '../../parts/api.ts'
import { useTexts } from '../../texts/language.tsx'
import { registrationTexts } from '../../texts/registration.ts'
import { warned } from './field.tsx'
import { useWizard } from './wizard.ts'

interface TownFieldProps {
  name: 'comune_nascita_richiedente' | 'comune_titolare'
  province: 'provincia_nascita_richiedente' | 'provincia_titolare'
  /** Towns that are no more, for those who were born in one. */
  withPast?: boolean
  required?: boolean
}

/** A town, with those of Italy to choose from; its province comes with it. */
export function TownField({ name, province, withPast = false, required = true }: TownFieldProps) {
  const t = useTexts(registrationTexts)
  const { draft, set, refusalOf, warningOf } = useWizard()
  const [q] = useDebouncedValue(draft[name].trim(), 200)
  const { data } = useAsk(['towns', q], (api) => api.findTowns({ q }), { enabled: q.length > 1 })
  const towns = (q.length > 1 ? (data?.items ?? []) : []).filter(({ until }) => withPast || until === null)
  const options = new Map(
    towns.map((town) => {
      const where = town.province === null ? '' : ` (${town.province})`
      const when = town.until === null ? '' : `, ${t.townUntil(town.until.slice(0, 4))}`
      return [`${town.name}${where}${when}`, town]
    }),
  )
  const change = (value: string) => {
    const town = options.get(value)
    set(
      town === undefined
        ? { [name]: value }
        : { [name]: town.name, ...(town.province !== null && { [province]: town.province }) },
    )
  }
  return (
    <Autocomplete
      name={name}
      label={t[name]}
      withAsterisk={required}
      aria-required={required}
      value={draft[name]}
      onChange={change}
      data={[...options.keys()]}
      filter={({ options: all }) => all}
      error={refusalOf(name)}
      autoComplete="off"
      {...warned(warningOf(name))}
    />
  )
}
