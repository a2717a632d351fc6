import type { NewHeldToken, Operations, Result } from '@ceralacca/client'
import { Button, Checkbox, Fieldset, Group, Modal, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { common } from '../../texts/common.ts'
import { useTexts } from '../../texts/language.tsx'
import { tokenTexts } from '../../texts/tokens.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { OnceOnly } from '../../ui/once.tsx'
import { Trouble } from '../../ui/trouble.tsx'
import { useDo } from '../api.ts'
import { readingScopes, scopedMethods } from './scopes.ts'

export interface WantedToken {
  name: string
  ttl: number
  /** Every one unless told. */
  scopes?: string[]
}

/** The call that makes a token. */
export type MakeToken = (api: Operations, wanted: WantedToken) => Promise<Result<NewHeldToken>>

const DAY_SECONDS = 86_400
type What = 'all' | 'read' | 'chosen'

interface NewTokenProps {
  make: MakeToken
  onClose: () => void
  /** Operators’ tokens have no scopes: their role says all. */
  hasScopes?: boolean
}

/** Makes a token and shows it once. */
export function NewToken({ make, onClose, hasScopes = true }: NewTokenProps) {
  const t = useTexts(tokenTexts)
  const words = useTexts(common)
  const call = useDo(make, ['tokens'])
  return (
    <Modal
      opened
      onClose={onClose}
      title={call.data === undefined ? t.make : t.made}
      closeButtonProps={{ 'aria-label': words.close }}
      closeOnClickOutside={call.data === undefined}
      centered
      size="lg"
    >
      {call.data === undefined ? (
        <Form hasScopes={hasScopes} call={call} onClose={onClose} />
      ) : (
        <Made token={call.data.token} onClose={onClose} />
      )}
    </Modal>
  )
}

interface FormProps {
  hasScopes: boolean
  call: { mutate: (wanted: WantedToken) => void; isPending: boolean; isError: boolean; error: unknown }
  onClose: () => void
}

function Form({ hasScopes, call, onClose }: FormProps) {
  const t = useTexts(tokenTexts)
  const words = useTexts(common)
  const [name, setName] = useState('')
  const [days, setDays] = useState<string | null>('365')
  const [what, setWhat] = useState<What>('all')
  const [chosen, setChosen] = useState<string[]>([])
  const scopes = what === 'all' ? undefined : what === 'read' ? readingScopes : chosen
  const make = () => call.mutate({ name, ttl: Number(days) * DAY_SECONDS, ...(scopes !== undefined && { scopes }) })
  const isReady = scopes === undefined || scopes.length > 0
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (isReady) make()
      }}
    >
      <Stack>
        <TextInput
          label={t.name}
          description={t.nameNote}
          maxLength={250}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t.lasts}
          allowDeselect={false}
          data={[
            { value: '30', label: t.month },
            { value: '90', label: t.quarter },
            { value: '365', label: t.year },
          ]}
          value={days}
          onChange={setDays}
        />
        {hasScopes && <WhatItMay what={what} onChange={setWhat} />}
        {what === 'chosen' && <ScopeChoice chosen={chosen} onChange={setChosen} />}
        {call.isError && <Trouble error={call.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={call.isPending} disabled={!isReady}>
            {t.make}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function WhatItMay({ what, onChange }: { what: What; onChange: (what: What) => void }) {
  const t = useTexts(tokenTexts)
  const choices: [What, string][] = [
    ['all', t.whatAll],
    ['read', t.whatRead],
    ['chosen', t.whatChosen],
  ]
  return (
    <Radio.Group
      label={t.what}
      value={what}
      onChange={(value) => onChange(choices.find(([one]) => one === value)?.[0] ?? 'all')}
    >
      <Group mt={6}>
        {choices.map(([value, label]) => (
          <Radio key={value} value={value} label={label} />
        ))}
      </Group>
    </Radio.Group>
  )
}

function ScopeChoice({ chosen, onChange }: { chosen: string[]; onChange: (scopes: string[]) => void }) {
  return (
    <Stack gap="xs">
      {Object.entries(scopedMethods).map(([segment, methods]) => (
        <Fieldset key={segment} legend={`/${segment}`} p="xs">
          <Group>
            {methods.map((method) => {
              const scope = `${method}:*/${segment}`
              return (
                <Checkbox
                  key={scope}
                  label={method}
                  checked={chosen.includes(scope)}
                  onChange={(event) =>
                    onChange(event.currentTarget.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))
                  }
                />
              )
            })}
          </Group>
        </Fieldset>
      ))}
    </Stack>
  )
}

function Made({ token, onClose }: { token: string; onClose: () => void }) {
  const t = useTexts(tokenTexts)
  const words = useTexts(common)
  return (
    <Stack>
      <OnceOnly title={t.made}>
        <Copyable text={token} label={t.made} />
      </OnceOnly>
      <CodeBlock label={t.example}>{`curl ${location.origin}/pec \\\n  -H 'Authorization: Bearer ${token}'`}</CodeBlock>
      <Group justify="flex-end">
        <Button onClick={onClose}>{words.close}</Button>
      </Group>
    </Stack>
  )
}
