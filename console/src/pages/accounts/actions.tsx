// What operators do about an account, each thing with its consequences before it is done.
import type { AccountSummary, Operations, Result } from '@ceralacca/client'
import { Alert, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk, useDo } from '../../parts/api.ts'
import { useMay } from '../../parts/session.ts'
import { accountTexts } from '../../texts/accounts.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { redOutline } from '../../ui/danger.ts'
import type { Field, Filled } from '../../ui/confirm.tsx'

interface Possible {
  title: string
  effect: string
  isRed?: boolean
  fields: readonly Field[]
  permission: 'money' | 'administer'
  /** Why its state does not allow it. */
  refused?: string | undefined
  /** Makes the call; says what became of it. */
  call: (api: Operations, filled: Filled) => Promise<Result<string>>
}

/** Buttons for everything, those that cannot be used say why. */
export function AccountActions({ account }: { account: AccountSummary }) {
  const t = useTexts(common)
  const possible = usePossible(account)
  const [chosen, choose] = useState<Possible>()
  const [said, say] = useState('')
  const may = { money: useMay('money'), administer: useMay('administer') }
  const act = useDo(
    (api, { call, filled }: { call: Possible['call']; filled: Filled }) => call(api, filled),
    ['account', 'accounts', 'credits'],
  )
  return (
    <>
      <Group gap="xs">
        {possible.map((one) => (
          <ActionButton
            key={one.title}
            size="xs"
            variant="default"
            why={may[one.permission] ? one.refused : t.notAllowed}
            {...(one.isRed === true && redOutline)}
            onClick={() => choose(one)}
          >
            {one.title}
          </ActionButton>
        ))}
      </Group>
      {said !== '' && (
        <Alert color="teal" variant="light" role="status">
          <Text size="sm">{said}</Text>
        </Alert>
      )}
      {chosen !== undefined && (
        <Confirm
          title={chosen.title}
          effect={chosen.effect}
          isRed={chosen.isRed === true}
          fields={chosen.fields}
          run={async (filled) => say(await act.mutateAsync({ call: chosen.call, filled }))}
          close={() => choose(undefined)}
        />
      )}
    </>
  )
}

/** The data of an answer as words. */
async function worded<T>(asked: Promise<Result<T>>, words: (data: T) => string): Promise<Result<string>> {
  const result = await asked
  return result.ok ? { ...result, data: words(result.data) } : result
}

function usePossible({ id, state }: AccountSummary): Possible[] {
  const t = useTexts(accountTexts)
  const formats = useFormats()
  const lists = useAsk(['price-lists'], (api) => api.listPriceLists({ limit: 100 }), { enabled: useMay('money') })
  const read: Field = { name: 'reason', label: t.reason, note: t.reasonRead }
  const books: Field = { name: 'reason', label: t.reason, note: t.reasonBooks }
  const amount: Field = { name: 'amount', label: t.amount }
  const whenOpen = state === 'closed' ? t.isClosed : undefined
  const done = () => t.done
  return [
    {
      title: t.giveCredit,
      effect: t.giveEffect,
      fields: [amount, books],
      permission: 'money',
      refused: whenOpen,
      call: (api, { amount: given = '', reason = '' }) =>
        worded(api.creditAccount({ id, amount: given, reason }), ({ credit, waiting }) =>
          waiting === undefined ? t.given(formats.money(credit)) : t.waitsForOther(formats.day(waiting.expires_at)),
        ),
    },
    {
      title: t.takeCredit,
      effect: t.takeEffect,
      fields: [amount, read],
      permission: 'money',
      call: (api, { amount: taken = '', reason = '' }) =>
        worded(api.debitAccount({ id, amount: taken, reason }), ({ credit }) => t.taken(formats.money(credit))),
    },
    {
      title: t.givePriceList,
      effect: t.givePriceListEffect,
      permission: 'money',
      fields: [
        {
          name: 'price_list',
          label: t.priceList,
          kind: 'choice',
          choices: [
            { value: 'none', label: t.everybodys },
            ...(lists.data?.items.map((one) => ({ value: one.id, label: one.name })) ?? []),
          ],
        },
      ],
      call: (api, { price_list = 'none' }) => worded(api.setPriceList({ id, price_list }), done),
    },
    {
      title: t.lowBalance,
      effect: t.lowBalanceEffect,
      permission: 'money',
      fields: [{ ...amount, name: 'low_balance', optional: true }],
      call: (api, { low_balance = '' }) =>
        worded(api.setLowBalanceOfAccount({ id, ...(low_balance !== '' && { low_balance }) }), done),
    },
    {
      title: t.suspend,
      effect: t.suspendEffect,
      isRed: true,
      fields: [read],
      permission: 'administer',
      refused: state === 'active' ? undefined : t.isNotActive,
      call: (api, { reason = '' }) => worded(api.suspendAccount({ id, reason }), done),
    },
    {
      title: t.reopen,
      effect: t.reopenEffect,
      fields: [read],
      permission: 'administer',
      refused: state === 'suspended' ? undefined : t.isNotSuspended,
      call: (api, { reason = '' }) => worded(api.reopenAccount({ id, reason }), done),
    },
    {
      title: t.close,
      effect: t.closeEffect,
      isRed: true,
      fields: [
        { ...read, note: t.reasonBooks },
        { name: 'force', label: t.force, note: t.forceNote, kind: 'flag', optional: true },
      ],
      permission: 'administer',
      refused: whenOpen,
      call: (api, { reason = '', force = '' }) =>
        worded(api.closeAccount({ id, reason, ...(force === 'yes' && { force: true }) }), ({ paid_out }) =>
          t.paidOut(formats.money(paid_out)),
        ),
    },
  ]
}
