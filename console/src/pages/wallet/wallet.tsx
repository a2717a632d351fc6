// The wallet: what can be spent, what was, and what things cost.
import type { Wallet } from '@ceralacca/client'
import { Alert, SimpleGrid, Text } from '@mantine/core'
import { IconAlertTriangle } from '../../generated/icons.ts'
import { useAsk } from '../../parts/api.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { walletTexts } from '../../texts/wallet.ts'
import { Asked } from '../../ui/asked.tsx'
import { Page } from '../../ui/page.tsx'
import { LowBalance } from './low-balance.tsx'
import { Prices } from './prices.tsx'
import { Statement } from './statement.tsx'

/** The page of the wallet. */
export function WalletPage() {
  const t = useTexts(walletTexts)
  const query = useAsk(['wallet', 'credit'], (api) => api.readOwnCredit())
  return (
    <Page title={t.title}>
      <Asked query={query}>
        {(wallet) => (
          <>
            <Credit wallet={wallet} />
            <LowBalance wallet={wallet} />
          </>
        )}
      </Asked>
      <Statement />
      <Prices />
    </Page>
  )
}

function Credit({ wallet: { available, held, balance, low_balance } }: { wallet: Wallet }) {
  const t = useTexts(walletTexts)
  const formats = useFormats()
  const isLow = low_balance !== null && Number(available) < Number(low_balance)
  return (
    <>
      {isLow && (
        <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} role="status">
          {t.isLow(formats.money(low_balance))}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="md">
        <Amount name={t.available} value={formats.money(available)} isMain />
        <Amount name={t.held} value={formats.money(held)} note={t.heldNote} />
        <Amount name={t.balance} value={formats.money(balance)} />
      </SimpleGrid>
    </>
  )
}

interface AmountProps {
  name: string
  value: string
  note?: string
  isMain?: boolean
}

function Amount({ name, value, note, isMain = false }: AmountProps) {
  return (
    <div className="sheet" style={{ padding: 16 }}>
      <Text size="sm">{name}</Text>
      <Text size="xl" fw={isMain ? 650 : 400}>
        {value}
      </Text>
      {note !== undefined && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </div>
  )
}
