import type { FoundMailbox } from '@ceralacca/client'
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconChevronRight, IconPlus } from '../../generated/icons.ts'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { useMailboxColumns } from '../../parts/mailboxes/columns.tsx'
import { Filters } from '../../parts/mailboxes/filters.tsx'
import { inputOf } from '../../parts/mailboxes/search.ts'
import { useTexts } from '../../texts/language.tsx'
import { mailboxTexts } from '../../texts/mailboxes.ts'
import { Asked } from '../../ui/asked.tsx'
import { AnchorLink, ButtonLink } from '../../ui/link.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { ExportButton } from './export.tsx'
import { SelectionBar } from './selection-bar.tsx'

const route = getRouteApi('/customer/')
const PAGE_SIZE = 50

/** The customer's mailboxes: looked for, filtered, sorted, and worked on many at a time. */
export function MailboxList() {
  const t = useTexts(mailboxTexts)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const input = inputOf(search)
  const query = useAsk(['mailboxes', input], (api) => api.findMailboxes({ ...input, limit: PAGE_SIZE }))
  const isPlain = Object.keys(input).length === 0
  return (
    <Page title={t.title} actions={<Actions />}>
      <Filters search={search} onChange={(chosen) => void navigate({ search: chosen, replace: true })} />
      <Asked query={query}>
        {({ items, next }) => (
          <Stack aria-busy={query.isPlaceholderData}>
            <Mailboxes items={items} isPlain={isPlain} />
            <Group gap="xs">
              {search.after !== undefined && (
                <Button
                  variant="default"
                  size="xs"
                  onClick={() => void navigate({ search: { ...search, after: undefined } })}
                >
                  {t.first}
                </Button>
              )}
              {next !== null && (
                <Button
                  variant="default"
                  size="xs"
                  rightSection={<IconChevronRight size={14} aria-hidden />}
                  onClick={() => void navigate({ search: { ...search, after: next } })}
                >
                  {t.more}
                </Button>
              )}
              {items.length > 0 && <ExportButton search={search} />}
            </Group>
          </Stack>
        )}
      </Asked>
    </Page>
  )
}

function Actions() {
  const t = useTexts(mailboxTexts)
  return (
    <>
      <ButtonLink to="/bulk" variant="default">
        {t.fromFile}
      </ButtonLink>
      <ButtonLink to="/mailboxes/new" leftSection={<IconPlus size={16} aria-hidden />}>
        {t.register}
      </ButtonLink>
    </>
  )
}

function Mailboxes({ items, isPlain }: { items: readonly FoundMailbox[]; isPlain: boolean }) {
  const t = useTexts(mailboxTexts)
  const [chosen, choose] = useState<ReadonlyMap<string, FoundMailbox>>(new Map())
  const columns = useMailboxColumns(({ id, casella_pec }) => (
    <AnchorLink to="/mailboxes/$id" params={{ id }} size="sm" fw={500}>
      {casella_pec}
    </AnchorLink>
  ))
  const set = (mailboxes: readonly FoundMailbox[], isChosen: boolean) => {
    const rest = [...chosen].filter(([id]) => !mailboxes.some((one) => one.id === id))
    choose(new Map([...rest, ...(isChosen ? mailboxes.map((one) => [one.id, one] as const) : [])]))
  }
  return (
    <>
      {chosen.size > 0 && <SelectionBar mailboxes={[...chosen.values()]} onClear={() => choose(new Map())} />}
      <List
        label={t.title}
        items={items}
        keyOf={({ id }) => id}
        columns={columns}
        empty={<Text p="lg">{isPlain ? t.none : t.noneFound}</Text>}
        selection={{
          has: ({ id }) => chosen.has(id),
          set,
          label: ({ casella_pec }) => t.selectOne(casella_pec),
          allLabel: t.selectAll,
        }}
      />
    </>
  )
}
