// Where a domain stands, in plain words, and whose turn it is.
import type { Dominio, ReadDomainChecksAnswer } from '@ceralacca/client'
import { Box, Group, List, Text } from '@mantine/core'
import { domainTexts } from '../../texts/domains.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Panel } from '../../ui/panel.tsx'
import { State } from '../../ui/state.tsx'
import type { Mood } from '../../ui/state.tsx'

const steps = ['stato_fornitore', 'dns', 'config', 'certif'] as const

/** The four things a domain needs, and what is to be done now. */
export function DomainProgress({ domain, checks }: { domain: Dominio; checks: ReadDomainChecksAnswer }) {
  const t = useTexts(domainTexts)
  return (
    <Panel title={t.steps}>
      <Text aria-live="polite">{useWhatNow(domain, checks)}</Text>
      {domain.stato !== 'revocato' && (
        <List listStyleType="none" spacing={6}>
          {steps.map((step) => (
            <List.Item key={step}>
              <Group gap="sm" wrap="nowrap" align="flex-start">
                <Box flex="none">
                  <StepState step={step} flag={domain[step]} />
                </Box>
                <Text size="sm">{t[`step_${step}`]}</Text>
              </Group>
            </List.Item>
          ))}
        </List>
      )}
    </Panel>
  )
}

function StepState({ step, flag }: { step: (typeof steps)[number]; flag: Dominio['dns'] }) {
  const t = useTexts(domainTexts)
  const isYours = step === 'dns' && flag !== 'OK'
  const mood: Mood = flag === 'OK' ? 'good' : isYours ? 'yours' : 'waiting'
  return <State mood={mood}>{isYours ? t.KOdns : t[flag]}</State>
}

function useWhatNow({ stato, dns, timestamp }: Dominio, checks: ReadDomainChecksAnswer): string {
  const t = useTexts(domainTexts)
  const formats = useFormats()
  if (stato === 'revocato') return timestamp.certificazione === undefined ? t.nowRefused : t.nowRevoked
  if (checks.suspended_at !== null) return t.nowSuspended
  if (checks.suspended_after !== null) return t.nowGrace(formats.moment(checks.suspended_after))
  if (stato === 'evaso') return t.nowGood
  return dns === 'OK' ? t.nowProvider : t.nowRecords
}
