import type { InvitedMember, Member } from '@ceralacca/client'
import { Code, Group, Modal, Text, TextInput } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useAsk, useDo } from '../../parts/api.ts'
import { ResetPassword } from '../../parts/reset-password.tsx'
import { useMay, useSession } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { peopleTexts } from '../../texts/people.ts'
import { roleTexts } from '../../texts/roles.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Invited } from './invite.tsx'
import { PersonState } from '../../parts/person-state.tsx'
import { PersonTokens } from './person-tokens.tsx'
import { RoleChoice } from './role-choice.tsx'
import { useNotice } from '../../ui/notice.ts'

const route = getRouteApi('/customer/people/$id')

/** One person of the account: role, invitation, tokens and sign-ins. */
export function PersonPage() {
  const { id } = route.useParams()
  const query = useAsk(['people', id], (api) => api.readMember({ id }))
  return <Asked query={query}>{(person) => <Person person={person} />}</Asked>
}

function Person({ person }: { person: Member }) {
  const t = useTexts(peopleTexts)
  const roles = useTexts(roleTexts)
  const formats = useFormats()
  const isSelf = useSession()?.member?.id === person.id
  const maySeeTokens = useMay('people') || isSelf
  const { id, name, email, role, created_at, joined_at, removed_at, invitation_expires_at } = person
  return (
    <Page title={name || email} beside={<PersonState person={person} />} actions={<Actions person={person} />}>
      <Panel title={roles[role]}>
        <Facts
          facts={[
            [t.email, email],
            [t.invitedOn, formats.moment(created_at)],
            [t.until, person.state === 'invited' ? formats.moment(invitation_expires_at) : ''],
            [t.joined, formats.moment(joined_at)],
            [t.removedOn, formats.moment(removed_at)],
            [t.id, <Code key="id">{id}</Code>],
          ]}
        />
      </Panel>
      {maySeeTokens && person.state === 'active' && <PersonTokens id={id} isSelf={isSelf} />}
    </Page>
  )
}

type Asking = 'change' | 'again' | 'reset' | 'remove'

function Actions({ person }: { person: Member }) {
  const t = useTexts(peopleTexts)
  const words = useTexts(common)
  const may = useMay('people')
  const isSelf = useSession()?.member?.id === person.id
  const [asking, setAsking] = useState<Asking>()
  const why = may ? (person.state === 'removed' ? t.isRemoved : undefined) : words.notAllowed
  const close = () => setAsking(undefined)
  return (
    <>
      <ActionButton variant="default" why={why} onClick={() => setAsking('change')}>
        {t.change}
      </ActionButton>
      <ActionButton
        variant="default"
        why={why ?? (person.state === 'invited' ? undefined : t.notInvited)}
        onClick={() => setAsking('again')}
      >
        {t.again}
      </ActionButton>
      <ActionButton
        variant="default"
        why={why ?? (isSelf ? t.ownReset : person.state === 'active' ? undefined : t.notJoined)}
        onClick={() => setAsking('reset')}
      >
        {t.reset}
      </ActionButton>
      <ActionButton variant="outline" color="red" why={why} onClick={() => setAsking('remove')}>
        {person.state === 'invited' ? t.withdraw : t.remove}
      </ActionButton>
      {asking === 'change' && <Change person={person} onClose={close} />}
      {asking === 'again' && <Again person={person} onClose={close} />}
      {asking === 'reset' && (
        <ResetPassword
          email={person.email}
          issue={(api) => api.resetMemberPassword({ id: person.id })}
          onClose={close}
        />
      )}
      {asking === 'remove' && <Remove person={person} onClose={close} />}
    </>
  )
}

interface ActionProps {
  person: Member
  onClose: () => void
}

function Change({ person: { id, ...before }, onClose }: ActionProps) {
  const t = useTexts(peopleTexts)
  const notice = useNotice()
  const [name, setName] = useState(before.name)
  const [role, setRole] = useState(before.role)
  const change = useDo((api) => api.updateMember({ id, name, role }), ['people', 'session'])
  const done = () => {
    notice(t.changed)
    onClose()
  }
  return (
    <Dialog
      title={t.change}
      action={t.change}
      onClose={onClose}
      onConfirm={() => change.mutate(undefined, { onSuccess: done })}
      isBusy={change.isPending}
      error={change.error}
    >
      <TextInput label={t.name} maxLength={250} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <RoleChoice role={role} onChange={setRole} />
    </Dialog>
  )
}

function Again({ person: { id }, onClose }: ActionProps) {
  const t = useTexts(peopleTexts)
  const words = useTexts(common)
  const [made, setMade] = useState<InvitedMember>()
  const again = useDo((api) => api.renewInvitation({ id }), ['people'])
  if (made !== undefined)
    return (
      <Modal
        opened
        onClose={onClose}
        title={t.again}
        closeButtonProps={{ 'aria-label': words.close }}
        centered
        size="lg"
      >
        <Invited person={made} onClose={onClose} />
      </Modal>
    )
  return (
    <Dialog
      title={t.again}
      action={t.again}
      onClose={onClose}
      onConfirm={() => again.mutate(undefined, { onSuccess: setMade })}
      isBusy={again.isPending}
      error={again.error}
    >
      <Text size="sm">{t.againText}</Text>
    </Dialog>
  )
}

function Remove({ person: { id, name, email, state }, onClose }: ActionProps) {
  const t = useTexts(peopleTexts)
  const notice = useNotice()
  const remove = useDo((api) => api.removeMember({ id }), ['people', 'tokens'])
  const done = () => {
    notice(t.removedDone)
    onClose()
  }
  const action = state === 'invited' ? t.withdraw : t.remove
  return (
    <Dialog
      title={action}
      action={action}
      isDangerous
      onClose={onClose}
      onConfirm={() => remove.mutate(undefined, { onSuccess: done })}
      isBusy={remove.isPending}
      error={remove.error}
    >
      <Group>
        <Text size="sm">{state === 'invited' ? t.withdrawText(email) : t.removeText(name || email)}</Text>
      </Group>
    </Dialog>
  )
}
