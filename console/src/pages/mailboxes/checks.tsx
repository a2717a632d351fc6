import type { ReadApplicantChecksAnswer } from '@ceralacca/client'
import { Button, List, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from '../../generated/icons.ts'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { useLanguage, useTexts } from '../../texts/language.tsx'
import { mailboxPageTexts } from '../../texts/mailbox.ts'
import { Asked } from '../../ui/asked.tsx'
import { Panel } from '../../ui/panel.tsx'

/** What the data was compared with, warnings first. */
export function Checks({ id }: { id: string }) {
  const t = useTexts(mailboxPageTexts)
  const query = useAsk(['checks', id], (api) => api.readApplicantChecks({ id }))
  const [all, setAll] = useState(false)
  return (
    <Panel title={t.checks}>
      <Asked query={query}>
        {({ warnings, checks, sources }) => (
          <>
            <Text size="sm">{warnings === 0 ? t.checksFine : `${t.checksWarn(warnings)} ${t.checksNote}`}</Text>
            <CheckList checks={all ? checks : checks.filter(({ outcome }) => outcome === 'warning')} />
            {all ? (
              <Text size="xs" c="dimmed">
                {t.sources}: {sources.map(({ name, license }) => `${name} (${license})`).join('; ')}
              </Text>
            ) : (
              <Button variant="subtle" size="xs" onClick={() => setAll(true)} style={{ alignSelf: 'flex-start' }}>
                {t.checksRest}
              </Button>
            )}
          </>
        )}
      </Asked>
    </Panel>
  )
}

type Check = ReadApplicantChecksAnswer['checks'][number]

const signs = {
  agrees: { Icon: IconCircleCheck, color: 'var(--mantine-color-teal-7)' },
  warning: { Icon: IconAlertTriangle, color: 'var(--mantine-color-orange-7)' },
  not_assessed: { Icon: IconCircleDashed, color: 'var(--mantine-color-gray-6)' },
}

/** Checks in the language of the page, each with its sign. */
export function CheckList({ checks }: { checks: readonly Check[] }) {
  const { language } = useLanguage()
  if (checks.length === 0) return null
  return (
    <List size="sm" spacing={4} listStyleType="none">
      {checks.map(({ check, outcome, italian, english }) => {
        const { Icon, color } = signs[outcome]
        return (
          <List.Item key={check} icon={<Icon size={16} color={color} aria-hidden />}>
            {language === 'it' ? italian : english}
          </List.Item>
        )
      })}
    </List>
  )
}
