import { SimpleGrid, Text } from '@mantine/core'
import { countriesIn } from '../../texts/countries.ts'
import { useLanguage, useTexts } from '../../texts/language.tsx'
import { registrationTexts } from '../../texts/registration.ts'
import { Panel } from '../../ui/panel.tsx'
import { Choice, Field } from './field.tsx'
import { TownField } from './town-field.tsx'
import { useWizard } from './wizard.ts'

const columns = { base: 1, xs: 2 }

/** Whose the mailbox is, and where they are. */
export function HolderStep() {
  const t = useTexts(registrationTexts)
  const { language } = useLanguage()
  const { draft } = useWizard()
  const isPrivate = draft.tipo_cliente === 'PV'
  return (
    <>
      <Panel title={t.holderTitle}>
        {isPrivate ? (
          <Text size="sm">{t.holderPrivate}</Text>
        ) : (
          <SimpleGrid cols={columns}>
            <Field name="denominazione_titolare" autoComplete="organization" />
            <Field name="cf_piva_titolare" isCode maxLength={16} autoComplete="off" />
          </SimpleGrid>
        )}
      </Panel>
      <Panel title={t.addressOfHolder}>
        <SimpleGrid cols={columns}>
          <Field name="indirizzo_titolare" autoComplete="street-address" />
          <Choice name="nazione_titolare" data={countriesIn(language)} />
          {draft.nazione_titolare === 'IT' ? (
            <TownField name="comune_titolare" province="provincia_titolare" />
          ) : (
            <Field name="comune_titolare" />
          )}
          <Field name="provincia_titolare" isCode maxLength={2} description={t.provinceHint} />
          <Field name="cap_titolare" inputMode="numeric" autoComplete="postal-code" />
        </SimpleGrid>
      </Panel>
    </>
  )
}
