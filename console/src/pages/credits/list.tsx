import type { WaitingCredit } from '@ceralacca/client'
import { Group, NativeSelect, Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk, useDo } from '../../parts/api.ts'
import { Forbidden } from '../../parts/forbidden.tsx'
import { useMay, useSession } from '../../parts/session.ts'
import { creditTexts } from '../../texts/credits.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { redOutline } from '../../ui/danger.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { AnchorLink } from '../../ui/link.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { Whole } from '../../ui/whole.tsx'

const states = ['waiting', 'confirmed', 'rejected', 'expired'] as const
type CreditState = (typeof states)[number]
const moods = { waiting: 'yours', confirmed: 'good', rejected: 'wrong', expired: 'over' } as const

/** Credit that waits for a second operator, and what became of it. */
export function CreditList() {
  const t = useTexts(creditTexts)
  return useMay('money') ? <Credits /> : <Forbidden title={t.credits} />
}

function Credits() {
  const t = useTexts(creditTexts)
  const formats = useFormats()
  const [state, choose] = useState<CreditState>('waiting')
  const query = useAsk(['credits', state], (api) => api.listCredits({ state, limit: 100 }))
  return (
    <Page title={t.credits}>
      <Text size="sm" c="dimmed">
        {t.creditsNote}
      </Text>
      <NativeSelect
        label={t.state}
        size="xs"
        w={200}
        value={state}
        onChange={(event) => choose(states.find((one) => one === event.currentTarget.value) ?? 'waiting')}
        data={states.map((value) => ({ value, label: t[value] }))}
      />
      <Asked query={query}>
        {({ items }) => (
          <List
            label={t.credits}
            items={items}
            keyOf={({ id }) => id}
            columns={[
              {
                title: t.account,
                of: ({ account }) => (
                  <AnchorLink to="/operator/accounts/$id" params={{ id: account }} size="sm">
                    {account}
                  </AnchorLink>
                ),
              },
              { title: t.amount, of: ({ amount }) => formats.money(amount), align: 'right' },
              { title: t.reason, of: ({ reason, decision_reason }) => decision_reason || reason },
              { title: t.asked, of: ({ asked_at }) => <Whole>{formats.moment(asked_at)}</Whole> },
              { title: t.expires, of: ({ expires_at }) => <Whole>{formats.day(expires_at)}</Whole> },
              { title: t.state, of: (one) => <State mood={moods[one.state]}>{t[one.state]}</State> },
              { title: t.actions, of: (one) => (one.state === 'waiting' ? <Decide credit={one} /> : null) },
            ]}
            empty={<Text p="lg">{t.none}</Text>}
          />
        )}
      </Asked>
    </Page>
  )
}

function Decide({ credit: { id, amount, asked_by } }: { credit: WaitingCredit }) {
  const t = useTexts(creditTexts)
  const formats = useFormats()
  const me = useSession()?.operator?.id
  const [asking, ask] = useState<'confirm' | 'reject'>()
  const confirm = useDo((api, _: null) => api.confirmCredit({ id }), ['credits', 'account', 'accounts'])
  const reject = useDo((api, reason: string) => api.rejectCredit({ id, reason }), ['credits'])
  return (
    <Group gap="xs" wrap="nowrap">
      <ActionButton
        size="xs"
        variant="default"
        why={asked_by === me ? t.own : undefined}
        onClick={() => ask('confirm')}
      >
        {t.confirm}
      </ActionButton>
      <ActionButton size="xs" {...redOutline} onClick={() => ask('reject')}>
        {t.reject}
      </ActionButton>
      {asking === 'confirm' && (
        <Confirm
          title={t.confirm}
          effect={t.confirmEffect(formats.money(amount))}
          run={() => confirm.mutateAsync(null)}
          close={() => ask(undefined)}
        />
      )}
      {asking === 'reject' && (
        <Confirm
          title={t.reject}
          effect={t.rejectEffect}
          isRed
          fields={[{ name: 'reason', label: t.reason }]}
          run={({ reason = '' }) => reject.mutateAsync(reason)}
          close={() => ask(undefined)}
        />
      )}
    </Group>
  )
}
