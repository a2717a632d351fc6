import type { AccountSummary } from '@ceralacca/client'
import { SimpleGrid, Stack } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { AccountStateBadge } from '../../parts/account-state.tsx'
import { useAsk } from '../../parts/api.ts'
import { useMay } from '../../parts/session.ts'
import { accountTexts } from '../../texts/accounts.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Values } from '../../ui/values.tsx'
import { AccountActions } from './actions.tsx'
import { Members, Tokens } from './people.tsx'

const route = getRouteApi('/operator/accounts/$id')

/** One account: its money, people and tokens, and what can be done about it. */
export function AccountPage() {
  const { id } = route.useParams()
  const query = useAsk(['account', id], (api) => api.readAccount({ id }))
  return <Asked query={query}>{(account) => <Account key={account.id} account={account} />}</Asked>
}

function Account({ account }: { account: AccountSummary }) {
  const t = useTexts(accountTexts)
  const formats = useFormats()
  const mayAdminister = useMay('administer')
  return (
    <Page title={account.email} beside={<AccountStateBadge state={account.state} />}>
      <AccountActions account={account} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Stack>
          <Panel title={t.money}>
            <Values
              label={t.money}
              values={[
                { name: t.credit, value: formats.money(account.credit) },
                { name: t.held, value: formats.money(account.held) },
                { name: t.opened, value: formats.day(account.created_at) },
                { name: t.id, value: account.id },
              ]}
            />
          </Panel>
        </Stack>
        {mayAdminister && (
          <Stack>
            <Panel title={t.people}>
              <Members id={account.id} />
            </Panel>
            <Panel title={t.tokens}>
              <Tokens id={account.id} />
            </Panel>
          </Stack>
        )}
      </SimpleGrid>
    </Page>
  )
}
