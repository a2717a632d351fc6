import type { InvitedMember, InviteMemberInput } from '@ceralacca/client'
import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useDo } from '../../parts/api.ts'
import { LinkOnce } from '../../parts/link-once.tsx'
import { common } from '../../texts/common.ts'
import { useTexts } from '../../texts/language.tsx'
import { peopleTexts } from '../../texts/people.ts'
import { Trouble } from '../../ui/trouble.tsx'
import { RoleChoice } from './role-choice.tsx'

/** Invites somebody; the link is shown once. */
export function Invite({ onClose }: { onClose: () => void }) {
  const t = useTexts(peopleTexts)
  const words = useTexts(common)
  const invite = useDo((api, wanted: InviteMemberInput) => api.inviteMember(wanted), ['people'])
  return (
    <Modal
      opened
      onClose={onClose}
      title={t.invite}
      closeButtonProps={{ 'aria-label': words.close }}
      closeOnClickOutside={invite.data === undefined}
      centered
      size="lg"
    >
      {invite.data === undefined ? (
        <InviteForm
          onClose={onClose}
          onInvite={(wanted) => invite.mutate(wanted)}
          isBusy={invite.isPending}
          error={invite.error}
        />
      ) : (
        <Invited person={invite.data} onClose={onClose} />
      )}
    </Modal>
  )
}

interface InviteFormProps {
  onClose: () => void
  onInvite: (wanted: InviteMemberInput) => void
  isBusy: boolean
  error: unknown
}

function InviteForm({ onClose, onInvite, isBusy, error }: InviteFormProps) {
  const t = useTexts(peopleTexts)
  const words = useTexts(common)
  const [wanted, setWanted] = useState<InviteMemberInput>({ email: '', name: '', role: 'developer' })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onInvite(wanted)
      }}
    >
      <Stack>
        <TextInput
          type="email"
          label={t.email}
          required
          data-autofocus
          value={wanted.email}
          onChange={({ currentTarget: { value: email } }) => setWanted({ ...wanted, email })}
        />
        <TextInput
          label={t.name}
          maxLength={250}
          value={wanted.name ?? ''}
          onChange={({ currentTarget: { value: name } }) => setWanted({ ...wanted, name })}
        />
        <RoleChoice role={wanted.role} onChange={(role) => setWanted({ ...wanted, role })} />
        {error !== null && <Trouble error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={isBusy}>
            {t.invite}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** The link of an invitation just made, once. */
export function Invited({ person, onClose }: { person: InvitedMember; onClose: () => void }) {
  const t = useTexts(peopleTexts)
  const words = useTexts(common)
  return (
    <Stack>
      <Text size="sm">{t.invitationText(person.email)}</Text>
      <LinkOnce page="invitation" secret={person.invitation} until={person.invitation_expires_at} />
      <Group justify="flex-end">
        <Button onClick={onClose}>{words.close}</Button>
      </Group>
    </Stack>
  )
}
