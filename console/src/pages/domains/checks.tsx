// What name servers said about a domain, record by record: wanted and found, with the answers themselves.
import type { ReadDomainChecksAnswer } from '@ceralacca/client'
import { Group, Paper, Stack, Text } from '@mantine/core'
import { useDo } from '../../parts/api.ts'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { checkTexts } from '../../texts/domain-checks.ts'
import { useFormats } from '../../texts/format.ts'
import { useLanguage, useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'
import { State } from '../../ui/state.tsx'
import { Trouble } from '../../ui/trouble.tsx'
import { Evidence } from './evidence.tsx'

type Check = ReadDomainChecksAnswer['checks'][number]

/** The last look at a domain's records, when the next one is, and a button that looks now. */
export function DomainChecks({ found }: { found: ReadDomainChecksAnswer }) {
  const t = useTexts(checkTexts)
  const words = useTexts(common)
  const formats = useFormats()
  const mayRepeat = useMay('write')
  const { id, checks, simulated, next_check_at } = found
  const repeat = useDo((api, _: undefined) => api.repeatDomainChecks({ id }), ['domain'])
  const last = checks
    .map(({ checked_at }) => checked_at)
    .toSorted()
    .at(-1)
  return (
    <Panel
      title={t.checks}
      beside={
        <ActionButton
          size="xs"
          variant="default"
          loading={repeat.isPending}
          onClick={() => repeat.mutate(undefined)}
          why={mayRepeat ? undefined : words.notAllowed}
        >
          {t.again}
        </ActionButton>
      }
    >
      {simulated && <Text size="sm">{t.simulated}</Text>}
      {!simulated && checks.length === 0 && <Text size="sm">{t.noChecks}</Text>}
      {repeat.isError && <Trouble error={repeat.error} />}
      <Stack gap="sm" aria-live="polite">
        {checks.map((check) => (
          <CheckView key={check.name} check={check} />
        ))}
      </Stack>
      <Group gap="lg">
        {last !== undefined && (
          <Text size="xs" c="dimmed">
            {t.checked(formats.moment(last))}
          </Text>
        )}
        {next_check_at !== null && (
          <Text size="xs" c="dimmed">
            {t.next(formats.moment(next_check_at))}
          </Text>
        )}
      </Group>
    </Panel>
  )
}

const moods = { OK: 'good', KO: 'wrong', UNKNOWN: 'waiting' } as const

function CheckView({ check }: { check: Check }) {
  const t = useTexts(checkTexts)
  const { language } = useLanguage()
  const { name, verdict, expected, found, problem, evidence } = check
  return (
    <Paper withBorder p="sm">
      <Stack gap={6}>
        <Group gap="sm">
          <State mood={moods[verdict]}>{t[verdict]}</State>
          <Text size="sm" fw={500}>
            {t[name]}
          </Text>
        </Group>
        {problem !== null && <Text size="sm">{language === 'it' ? problem.italian : problem.english}</Text>}
        <Facts
          facts={[
            [t.wanted, <Values key="wanted" values={expected} />],
            [t.found, <Values key="found" values={found} />],
          ]}
        />
        {evidence.length > 0 && <Evidence evidence={evidence} />}
      </Stack>
    </Paper>
  )
}

function Values({ values }: { values: readonly string[] }) {
  const t = useTexts(checkTexts)
  if (values.length === 0) return <Text size="sm">{t.nothing}</Text>
  return values.map((value) => (
    <Text key={value} size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
      {value}
    </Text>
  ))
}
