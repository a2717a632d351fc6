import type { Dominio } from '@ceralacca/client'
import { useAsk } from '../../parts/api.ts'
import { domainTexts } from '../../texts/domains.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'
import { providerNames } from './providers.ts'

/** What was ordered, when, and how many mailboxes are under it. */
export function DomainFacts({ domain }: { domain: Dominio }) {
  const t = useTexts(domainTexts)
  const formats = useFormats()
  const { id, fornitore, anni, numero_pec, id_ordine, timestamp, data_scadenza } = domain
  const quota = useAsk(['domain', id, 'quota'], (api) => api.readDomainQuota({ id }))
  const bought = formats.number(numero_pec)
  return (
    <Panel title={t.facts}>
      <Facts
        facts={[
          [t.provider, providerNames[fornitore]],
          [t.mailboxes, quota.data === undefined ? bought : t.inUse(formats.number(quota.data.in_use), bought)],
          [t.ordered, formats.moment(timestamp.registrazione)],
          [t.certifiedOn, formats.moment(timestamp.certificazione)],
          [t.revokedOn, formats.moment(timestamp.revoca)],
          [t.expiry, formats.day(data_scadenza)],
          [t.years, formats.number(anni)],
          [t.orderNumber, id_ordine],
        ]}
      />
    </Panel>
  )
}
