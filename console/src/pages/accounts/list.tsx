import type { OpenedAccount } from '@ceralacca/client'
import { Alert, Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { AccountStateBadge } from '../../parts/account-state.tsx'
import { useAsk, useDo } from '../../parts/api.ts'
import { useRefusedByRole } from '../../parts/forbidden-why.ts'
import { useMay } from '../../parts/session.ts'
import { accountTexts } from '../../texts/accounts.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Copyable } from '../../ui/copy.tsx'
import { AnchorLink } from '../../ui/link.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Whole } from '../../ui/whole.tsx'

const route = getRouteApi('/operator/accounts')
const PAGE_SIZE = 50

/** Accounts, newest first or by the beginning of their e-mail. */
export function AccountList() {
  const t = useTexts(accountTexts)
  const formats = useFormats()
  const { email, after } = route.useSearch()
  const navigate = route.useNavigate()
  const filter = { ...(email !== undefined && { email }), ...(after !== undefined && { cursor: after }) }
  const query = useAsk(['accounts', filter], (api) => api.listAccounts({ ...filter, limit: PAGE_SIZE }))
  const [opened, setOpened] = useState<OpenedAccount>()
  return (
    <Page title={t.title} actions={<OpenAccount done={setOpened} />}>
      {opened !== undefined && <Secrets opened={opened} />}
      <Find
        key={email}
        email={email ?? ''}
        find={(text) => void navigate({ search: text === '' ? {} : { email: text } })}
      />
      <Asked query={query}>
        {({ items, next }) => (
          <>
            <List
              label={t.title}
              items={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  title: t.email,
                  of: (account) => (
                    <AnchorLink to="/operator/accounts/$id" params={{ id: account.id }} fw={500} size="sm">
                      {account.email}
                    </AnchorLink>
                  ),
                },
                { title: t.state, of: ({ state }) => <AccountStateBadge state={state} /> },
                { title: t.opened, of: ({ created_at }) => <Whole>{formats.day(created_at)}</Whole> },
                { title: t.credit, of: ({ credit }) => formats.money(credit), align: 'right' },
                { title: t.held, of: ({ held }) => formats.money(held), align: 'right' },
              ]}
              empty={<Text p="lg">{t.none}</Text>}
            />
            <Group gap="xs">
              {after !== undefined && (
                <Button
                  variant="default"
                  size="xs"
                  onClick={() => void navigate({ search: email === undefined ? {} : { email } })}
                >
                  {t.first}
                </Button>
              )}
              {next !== null && (
                <Button
                  variant="default"
                  size="xs"
                  onClick={() => void navigate({ search: { ...(email !== undefined && { email }), after: next } })}
                >
                  {t.more}
                </Button>
              )}
            </Group>
          </>
        )}
      </Asked>
      {useMay('review') && <ById />}
    </Page>
  )
}

function Find({ email, find }: { email: string; find: (text: string) => void }) {
  const t = useTexts(accountTexts)
  const words = useTexts(common)
  const [text, write] = useState(email)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    find(text.trim())
  }
  return (
    <form onSubmit={submit} role="search">
      <Group gap="xs" align="flex-end">
        <TextInput label={t.find} size="xs" value={text} onChange={(event) => write(event.currentTarget.value)} />
        <Button type="submit" size="xs" variant="default">
          {words.search}
        </Button>
      </Group>
    </form>
  )
}

function OpenAccount({ done }: { done: (opened: OpenedAccount) => void }) {
  const t = useTexts(accountTexts)
  const [isAsking, ask] = useState(false)
  const refused = useRefusedByRole('administer')
  const open = useDo(
    (api, input: { email: string; credit?: string }) => api.openAccount(input),
    ['accounts', 'credits'],
  )
  return (
    <>
      <ActionButton why={refused} variant="filled" size="sm" onClick={() => ask(true)}>
        {t.open}
      </ActionButton>
      {isAsking && (
        <Confirm
          title={t.open}
          effect={t.openEffect}
          fields={[
            { name: 'email', label: t.email, kind: 'email' },
            { name: 'credit', label: t.firstCredit, optional: true },
          ]}
          run={async ({ email = '', credit = '' }) =>
            done(await open.mutateAsync({ email, ...(credit !== '' && { credit }) }))
          }
          close={() => ask(false)}
        />
      )}
    </>
  )
}

function Secrets({ opened: { email, apiKey, callbackSecret, waiting } }: { opened: OpenedAccount }) {
  const t = useTexts(accountTexts)
  const formats = useFormats()
  return (
    <Alert color="teal" variant="light" title={email} role="status">
      <Stack gap="xs">
        <Text size="sm">{t.openedNote}</Text>
        <Text size="sm">{t.apiKey}</Text>
        <Copyable text={apiKey} label={t.apiKey} />
        <Text size="sm">{t.callbackSecret}</Text>
        <Copyable text={callbackSecret} label={t.callbackSecret} />
        {waiting !== undefined && <Text size="sm">{t.waitsForOther(formats.day(waiting.expires_at))}</Text>}
      </Stack>
    </Alert>
  )
}

const kinds = ['mailboxes', 'domains', 'registry-requests'] as const

/** Opens a mailbox, a domain or a request whose id somebody has. */
function ById() {
  const t = useTexts(accountTexts)
  const navigate = useNavigate()
  const [kind, choose] = useState<string>('mailboxes')
  const [id, write] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void navigate({ to: '/operator/$kind/$id', params: { kind, id: id.trim() } })
  }
  const names = [t.mailbox, t.domain, t.request]
  return (
    <Panel title={t.openThing}>
      <form onSubmit={submit}>
        <Group gap="xs" align="flex-end">
          <NativeSelect
            label={t.thingKind}
            size="xs"
            value={kind}
            onChange={(event) => choose(event.currentTarget.value)}
            data={kinds.map((value, place) => ({ value, label: names[place] ?? value }))}
          />
          <TextInput
            label={t.thingId}
            size="xs"
            w={240}
            required
            pattern="[0-9a-f]{24}"
            value={id}
            onChange={(event) => write(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" variant="default">
            {t.go}
          </Button>
        </Group>
      </form>
    </Panel>
  )
}
