// The money of an account: what it has, by which prices it pays, and what came and went.
import type { AccountSummary, OperatorWallet, WalletEntry } from '@ceralacca/client'
import { Alert, Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk } from '../../parts/api.ts'
import { ListPrices } from '../../parts/list-prices.tsx'
import { describe } from '../../parts/transactions.ts'
import { accountTexts } from '../../texts/accounts.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { walletTexts } from '../../texts/wallet.ts'
import { Asked } from '../../ui/asked.tsx'
import { useCursor } from '../../ui/cursor.ts'
import { List } from '../../ui/list.tsx'
import { Pages } from '../../ui/pages.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Values } from '../../ui/values.tsx'
import { Whole } from '../../ui/whole.tsx'

const PAGE_SIZE = 20

/** Credit, threshold and price lists, for those who look after money. */
export function AccountWallet({ id }: Pick<AccountSummary, 'id'>) {
  const t = useTexts(accountTexts)
  const query = useAsk(['account', id, 'wallet'], (api) => api.readWalletOfAccount({ id }))
  return (
    <Panel title={t.money}>
      <Asked query={query}>{(wallet) => <Wallet wallet={wallet} />}</Asked>
    </Panel>
  )
}

function Wallet({ wallet }: { wallet: OperatorWallet }) {
  const t = useTexts(accountTexts)
  const formats = useFormats()
  const [shown, show] = useState<string>()
  const { available, held, balance, low_balance, frozen, price_list, next_price_list } = wallet
  const named = (list: OperatorWallet['price_list']) => list && t.since(list.name, formats.day(list.from))
  const coming = named(next_price_list)
  return (
    <>
      {frozen && (
        <Alert color="orange" variant="light">
          {t.frozen}
        </Alert>
      )}
      <Values
        label={t.money}
        values={[
          { name: t.credit, value: formats.money(available) },
          { name: t.held, value: formats.money(held) },
          { name: t.balance, value: formats.money(balance) },
          { name: t.lowBalance, value: low_balance === null ? t.noThreshold : formats.money(low_balance) },
          { name: t.listInForce, value: named(price_list) ?? t.everybodys },
          ...(coming === null ? [] : [{ name: t.nextList, value: coming }]),
        ]}
      />
      <Group gap="xs">
        {[price_list, next_price_list].map(
          (list) =>
            list !== null && (
              <Button key={list.id} size="xs" variant="default" onClick={() => show(list.id)}>
                {`${t.showPrices} “${list.name}”`}
              </Button>
            ),
        )}
      </Group>
      {shown !== undefined && <ListPrices id={shown} close={() => show(undefined)} />}
    </>
  )
}

/** What came into the wallet and what was spent, page by page. */
export function AccountTransactions({ id }: Pick<AccountSummary, 'id'>) {
  const t = useTexts(accountTexts)
  const { cursor, page, turn } = useCursor()
  const query = useAsk(['account', id, 'transactions', { cursor }], (api) =>
    api.listTransactionsOfAccount({ id, limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) }),
  )
  return (
    <Panel title={t.wallet}>
      <Asked query={query}>
        {({ items, next }) => (
          <>
            <Transactions items={items} />
            <Pages page={page} isLast={next === null} onChange={(chosen) => turn(chosen, next)} />
          </>
        )}
      </Asked>
    </Panel>
  )
}

function Transactions({ items }: { items: readonly WalletEntry[] }) {
  const t = useTexts(accountTexts)
  const words = useTexts(walletTexts)
  const formats = useFormats()
  const who = ({ author }: WalletEntry) =>
    author === null ? t.byItself : 'operator' in author ? t.byOperator : t.byCustomer
  return (
    <List
      label={t.wallet}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        { title: t.when, of: ({ at }) => <Whole>{formats.moment(at)}</Whole> },
        { title: t.what, of: (entry) => describe(words, entry) },
        { title: t.who, of: who },
        { title: t.amountOf, of: ({ amount }) => <Whole>{formats.money(amount)}</Whole>, align: 'right' },
      ]}
      empty={
        <Text p="md" size="sm">
          {t.noWallet}
        </Text>
      }
    />
  )
}
