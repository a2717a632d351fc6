import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect } from 'react'
import { listed, useAsk } from '../../parts/api.ts'
import { kinds } from '../../parts/mailbox-kinds.ts'
import { useSession } from '../../parts/session.ts'
import { useTexts } from '../../texts/language.tsx'
import { registrationTexts } from '../../texts/registration.ts'
import { Trouble } from '../../ui/trouble.tsx'
import { addressOf, kindOf } from './draft.ts'
import { useWizard } from './wizard.ts'

const A_PAUSE_MS = 350

/** The address: its first part, and the domain of the kind or one of the customer's own. */
export function AddressField() {
  const t = useTexts(registrationTexts)
  const { draft, set, refusalOf } = useWizard()
  const domains = useDomains(kinds[kindOf(draft)].domain[useSession()?.mode ?? 'production'])
  const [first] = domains
  const isOffered = domains.includes(draft.dominio)
  useEffect(() => {
    if (!isOffered && first !== undefined) set({ dominio: first })
  })
  return (
    <Stack gap="xs">
      <Group align="flex-start" gap="sm">
        <TextInput
          label={t.local}
          description={t.localHint}
          name="local"
          withAsterisk
          aria-required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={draft.local}
          error={refusalOf('local')}
          onChange={({ currentTarget: { value } }) => set({ local: value.toLowerCase() })}
          style={{ flex: '1 1 240px' }}
        />
        <NativeSelect
          label={t.domain}
          description={'\u00a0'}
          name="dominio"
          value={draft.dominio}
          data={domains.map((value) => ({ value, label: `@${value}` }))}
          onChange={({ currentTarget: { value } }) => set({ dominio: value })}
          style={{ flex: '1 1 220px' }}
        />
      </Group>
      <Availability address={addressOf(draft)} />
    </Stack>
  )
}

function useDomains(shared: string): string[] {
  const { data = [] } = useAsk(['domains', 'all'], (api) => listed(api.listCertifiedDomains({ limit: 1000 })))
  return [shared, ...data.filter(({ stato }) => stato === 'evaso').map(({ dominio }) => dominio)]
}

/** Whether the address is free, said a moment after typing; others where it is not. */
function Availability({ address }: { address: string }) {
  const t = useTexts(registrationTexts)
  const [settled] = useDebouncedValue(address, A_PAUSE_MS)
  const query = useAsk(['availability', settled], (api) => api.verifyAddress({ pec: settled }), {
    enabled: settled !== '',
  })
  const isKnown = query.data !== undefined && !query.isPlaceholderData && settled === address
  return (
    <div aria-live="polite" style={{ minHeight: 24 }}>
      {address !== '' && query.isError && <Trouble error={query.error} />}
      {address !== '' && !isKnown && !query.isError && <Text size="sm">{t.asking}</Text>}
      {isKnown && address !== '' && query.data?.available === true && (
        <Text size="sm" c="var(--good)">
          {t.free(address)}
        </Text>
      )}
      {isKnown && query.data?.available === false && <Taken address={address} />}
    </div>
  )
}

const A_FEW = 3

function Taken({ address }: { address: string }) {
  const t = useTexts(registrationTexts)
  const { set } = useWizard()
  const [local = '', dominio = ''] = address.split('@')
  const candidates = alternativesTo(local).map((one) => `${one}@${dominio}`)
  const free = [useIsFree(candidates[0]), useIsFree(candidates[1]), useIsFree(candidates[2]), useIsFree(candidates[3])]
  const offered = candidates.filter((_, n) => free[n]).slice(0, A_FEW)
  return (
    <Stack gap={4}>
      <Text size="sm" c="var(--mantine-color-error)">
        {t.taken(address)}
      </Text>
      {offered.length > 0 && (
        <Group gap="xs">
          <Text size="sm">{t.alternatives}</Text>
          {offered.map((one) => (
            <Button
              key={one}
              variant="default"
              size="compact-sm"
              aria-label={t.take(one)}
              onClick={() => set({ local: one.split('@')[0] ?? '' })}
            >
              {one.split('@')[0]}
            </Button>
          ))}
        </Group>
      )}
    </Stack>
  )
}

function useIsFree(address = ''): boolean {
  const { data } = useAsk(['availability', address], (api) => api.verifyAddress({ pec: address }), {
    enabled: address !== '',
  })
  return data?.available === true
}

/** Addresses close to one that is taken. */
function alternativesTo(local: string): string[] {
  const parts = local.split('.').filter(Boolean)
  const turned = parts.length === 2 ? parts.toReversed().join('.') : `studio.${local}`
  return [`${local}.pec`, turned, `${local}1`, `pec.${local}`]
}
