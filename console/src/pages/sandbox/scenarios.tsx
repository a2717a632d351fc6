import type { Scenario } from '@ceralacca/client'
import { Code, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { useScenarioWords } from '../../parts/scenarios.tsx'
import { areas } from '../../texts/areas.ts'
import { useTexts } from '../../texts/language.tsx'
import { sandboxTexts } from '../../texts/sandbox.ts'
import { Asked } from '../../ui/asked.tsx'
import { Choice } from '../../ui/choice.tsx'
import { List } from '../../ui/list.tsx'
import { SandboxFrame } from './frame.tsx'

/** Everything that can be let happen to a resource. */
export function ScenarioList() {
  const t = useTexts(sandboxTexts)
  const names = useTexts(areas)
  const [resource, setResource] = useState<Scenario['resource']>('pec')
  const query = useAsk(['scenarios'], (api) => api.listScenarios())
  return (
    <SandboxFrame title={t.scenarios}>
      <Text size="sm">{t.scenariosText}</Text>
      <Group>
        <Choice
          label={t.resource}
          value={resource}
          options={[
            { value: 'pec', label: names.mailboxes },
            { value: 'dominio', label: names.domains },
            { value: 'comunica_pec', label: names.requests },
          ]}
          onChange={setResource}
        />
      </Group>
      <Asked query={query}>
        {(scenarios) => <Scenarios scenarios={scenarios.filter((one) => one.resource === resource)} />}
      </Asked>
    </SandboxFrame>
  )
}

function Scenarios({ scenarios }: { scenarios: readonly Scenario[] }) {
  const t = useTexts(sandboxTexts)
  const wordsOf = useScenarioWords()
  return (
    <List
      label={t.scenarios}
      items={scenarios}
      keyOf={({ scenario }) => scenario}
      columns={[
        { title: t.scenario, of: ({ scenario }) => <Code>{scenario}</Code> },
        { title: t.does, of: (one) => <Text miw={220}>{wordsOf(one).does}</Text> },
        { title: t.from, of: ({ from }) => from.join(', ') },
        { title: t.to, of: ({ to }) => to ?? t.same },
        { title: t.needs, of: (one) => wordsOf(one).needs },
      ]}
    />
  )
}
