import { Button, Text } from '@mantine/core'
import { QuoteView } from '../../parts/quote.tsx'
import type { useQuote } from '../../parts/quote.tsx'
import { common } from '../../texts/common.ts'
import { customerTypes } from '../../texts/customer-types.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { kindNames } from '../../texts/mailbox-kinds.ts'
import { registrationTexts } from '../../texts/registration.ts'
import { Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'
import { CheckList } from '../mailboxes/checks.tsx'
import { addressOf, kindOf } from './draft.ts'
import type { Step } from './fields.ts'
import { useWizard } from './wizard.ts'
import type { Warnings } from './wizard.ts'

interface ReviewStepProps {
  quote: ReturnType<typeof useQuote>
  warnings: Warnings
  onEdit: (step: Step) => void
}

/** All that was typed, what is odd about it, and what it costs. */
export function ReviewStep({ quote, warnings, onEdit }: ReviewStepProps) {
  const t = useTexts(registrationTexts)
  return (
    <>
      <MailboxReview onEdit={() => onEdit('mailbox')} />
      <ApplicantReview onEdit={() => onEdit('applicant')} />
      <HolderReview onEdit={() => onEdit('holder')} />
      {warnings.length > 0 && (
        <Panel title={t.attention}>
          <Text size="sm">{t.attentionNote}</Text>
          <CheckList checks={warnings} />
        </Panel>
      )}
      <Panel title={t.priceTitle}>
        <QuoteView query={quote} />
      </Panel>
    </>
  )
}

function Edit({ step, onEdit }: { step: string; onEdit: () => void }) {
  const t = useTexts(registrationTexts)
  return (
    <Button variant="subtle" size="compact-sm" onClick={onEdit}>
      {t.edit(step)}
    </Button>
  )
}

function MailboxReview({ onEdit }: { onEdit: () => void }) {
  const t = useTexts(registrationTexts)
  const words = useTexts(common)
  const { draft } = useWizard()
  return (
    <Panel title={t.mailboxStep} beside={<Edit step={t.mailboxStep} onEdit={onEdit} />}>
      <Facts
        facts={[
          [t.casella_pec, addressOf(draft)],
          [t.tipo_casella, kindNames[kindOf(draft)]],
          [t.autorinnovo, draft.autorinnovo === '' ? words.no : words.yes],
          [t.callback, draft.callbackUrl],
        ]}
      />
    </Panel>
  )
}

function ApplicantReview({ onEdit }: { onEdit: () => void }) {
  const t = useTexts(registrationTexts)
  const formats = useFormats()
  const { draft } = useWizard()
  const birth = [
    formats.day(draft.data_nascita_richiedente),
    draft.comune_nascita_richiedente,
    draft.provincia_nascita_richiedente,
    draft.nazione_nascita_richiedente,
  ]
  return (
    <Panel title={t.applicantStep} beside={<Edit step={t.applicantStep} onEdit={onEdit} />}>
      <Facts
        facts={[
          [t.nome_richiedente, draft.nome_richiedente],
          [t.cognome_richiedente, draft.cognome_richiedente],
          [t.codice_fiscale_richiedente, draft.codice_fiscale_richiedente],
          [t.data_nascita_richiedente, birth.filter(Boolean).join(' · ')],
          [t.email, draft.email],
          [t.telefono, [draft.telefono, draft.cellulare].filter(Boolean).join(' · ')],
        ]}
      />
    </Panel>
  )
}

function HolderReview({ onEdit }: { onEdit: () => void }) {
  const t = useTexts(registrationTexts)
  const types: Record<string, string> = useTexts(customerTypes)
  const { draft } = useWizard()
  const place = [draft.cap_titolare, draft.comune_titolare, draft.provincia_titolare, draft.nazione_titolare]
  return (
    <Panel title={t.holderStep} beside={<Edit step={t.holderStep} onEdit={onEdit} />}>
      <Facts
        facts={[
          [t.tipo_cliente, types[draft.tipo_cliente]],
          [t.denominazione_titolare, draft.denominazione_titolare],
          [t.cf_piva_titolare, draft.cf_piva_titolare],
          [t.addressOfHolder, [draft.indirizzo_titolare, place.filter(Boolean).join(' ')].filter(Boolean).join(', ')],
        ]}
      />
    </Panel>
  )
}
