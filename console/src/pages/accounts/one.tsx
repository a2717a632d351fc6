import type { AccountSummary } from '@ceralacca/client'
import { SimpleGrid } from '@mantine/core'
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
import { AccountMailboxes } from './mailboxes.tsx'
import { Members, Tokens } from './people.tsx'
import { AccountTransactions, AccountWallet } from './wallet.tsx'

const route = getRouteApi('/operator/accounts/$id')

/** One account: its money, mailboxes, people and tokens, and what can be done about it. */
export function AccountPage() {
  const { id } = route.useParams()
  const query = useAsk(['account', id], (api) => api.readAccount({ id }))
  return <Asked query={query}>{(account) => <Account key={account.id} account={account} />}</Asked>
}

function Account({ account }: { account: AccountSummary }) {
  const t = useTexts(accountTexts)
  const { id } = account
  const [mayReview, mayMoney, mayAdminister] = [useMay('review'), useMay('money'), useMay('administer')]
  return (
    <Page title={account.email} beside={<AccountStateBadge state={account.state} />}>
      <AccountActions account={account} />
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <AboutAccount account={account} />
        {mayMoney && <AccountWallet id={id} />}
      </SimpleGrid>
      {mayReview && <AccountMailboxes id={id} />}
      {mayMoney && <AccountTransactions id={id} />}
      {mayAdminister && (
        <>
          <Panel title={t.people}>
            <Members id={id} />
          </Panel>
          <Panel title={t.tokens}>
            <Tokens id={id} />
          </Panel>
        </>
      )}
    </Page>
  )
}

function AboutAccount({ account: { id, created_at, credit, held } }: { account: AccountSummary }) {
  const t = useTexts(accountTexts)
  const formats = useFormats()
  // With the rest of the money, for those who see it.
  const mayMoney = useMay('money')
  return (
    <Panel title={t.account}>
      <Values
        label={t.account}
        values={[
          { name: t.opened, value: formats.day(created_at) },
          { name: t.id, value: id },
          ...(mayMoney
            ? []
            : [
                { name: t.credit, value: formats.money(credit) },
                { name: t.held, value: formats.money(held) },
              ]),
        ]}
      />
    </Panel>
  )
}
