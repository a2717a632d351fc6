// In a sandbox: lets happen to a resource what in production only others bring about.
import { NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import type { BringCertifiedDomainInput, BringRegistryRequestInput, Scenario } from '@ceralacca/client'
import { useState } from 'react'
import { common } from '../texts/common.ts'
import { useTexts } from '../texts/language.tsx'
import { scenarioTexts } from '../texts/resource-scenarios.ts'
import { ActionButton } from '../ui/action-button.tsx'
import { Asked } from '../ui/asked.tsx'
import { Panel } from '../ui/panel.tsx'
import { Trouble } from '../ui/trouble.tsx'
import { useAsk } from './api.ts'
import { useMay, useSession } from './session.ts'

type DomainScenario = BringCertifiedDomainInput['scenario']
type RequestScenario = BringRegistryRequestInput['scenario']
type Name = DomainScenario | RequestScenario

/** Those of a certified domain. */
export const domainScenarios = [
  'order-accepted',
  'order-refused',
  'configured',
  'certified',
  'dns-broken',
  'dns-mended',
  'suspended',
  'decision-delayed',
  'about-to-expire',
  'expiry-extended',
  'expired',
  'revoked-by-provider',
] as const satisfies readonly DomainScenario[]

/** Those of a request to the Business Register. */
export const requestScenarios = [
  'code-obtained',
  'documents-sent-back',
  'signature-refused',
  'refused-by-register',
  'communicated',
  'decision-delayed',
] as const satisfies readonly RequestScenario[]

/** What is let happen, and as it were why. */
export interface Chosen<N extends Name> {
  scenario: N
  reasons?: string[]
}

interface ScenariosProps<N extends Name> {
  stato: string
  resource: Scenario['resource']
  /** What may happen to this kind of resource in some state. */
  names: readonly N[]
  /** The call that lets it happen. */
  bring: { mutate: (chosen: Chosen<N>) => void; isPending: boolean; isSuccess: boolean; error: unknown }
}

/** Offers the scenarios that the state of the resource allows; nothing in production. */
export function Scenarios<N extends Name>(props: ScenariosProps<N>) {
  const isSandbox = useSession()?.mode === 'sandbox'
  return isSandbox ? <SandboxScenarios {...props} /> : null
}

function SandboxScenarios<N extends Name>({ stato, resource, names, bring }: ScenariosProps<N>) {
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
          const possible = names.filter((name) => here.some(({ scenario }) => scenario === name))
          const withReasons = new Set(here.filter((one) => one.takes_reasons).map(({ scenario }) => scenario))
          return possible.length === 0 ? (
            <Text size="sm">{t.none}</Text>
          ) : (
            <Choice key={stato} possible={possible} withReasons={withReasons} bring={bring} />
          )
        }}
      </Asked>
    </Panel>
  )
}

interface ChoiceProps<N extends Name> {
  possible: readonly N[]
  withReasons: ReadonlySet<string>
  bring: ScenariosProps<N>['bring']
}

function Choice<N extends Name>({ possible, withReasons, bring }: ChoiceProps<N>) {
  const t = useTexts(scenarioTexts)
  const words = useTexts(common)
  const mayDevelop = useMay('develop')
  const [name, setName] = useState(possible[0])
  const [reason, setReason] = useState('')
  const run = () => name && bring.mutate({ scenario: name, ...(reason !== '' && { reasons: [reason] }) })
  return (
    <Stack gap="sm" align="flex-start">
      <NativeSelect
        label={t.what}
        value={name}
        w="100%"
        maw={420}
        onChange={({ currentTarget: { value } }) => setName(possible.find((one) => one === value))}
        data={possible.map((one) => ({ value: one, label: t[one] }))}
      />
      {withReasons.has(name ?? '') && (
        <TextInput
          label={t.why}
          description={t.whyNote}
          value={reason}
          w="100%"
          maw={420}
          onChange={(event) => setReason(event.currentTarget.value)}
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
