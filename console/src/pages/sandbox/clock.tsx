import { Button, Fieldset, Group, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAsk, useDo } from '../../parts/api.ts'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { sandboxTexts } from '../../texts/sandbox.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { List } from '../../ui/list.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'
import { everything } from './everything.ts'

const DAY_SECONDS = 86_400
type Scope = 'account' | 'all'

/** The product's time, and moving it forward. */
export function Clock() {
  const t = useTexts(sandboxTexts)
  const query = useAsk(['clock'], (api) => api.readClock())
  const [scope, setScope] = useState<Scope>('account')
  const advance = useDo((api, period: string) => api.advanceClock({ advance: period, scope }), everything)
  return (
    <Panel title={t.clock}>
      <Asked query={query}>{(clock) => <Now {...clock} />}</Asked>
      <Text size="sm">{t.clockText}</Text>
      <Radio.Group label={t.scope} value={scope} onChange={(value) => setScope(value === 'all' ? 'all' : 'account')}>
        <Group mt={6}>
          <Radio value="account" label={t.scopeAccount} />
          <Radio value="all" label={t.scopeAll} />
        </Group>
      </Radio.Group>
      <Forward isBusy={advance.isPending} onAdvance={(period) => advance.mutate(period)} />
      {advance.isError && <Trouble error={advance.error} />}
      <div aria-live="polite">{advance.data !== undefined && <Ran ran={advance.data.ran} />}</div>
    </Panel>
  )
}

function Now({ now, offset_seconds, scope }: { now: string; offset_seconds: number; scope: Scope }) {
  const t = useTexts(sandboxTexts)
  const formats = useFormats()
  const days = Math.round(offset_seconds / DAY_SECONDS)
  return (
    <Stack gap={0} aria-live="polite">
      <Text fz="h3" fw={650}>
        {formats.moment(now)}
      </Text>
      <Text size="sm" c="dimmed">
        {scope === 'account' ? t.own : t.everybodys}, {days === 0 ? t.realTime : t.ahead(days)}
      </Text>
    </Stack>
  )
}

function Forward({ isBusy, onAdvance }: { isBusy: boolean; onAdvance: (period: string) => void }) {
  const t = useTexts(sandboxTexts)
  const words = useTexts(common)
  const why = useMay('develop') ? undefined : words.notAllowed
  const [period, setPeriod] = useState('')
  const presets = [
    ['P1D', t.day],
    ['P7D', t.week],
    ['P1M', t.month],
    ['P1Y', t.year],
  ] as const
  return (
    <Fieldset legend={t.forward}>
      <Stack>
        <Group gap="xs">
          {presets.map(([duration, label]) => (
            <ActionButton
              key={duration}
              variant="default"
              why={why}
              loading={isBusy}
              onClick={() => onAdvance(duration)}
            >
              {label}
            </ActionButton>
          ))}
        </Group>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (why === undefined) onAdvance(period.trim().toUpperCase())
          }}
        >
          <Group align="flex-end" gap="xs">
            <TextInput
              label={t.period}
              description={t.periodNote}
              required
              maxLength={40}
              value={period}
              onChange={(event) => setPeriod(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" loading={isBusy} disabled={why !== undefined}>
              {t.advance}
            </Button>
          </Group>
        </form>
      </Stack>
    </Fieldset>
  )
}

function Ran({ ran }: { ran: Record<string, number> }) {
  const t = useTexts(sandboxTexts)
  const formats = useFormats()
  const jobs = Object.entries(ran).filter(([, count]) => count > 0)
  return (
    <Stack gap="xs">
      <Text fw={500}>{t.advanced}</Text>
      {jobs.length === 0 ? (
        <Text size="sm">{t.ranNothing}</Text>
      ) : (
        <List
          label={t.ran}
          items={jobs}
          keyOf={([name]) => name}
          columns={[
            { title: t.job, of: ([name]) => name },
            { title: t.done, align: 'right', of: ([, count]) => formats.number(count) },
          ]}
        />
      )}
    </Stack>
  )
}
