import type { ProviderReport } from '@ceralacca/client'
import { Group, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { always, useAsk, useDo } from '../../parts/api.ts'
import { useRefusedByRole } from '../../parts/forbidden-why.ts'
import { useMay } from '../../parts/session.ts'
import { providerTexts } from '../../texts/providers.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { queueTexts } from '../../texts/queue.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { AnchorLink } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { State } from '../../ui/state.tsx'

const LOOKED_AGAIN_MS = 10_000

/** Every provider: whether it answers, what it was asked, what is kept from it. */
export function ProviderBoard() {
  const t = useTexts(providerTexts)
  const query = useAsk(['providers'], (api) => api.listProviders({}), { pollWhile: always, everyMs: LOOKED_AGAIN_MS })
  return (
    <Page title={t.title}>
      <Asked query={query}>
        {(providers) => (
          <Stack gap="md">
            {providers.length === 0 && <Text>{t.none}</Text>}
            {providers.map((provider) => (
              <Provider key={provider.name} provider={provider} />
            ))}
          </Stack>
        )}
      </Asked>
    </Page>
  )
}

function Provider({ provider }: { provider: ProviderReport }) {
  const { name, label, paused, problem, operations } = provider
  const t = useTexts(providerTexts)
  const mayReview = useMay('review')
  const formats = useFormats()
  return (
    <Panel
      title={`${label} (${name})`}
      beside={
        <Group gap="xs">
          <Reach provider={provider} />
          <PauseButton name={name} isPaused={paused !== null} />
        </Group>
      }
    >
      <Stack gap="sm">
        {paused !== null && (
          <Text size="sm">
            {t.pausedBy(paused.operator, formats.moment(paused.since))} {paused.reason}
          </Text>
        )}
        {problem !== null && <State mood="wrong">{problem}</State>}
        <Figures provider={provider} />
        {provider.kind === 'back-office' && mayReview && <Waiting provider={name} />}
        {operations.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t.quiet}
          </Text>
        ) : (
          <Operations operations={operations} />
        )}
      </Stack>
    </Panel>
  )
}

/** How much waits for people there, with the way to it. */
function Waiting({ provider }: { provider: string }) {
  const t = useTexts(providerTexts)
  const words = useTexts(queueTexts)
  const query = useAsk(['queue', 'counts', provider], (api) => api.listQueue({ provider, limit: 1 }))
  if (query.data === undefined) return null
  const { review, task, overdue } = query.data.counts
  return (
    <Text size="sm">
      {t.queue}:{' '}
      <AnchorLink to="/operator" search={{ provider }} underline="always">
        {words.counts(review, task, overdue)}
      </AnchorLink>
    </Text>
  )
}

function Reach({ provider: { reachable, paused } }: { provider: ProviderReport }) {
  const t = useTexts(providerTexts)
  if (paused !== null) return <State mood="yours">{t.paused}</State>
  if (reachable === null) return <State mood="over">{t.nothingToReach}</State>
  return <State mood={reachable ? 'good' : 'wrong'}>{reachable ? t.reachable : t.unreachable}</State>
}

function Figures({ provider }: { provider: ProviderReport }) {
  const { credentials, credit, pending_operations, oldest_pending_at, differences, budget } = provider
  const t = useTexts(providerTexts)
  const formats = useFormats()
  const known = { accepted: t.accepted, refused: t.refused, unknown: t.unknown }
  const isKnown = (word: string): word is keyof typeof known => Object.hasOwn(known, word)
  const oldest = oldest_pending_at === null ? '' : ` (${t.oldest(formats.moment(oldest_pending_at))})`
  const figures: (readonly [string, string])[] = [
    [t.pending, `${formats.number(pending_operations)}${oldest}`],
    [t.differences, formats.number(differences)],
    ...(credentials === null
      ? []
      : [[t.credentials, isKnown(credentials) ? known[credentials] : credentials] as const]),
    ...(credit === null ? [] : [[t.credit, formats.money(credit)] as const]),
    ...(budget === null ? [] : [[t.budget, `${budget.used} / ${budget.calls_per_minute}`] as const]),
  ]
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="xs">
      {figures.map(([name, value]) => (
        <div key={name}>
          <Text size="xs" c="dimmed">
            {name}
          </Text>
          <Text size="sm">{value}</Text>
        </div>
      ))}
    </SimpleGrid>
  )
}

const moods = { closed: 'good', open: 'wrong', 'half-open': 'waiting' } as const

function Operations({ operations }: Pick<ProviderReport, 'operations'>) {
  const t = useTexts(providerTexts)
  const formats = useFormats()
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table aria-label={t.operations} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            {[t.operation, t.breaker, t.calls, t.success, t.failures, t.lastFailure].map((title) => (
              <Table.Th key={title} scope="col">
                {title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {operations.map(({ operation, breaker, calls, success_rate, failures_in_a_row, last_failure }) => (
            <Table.Tr key={operation}>
              <Table.Th scope="row" fw={500}>
                {operation}
              </Table.Th>
              <Table.Td>
                <State mood={moods[breaker]}>{t[breaker]}</State>
              </Table.Td>
              <Table.Td>{formats.number(calls)}</Table.Td>
              <Table.Td>{success_rate === null ? '' : `${formats.number(Math.round(success_rate * 100))} %`}</Table.Td>
              <Table.Td>{formats.number(failures_in_a_row)}</Table.Td>
              <Table.Td>{last_failure ?? ''}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function PauseButton({ name, isPaused }: { name: string; isPaused: boolean }) {
  const t = useTexts(providerTexts)
  const [isAsking, ask] = useState(false)
  const refused = useRefusedByRole('administer')
  const pause = useDo((api, reason: string) => api.pauseProvider({ name, reason }), ['providers'])
  const resume = useDo((api, _: null) => api.resumeProvider({ name }), ['providers'])
  return (
    <>
      <ActionButton size="xs" variant="default" why={refused} onClick={() => ask(true)}>
        {isPaused ? t.resume : t.pause}
      </ActionButton>
      {isAsking && (
        <Confirm
          title={isPaused ? t.resume : t.pause}
          effect={isPaused ? t.resumeEffect : t.pauseEffect}
          fields={isPaused ? [] : [{ name: 'reason', label: t.reason }]}
          run={({ reason = '' }) => (isPaused ? resume.mutateAsync(null) : pause.mutateAsync(reason))}
          close={() => ask(false)}
        />
      )}
    </>
  )
}
