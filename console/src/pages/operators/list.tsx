import type { InvitedOperator, Operator } from '@ceralacca/client'
import { Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk, useDo } from '../../parts/api.ts'
import { Forbidden } from '../../parts/forbidden.tsx'
import { LinkOnce } from '../../parts/link-once.tsx'
import { ResetPassword } from '../../parts/reset-password.tsx'
import { useMay, useSession } from '../../parts/session.ts'
import { peopleTexts } from '../../texts/people.ts'
import { watchTexts } from '../../texts/watch.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { redOutline } from '../../ui/danger.ts'
import { Confirm } from '../../ui/confirm.tsx'
import type { Field } from '../../ui/confirm.tsx'
import { List } from '../../ui/list.tsx'
import { Page } from '../../ui/page.tsx'
import { State } from '../../ui/state.tsx'
import { Whole } from '../../ui/whole.tsx'

const roles = ['administrator', 'reviewer', 'finance'] as const
const roleIn = (text: string | undefined) => roles.find((one) => one === text) ?? 'reviewer'
const moods = { invited: 'waiting', active: 'good', removed: 'over' } as const

/** The people of the back office. */
export function OperatorList() {
  const t = useTexts(watchTexts)
  return useMay('administer') ? <Operators /> : <Forbidden title={t.operators} />
}

function useRoleField(): Field {
  const t = useTexts(watchTexts)
  return { name: 'role', label: t.role, kind: 'choice', choices: roles.map((value) => ({ value, label: t[value] })) }
}

function Operators() {
  const t = useTexts(watchTexts)
  const formats = useFormats()
  const [invited, setInvited] = useState<InvitedOperator>()
  const query = useAsk(['operators'], (api) => api.listOperators({ limit: 100 }))
  return (
    <Page title={t.operators} actions={<Invite done={setInvited} />}>
      {invited !== undefined && <Link invited={invited} />}
      <Asked query={query}>
        {({ items }) => (
          <List
            label={t.operators}
            items={items}
            keyOf={({ id }) => id}
            columns={[
              { title: t.name, of: ({ name, email }) => name || email || '–' },
              { title: t.email, of: ({ email }) => email ?? '' },
              { title: t.role, of: ({ role }) => t[role] },
              { title: t.state, of: ({ state }) => <State mood={moods[state]}>{t[state]}</State> },
              {
                title: t.since,
                of: ({ joined_at, created_at }) => <Whole>{formats.day(joined_at ?? created_at)}</Whole>,
              },
              { title: t.actions, of: (operator) => <Actions operator={operator} invitedAgain={setInvited} /> },
            ]}
          />
        )}
      </Asked>
    </Page>
  )
}

function Invite({ done }: { done: (invited: InvitedOperator) => void }) {
  const t = useTexts(watchTexts)
  const role = useRoleField()
  const [isAsking, ask] = useState(false)
  const invite = useDo(
    (api, input: Parameters<typeof api.inviteOperator>[0]) => api.inviteOperator(input),
    ['operators'],
  )
  return (
    <>
      <ActionButton variant="filled" size="sm" onClick={() => ask(true)}>
        {t.invite}
      </ActionButton>
      {isAsking && (
        <Confirm
          title={t.invite}
          effect={t.inviteEffect}
          fields={[
            { name: 'email', label: t.email, kind: 'email' },
            { name: 'name', label: t.name, optional: true },
            role,
          ]}
          begin={{ role: 'reviewer' }}
          run={async ({ email = '', name = '', role: chosen }) =>
            done(await invite.mutateAsync({ email, role: roleIn(chosen), ...(name !== '' && { name }) }))
          }
          close={() => ask(false)}
        />
      )}
    </>
  )
}

function Link({ invited: { email, invitation, invitation_expires_at } }: { invited: InvitedOperator }) {
  const t = useTexts(watchTexts)
  return (
    <Stack gap="xs">
      <Text size="sm">{t.sendInvitation(email ?? '')}</Text>
      <LinkOnce page="invitation" secret={invitation} until={invitation_expires_at} />
    </Stack>
  )
}

interface ActionsProps {
  operator: Operator
  invitedAgain: (invited: InvitedOperator) => void
}

function Actions({ operator: { id, email, role, state }, invitedAgain }: ActionsProps) {
  const t = useTexts(watchTexts)
  const people = useTexts(peopleTexts)
  const roleField = useRoleField()
  const isSelf = useSession()?.operator?.id === id
  const [asking, ask] = useState<'role' | 'again' | 'reset' | 'remove'>()
  const update = useDo((api, to: (typeof roles)[number]) => api.updateOperator({ id, role: to }), ['operators'])
  const again = useDo((api, _: null) => api.renewOperatorInvitation({ id }), ['operators'])
  const remove = useDo((api, _: null) => api.removeOperator({ id }), ['operators'])
  const close = () => ask(undefined)
  const whenThere = state === 'removed' ? t.isRemoved : undefined
  const notReset = isSelf ? people.ownReset : state !== 'active' || email === null ? people.notJoined : undefined
  return (
    <Group gap={4} wrap="nowrap">
      <ActionButton size="xs" variant="default" why={whenThere} onClick={() => ask('role')}>
        {t.changeRole}
      </ActionButton>
      {state === 'invited' ? (
        <ActionButton size="xs" variant="default" onClick={() => ask('again')}>
          {t.inviteAgain}
        </ActionButton>
      ) : (
        <ActionButton size="xs" variant="default" why={whenThere ?? notReset} onClick={() => ask('reset')}>
          {people.reset}
        </ActionButton>
      )}
      <ActionButton size="xs" why={whenThere} {...redOutline} onClick={() => ask('remove')}>
        {t.remove}
      </ActionButton>
      {asking === 'role' && (
        <Confirm
          title={t.changeRole}
          effect={t.changeRoleEffect}
          fields={[roleField]}
          begin={{ role }}
          run={({ role: chosen }) => update.mutateAsync(roleIn(chosen))}
          close={close}
        />
      )}
      {asking === 'again' && (
        <Confirm
          title={t.inviteAgain}
          effect={t.inviteAgainEffect}
          run={async () => invitedAgain(await again.mutateAsync(null))}
          close={close}
        />
      )}
      {asking === 'reset' && (
        <ResetPassword email={email ?? ''} issue={(api) => api.resetOperatorPassword({ id })} onClose={close} />
      )}
      {asking === 'remove' && (
        <Confirm title={t.remove} effect={t.removeEffect} isRed run={() => remove.mutateAsync(null)} close={close} />
      )}
    </Group>
  )
}
