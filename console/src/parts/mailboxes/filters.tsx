import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '../../generated/icons.ts'
import { useEffect, useState } from 'react'
import { useTexts } from '../../texts/language.tsx'
import { mailboxMoods, mailboxStates } from '../../texts/mailbox-states.ts'
import type { MailboxState } from '../../texts/mailbox-states.ts'
import { mailboxTexts } from '../../texts/mailboxes.ts'
import type { MailboxSearch } from './search.ts'
import { mailboxSearchIn } from './search.ts'

const SOON_MS = 250
const states = Object.keys(mailboxMoods).filter((one): one is MailboxState => Object.hasOwn(mailboxMoods, one))

/** Search, state, expiry and order. The address of the page follows what is typed a moment later. */
export function Filters({ search, onChange }: { search: MailboxSearch; onChange: (search: MailboxSearch) => void }) {
  const t = useTexts(mailboxTexts)
  const names = useTexts(mailboxStates)
  const set = (changes: Record<string, unknown>) =>
    onChange(mailboxSearchIn({ ...search, after: undefined, ...changes }))
  const isFiltered = Object.keys(search).some((name) => name !== 'after')
  return (
    <Group align="flex-end" gap="sm" role="search">
      <SearchField text={search.text ?? ''} onChange={(text) => set({ text })} />
      <NativeSelect
        label={t.states}
        value={search.stato ?? ''}
        onChange={({ currentTarget: { value } }) => set({ stato: value })}
        data={[{ value: '', label: t.allStates }, ...states.map((value) => ({ value, label: names[value] }))]}
      />
      <TextInput
        type="date"
        label={t.expiringBefore}
        value={search.before ?? ''}
        onChange={({ currentTarget: { value } }) => set({ before: value })}
      />
      <NativeSelect
        label={t.sort}
        value={search.sort ?? (search.before === undefined ? '' : 'expiry')}
        disabled={search.before !== undefined}
        onChange={({ currentTarget: { value } }) => set({ sort: value })}
        data={[
          { value: '', label: t.newest },
          { value: 'expiry', label: t.byExpiry },
        ]}
      />
      {isFiltered && (
        <Button variant="subtle" color="gray" onClick={() => onChange({})}>
          {t.clear}
        </Button>
      )}
    </Group>
  )
}

function SearchField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const t = useTexts(mailboxTexts)
  const [typed, type] = useState(text)
  const tell = useDebouncedCallback(onChange, SOON_MS)
  // Where the address changes by itself (back, filters removed), the field follows.
  useEffect(() => type(text), [text])
  return (
    <TextInput
      type="search"
      label={t.search}
      placeholder={t.searchHint}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        type(value)
        tell(value)
      }}
      style={{ flex: '1 1 240px' }}
    />
  )
}
