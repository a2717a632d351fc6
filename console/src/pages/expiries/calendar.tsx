// What expires, month by month, and its renewal from here.
import type { Expiry } from '@ceralacca/client'
import { Group, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { ResourceLink } from '../../parts/resource-link.tsx'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { expiryTexts } from '../../texts/expiries.ts'
import { useFormats } from '../../texts/format.ts'
import { useLanguage, useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { useCursor } from '../../ui/cursor.ts'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Pages } from '../../ui/pages.tsx'
import { Whole } from '../../ui/whole.tsx'
import { IcsLink } from './ics.tsx'
import { monthsOf } from './months.ts'
import { Renewal } from './renewal.tsx'

const PAGE_SIZE = 100

/** The expiries of the next twelve months. */
export function ExpiryCalendar() {
  const t = useTexts(expiryTexts)
  const { language } = useLanguage()
  const { cursor, page, turn } = useCursor()
  const [renewing, setRenewing] = useState<Expiry>()
  const query = useAsk(['expiries', { cursor }], (api) =>
    api.listExpiries({ limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) }),
  )
  return (
    <Page title={t.title}>
      <Text>{t.note}</Text>
      <Asked query={query}>
        {({ items, next }) => (
          <>
            {items.length === 0 && (
              <Text className="sheet" p="lg">
                {t.none}
              </Text>
            )}
            {monthsOf(items, language).map(({ month, expiries }) => (
              <Month key={month} month={month} expiries={expiries} onRenew={setRenewing} />
            ))}
            <Pages page={page} isLast={next === null} onChange={(chosen) => turn(chosen, next)} />
          </>
        )}
      </Asked>
      <IcsLink />
      {renewing !== undefined && <Renewal expiry={renewing} onClose={() => setRenewing(undefined)} />}
    </Page>
  )
}

interface MonthProps {
  month: string
  expiries: readonly Expiry[]
  onRenew: (expiry: Expiry) => void
}

function Month({ month, expiries, onRenew }: MonthProps) {
  const t = useTexts(expiryTexts)
  const words = useTexts(common)
  const formats = useFormats()
  const mayRenew = useMay('write')
  return (
    <Stack gap="xs" component="section">
      <Group gap="sm" align="baseline">
        <Title order={2} size="h4" tt="capitalize">
          {month}
        </Title>
        <Text size="sm" c="dimmed">
          {t.count(expiries.length)}
        </Text>
      </Group>
      <List
        label={month}
        items={expiries}
        keyOf={({ id }) => id}
        columns={[
          { title: t.name, of: (expiry) => <ResourceLink resource={expiry} /> },
          { title: t.day, of: ({ data_scadenza }) => <Whole>{formats.day(data_scadenza)}</Whole> },
          { title: t.kind, of: ({ kind }) => (kind === 'mailbox' ? t.mailbox : t.domain) },
          { title: t.renewal, of: ({ autorinnovo }) => (autorinnovo ? t.automatic : t.byHand) },
          {
            title: words.actions,
            align: 'right',
            of: (expiry) => (
              <ActionButton
                size="compact-sm"
                variant="default"
                aria-label={t.renewOf(expiry.name)}
                onClick={() => onRenew(expiry)}
                why={mayRenew ? undefined : words.notAllowed}
              >
                {t.renew}
              </ActionButton>
            ),
          },
        ]}
      />
    </Stack>
  )
}
