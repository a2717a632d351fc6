import type { BringMailboxInput, Casella, Scenario } from '@ceralacca/client'
import { Button, Group, NativeSelect, Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useAsk, useDo } from '../../parts/api.ts'
import { afterMailboxChange } from '../../parts/mailbox.ts'
import { useTexts } from '../../texts/language.tsx'
import { mailboxPageTexts } from '../../texts/mailbox.ts'
import { isScenario, scenarioTexts } from '../../texts/scenarios.ts'
import type { ScenarioName } from '../../texts/scenarios.ts'
import { Asked } from '../../ui/asked.tsx'
import { useNotice } from '../../ui/notice.ts'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'

/** In the sandbox: what provider and time would do, at once. */
export function Scenarios({ mailbox }: { mailbox: Casella }) {
  const t = useTexts(mailboxPageTexts)
  const query = useAsk(['scenarios'], (api) => api.listScenarios())
  return (
    <Panel title={t.sandbox}>
      <Text size="sm">{t.sandboxNote}</Text>
      <Asked query={query}>
        {(scenarios) => (
          <Choice
            key={mailbox.stato}
            id={mailbox.id}
            scenarios={scenarios.filter(({ resource, from }) => resource === 'pec' && from.includes(mailbox.stato))}
          />
        )}
      </Asked>
    </Panel>
  )
}

function Choice({ id, scenarios }: { id: string; scenarios: readonly Scenario[] }) {
  const t = useTexts(mailboxPageTexts)
  const note = useNotice()
  const names = useTexts(scenarioTexts)
  const known = scenarios.flatMap((one) => (isScenario(one.scenario) ? { ...one, scenario: one.scenario } : []))
  const [chosen, choose] = useState<ScenarioName | undefined>(known[0]?.scenario)
  const [reasons, setReasons] = useState('')
  const bring = useDo((api, input: BringMailboxInput) => api.bringMailbox(input), [...afterMailboxChange, 'events'])
  const scenario = known.find((one) => one.scenario === chosen)
  if (scenario === undefined) return <Text size="sm">{t.noScenario}</Text>
  const given = reasons.split('\n').filter((line) => line.trim() !== '')
  const start = () =>
    bring.mutate(
      { id, scenario: scenario.scenario, ...(scenario.takes_reasons && given.length > 0 && { reasons: given }) },
      { onSuccess: () => note(t.brought) },
    )
  return (
    <>
      <NativeSelect
        label={t.scenario}
        value={chosen}
        onChange={({ currentTarget: { value } }) => choose(known.find((one) => one.scenario === value)?.scenario)}
        data={known.map(({ scenario: value }) => ({ value, label: names[value] }))}
      />
      {scenario.takes_reasons && (
        <Textarea
          label={t.scenarioReasons}
          rows={2}
          value={reasons}
          onChange={({ currentTarget: { value } }) => setReasons(value)}
        />
      )}
      {bring.isError && <Trouble error={bring.error} />}
      <Group>
        <Button variant="default" loading={bring.isPending} onClick={start}>
          {t.bring}
        </Button>
      </Group>
    </>
  )
}
