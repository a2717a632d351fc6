import { Button, Group, Text, TextInput } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { useAsk } from '../../parts/api.ts'
import { Forbidden } from '../../parts/forbidden.tsx'
import { useMay } from '../../parts/session.ts'
import { watchTexts } from '../../texts/watch.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Whole } from '../../ui/whole.tsx'

const route = getRouteApi('/operator/audit')
const PAGE_SIZE = 50
type Search = ReturnType<typeof route.useSearch>

/** What operators did: searched by who, what, about what and when. */
export function AuditPage() {
  const t = useTexts(watchTexts)
  return useMay('administer') ? <Audit /> : <Forbidden title={t.audit} />
}

function Audit() {
  const t = useTexts(watchTexts)
  const formats = useFormats()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { after, ...filter } = search
  const input = { ...filter, ...(after !== undefined && { cursor: after }), limit: PAGE_SIZE }
  const query = useAsk(['audit', input], (api) => api.searchAudit(input))
  return (
    <Page title={t.audit}>
      <Text size="sm" c="dimmed">
        {t.whatAsked}
      </Text>
      <Filter key={JSON.stringify(filter)} filter={filter} choose={(chosen) => void navigate({ search: chosen })} />
      <Asked query={query}>
        {({ items, next }) => (
          <>
            <List
              label={t.audit}
              items={items}
              keyOf={({ number }) => String(number)}
              columns={[
                { title: t.number, of: ({ number }) => formats.number(number) },
                { title: t.when, of: ({ at }) => <Whole>{formats.moment(at)}</Whole> },
                { title: t.who, of: ({ operator, operator_id }) => <Whole>{operator || operator_id}</Whole> },
                { title: t.operation, of: ({ operation }) => operation },
                { title: t.subject, of: ({ subject }) => subject ?? '' },
              ]}
              empty={<Text p="lg">{t.noEntries}</Text>}
            />
            <Group gap="xs">
              {after !== undefined && (
                <Button variant="default" size="xs" onClick={() => void navigate({ search: filter })}>
                  {t.newest}
                </Button>
              )}
              {next !== null && (
                <Button
                  variant="default"
                  size="xs"
                  onClick={() => void navigate({ search: { ...filter, after: next } })}
                >
                  {t.older}
                </Button>
              )}
            </Group>
          </>
        )}
      </Asked>
    </Page>
  )
}

const names = ['operation', 'subject', 'operator', 'from', 'to'] as const

function Filter({ filter, choose }: { filter: Search; choose: (filter: Search) => void }) {
  const t = useTexts(watchTexts)
  const [typed, type] = useState<Search>(filter)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    choose(Object.fromEntries(names.flatMap((name) => (typed[name]?.trim() ? [[name, typed[name].trim()]] : []))))
  }
  return (
    <form onSubmit={submit} role="search">
      <Group gap="xs" align="flex-end">
        {names.map((name) => (
          <TextInput
            key={name}
            size="xs"
            label={t[name]}
            type={name === 'from' || name === 'to' ? 'date' : 'text'}
            value={typed[name] ?? ''}
            onChange={(event) => type({ ...typed, [name]: event.currentTarget.value })}
          />
        ))}
        <Button type="submit" size="xs" variant="default">
          {t.search}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={() => choose({})}>
          {t.clear}
        </Button>
      </Group>
    </form>
  )
}
