import { SimpleGrid, Text } from '@mantine/core'
import { countriesIn } from '../../texts/countries.ts'
import { customerSubtypes, customerTypes, hasSubtypes } from '../../texts/customer-types.ts'
import { useLanguage, useTexts } from '../../texts/language.tsx'
import { registrationTexts } from '../../texts/registration.ts'
import { Panel } from '../../ui/panel.tsx'
import { Choice, Field } from './field.tsx'
import { TownField } from './town-field.tsx'
import { useWizard } from './wizard.ts'

const columns = { base: 1, xs: 2 }

/** Who the mailbox is for, and the person who applies. */
export function ApplicantStep() {
  const t = useTexts(registrationTexts)
  return (
    <>
      <Panel title={t.whoTitle}>
        <CustomerType />
      </Panel>
      <Panel title={t.applicantTitle}>
        <Text size="sm">{t.applicantNote}</Text>
        <Person />
      </Panel>
      <Panel title={t.documentTitle}>
        <Text size="sm">{t.documentNote}</Text>
        <IdentityDocument />
      </Panel>
    </>
  )
}

function CustomerType() {
  const t = useTexts(registrationTexts)
  const { language } = useLanguage()
  const { draft } = useWizard()
  const entries = (texts: Record<string, string>) => Object.entries(texts).map(([value, label]) => ({ value, label }))
  const subtypes = hasSubtypes(draft.tipo_cliente) ? customerSubtypes[draft.tipo_cliente][language] : undefined
  const isOther = draft.tipo_cliente === 'X' || (subtypes !== undefined && draft.sottotipo_cliente === 'X')
  return (
    <SimpleGrid cols={columns}>
      <Choice name="tipo_cliente" data={entries(customerTypes[language])} />
      {subtypes !== undefined && (
        <Choice name="sottotipo_cliente" data={[{ value: '', label: t.choose }, ...entries(subtypes)]} />
      )}
      {isOther && <Field name="sottotipo_cliente_altro" />}
    </SimpleGrid>
  )
}

function Person() {
  const t = useTexts(registrationTexts)
  const { language } = useLanguage()
  const { draft } = useWizard()
  const isItalian = draft.nazione_nascita_richiedente === 'IT'
  return (
    <SimpleGrid cols={columns}>
      <Field name="nome_richiedente" autoComplete="given-name" />
      <Field name="cognome_richiedente" autoComplete="family-name" />
      <Field name="codice_fiscale_richiedente" isCode maxLength={16} autoComplete="off" />
      <Choice
        name="sesso_richiedente"
        data={[
          { value: '', label: t.choose },
          { value: 'F', label: t.female },
          { value: 'M', label: t.male },
        ]}
      />
      <Field name="data_nascita_richiedente" type="date" autoComplete="bday" />
      <Choice name="nazione_nascita_richiedente" data={countriesIn(language)} />
      {isItalian ? (
        <TownField
          name="comune_nascita_richiedente"
          province="provincia_nascita_richiedente"
          withPast
          required={false}
        />
      ) : (
        <Field name="comune_nascita_richiedente" required={false} />
      )}
      <Field name="provincia_nascita_richiedente" isCode maxLength={2} required={false} description={t.provinceHint} />
      <Field name="email" type="email" autoComplete="email" />
      <Field name="telefono" type="tel" autoComplete="tel" />
      <Field name="cellulare" type="tel" required={false} />
    </SimpleGrid>
  )
}

function IdentityDocument() {
  const t = useTexts(registrationTexts)
  const kinds = ['CARTA_D_IDENTITA', 'PATENTE', 'PASSAPORTO'] as const
  return (
    <SimpleGrid cols={columns}>
      <Choice
        name="tipo_documento"
        required={false}
        data={[{ value: '', label: t.choose }, ...kinds.map((value) => ({ value, label: t[value] }))]}
      />
      <Field name="numero_documento" required={false} autoComplete="off" />
      <Field name="documento_rilasciato_da" required={false} autoComplete="off" />
      <Field name="data_rilascio_documento" type="date" required={false} />
      <Field name="data_scadenza_documento" type="date" required={false} />
    </SimpleGrid>
  )
}
