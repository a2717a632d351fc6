// In a sandbox: lets happen to a resource what in production only others bring about.
import { NativeSelect, Stack, Text, Textarea } from '@mantine/core'
import type { Scenario } from '@ceralacca/client'
import { useState } from 'react'
import { common } from '../texts/common.ts'
import { useLanguage, useTexts } from '../texts/language.tsx'
import { scenarioTexts } from '../texts/scenarios.ts'
import { ActionButton } from '../ui/action-button.tsx'
import { Asked } from '../ui/asked.tsx'
import { Panel } from '../ui/panel.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAsk } from './api.ts'
import type { ScenarioName } from './scenario-names.ts'
import { useMay, useSession } from './session.ts'

/** What is let happen, and as it were why. */
export interface Chosen<N extends ScenarioName> {
  scenario: N
  reasons?: string[]
}

/** What a scenario does and takes, in the language of the page. */
export function useScenarioWords() {
  const { language } = useLanguage()
  return ({ does, needs, it }: Scenario) => {
    const said = language === 'it' ? it : { does, needs }
    const [short = '', ...rest] = said.does.split('; ')
    return { ...said, short: short.charAt(0).toUpperCase() + short.slice(1), rest: rest.join('; ') }
  }
}

interface ScenariosProps<N extends ScenarioName> {
  stato: string
  resource: Scenario['resource']
  /** What may happen to this kind of resource in some state. */
  names: readonly N[]
  /** The call that lets it happen. */
  bring: { mutate: (chosen: Chosen<N>) => void; isPending: boolean; isSuccess: boolean; error: unknown }
}

/** Offers the scenarios that the state of the resource allows; nothing in production. */
export function Scenarios<N extends ScenarioName>(props: ScenariosProps<N>) {
  const isSandbox = useSession()?.mode === 'sandbox'
  return isSandbox ? <SandboxScenarios {...props} /> : null
}

function SandboxScenarios<N extends ScenarioName>({ stato, resource, names, bring }: ScenariosProps<N>) {
  const t = useTexts(scenarioTexts)
  const query = useAsk(['scenarios'], (api) => api.listScenarios())
  return (
    <Panel title={t.title}>
      <Text size="sm" c="dimmed">
        {t.note}
      </Text>
      <Asked query={query}>
        {(all) => {
          const here = all.filter((one) => one.resource === resource && one.from.includes(stato))
          const possible = here.flatMap((one) => {
            const name = names.find((known) => known === one.scenario)
            return name === undefined ? [] : [{ name, scenario: one }]
          })
          return possible.length === 0 ? (
            <Text size="sm">{t.none}</Text>
          ) : (
            <Choice key={stato} possible={possible} bring={bring} />
          )
        }}
      </Asked>
    </Panel>
  )
}

interface ChoiceProps<N extends ScenarioName> {
  possible: readonly { name: N; scenario: Scenario }[]
  bring: ScenariosProps<N>['bring']
}

function Choice<N extends ScenarioName>({ possible, bring }: ChoiceProps<N>) {
  const t = useTexts(scenarioTexts)
  const words = useTexts(common)
  const wordsOf = useScenarioWords()
  const mayDevelop = useMay('develop')
  const [name, setName] = useState(possible[0]?.name)
  const [reasons, setReasons] = useState('')
  const scenario = possible.find((one) => one.name === name)?.scenario
  const given = reasons.split('\n').filter((line) => line.trim() !== '')
  const run = () =>
    name !== undefined &&
    bring.mutate({ scenario: name, ...(scenario?.takes_reasons === true && given.length > 0 && { reasons: given }) })
  return (
    <Stack gap="sm" align="flex-start">
      <NativeSelect
        label={t.what}
        value={name}
        w="100%"
        maw={420}
        onChange={({ currentTarget: { value } }) => setName(possible.find((one) => one.name === value)?.name)}
        data={possible.map((one) => ({ value: one.name, label: wordsOf(one.scenario).short }))}
      />
      {scenario !== undefined && <WhatFollows scenario={scenario} />}
      {scenario?.takes_reasons === true && (
        <Textarea
          label={t.why}
          description={t.whyNote}
          rows={2}
          value={reasons}
          w="100%"
          maw={420}
          onChange={(event) => setReasons(event.currentTarget.value)}
        />
      )}
      {bring.error !== null && bring.error !== undefined && <Trouble error={bring.error} />}
      <ActionButton
        variant="default"
        loading={bring.isPending}
        onClick={run}
        why={mayDevelop ? undefined : words.notAllowed}
      >
        {t.run}
      </ActionButton>
      <Text size="sm" aria-live="polite">
        {bring.isSuccess ? t.done : ''}
      </Text>
    </Stack>
  )
}

function WhatFollows({ scenario }: { scenario: Scenario }) {
  const t = useTexts(scenarioTexts)
  const { rest, needs } = useScenarioWords()(scenario)
  return (
    <Text size="sm" c="dimmed" aria-live="polite">
      {[rest, needs === null ? '' : t.needs(needs)].filter((part) => part !== '').join('. ')}
    </Text>
  )
}
