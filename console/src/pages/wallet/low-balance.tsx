import type { Wallet } from '@ceralacca/client'
import { Button, Group, Text, TextInput } from '@mantine/core'
import { useNotice } from '../../ui/notice.ts'
import { useState } from 'react'
import { useDo } from '../../parts/api.ts'
import { fieldErrorOf } from '../../parts/refusals.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { walletTexts } from '../../texts/wallet.ts'
import { Panel } from '../../ui/panel.tsx'
import { Trouble } from '../../ui/trouble.tsx'

const numbers = { low_balance: [110] } as const

/** Under which credit the account is warned. */
export function LowBalance({ wallet: { low_balance } }: { wallet: Wallet }) {
  const t = useTexts(walletTexts)
  const notice = useNotice()
  const formats = useFormats()
  const [typed, setTyped] = useState(low_balance ?? '')
  const set = useDo(
    (api, threshold: string | undefined) => api.setLowBalance({ low_balance: threshold ?? '' }),
    ['wallet'],
  )
  const change = (threshold: string | undefined) => set.mutate(threshold, { onSuccess: () => notice(t.saved) })
  const fieldError = fieldErrorOf(numbers, set.error)
  return (
    <Panel title={t.warning}>
      <Text size="sm">{low_balance === null ? t.warningOff : t.warningNow(formats.money(low_balance))}</Text>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          change(typed.trim().replace(',', '.'))
        }}
      >
        <Group align="flex-end" gap="sm">
          <TextInput
            label={t.threshold}
            description={t.warningNote}
            inputMode="decimal"
            required
            value={typed}
            error={fieldError?.message}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={set.isPending}>
            {t.setWarning}
          </Button>
          {low_balance !== null && (
            <Button
              variant="subtle"
              onClick={() => {
                setTyped('')
                change(undefined)
              }}
            >
              {t.endWarning}
            </Button>
          )}
        </Group>
      </form>
      {set.isError && fieldError === undefined && <Trouble error={set.error} />}
    </Panel>
  )
}
