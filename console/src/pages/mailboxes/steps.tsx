import { can } from '@ceralacca/client'
import type { Casella } from '@ceralacca/client'
import { Group } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { kinds, kindsAbove } from '../../parts/mailbox-kinds.ts'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { useTexts } from '../../texts/language.tsx'
import { kindNames } from '../../texts/mailbox-kinds.ts'
import { mailboxStates } from '../../texts/mailbox-states.ts'
import { mailboxPageTexts } from '../../texts/mailbox.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { AddUser } from './actions/add-user.tsx'
import { Renew } from './actions/renew.tsx'
import { Resize } from './actions/resize.tsx'
import { Revoke } from './actions/revoke.tsx'
import { Upgrade } from './actions/upgrade.tsx'

type Opened = 'renew' | 'resize' | 'upgrade' | 'addUser' | 'revoke'
const MOST_USERS = 25

/** Everything one can do next with a mailbox; what cannot be done now says why. */
export function Steps({ mailbox }: { mailbox: Casella }) {
  const t = useTexts(mailboxPageTexts)
  const why = useWhyNot(mailbox)
  const navigate = useNavigate()
  const [open, setOpen] = useState<Opened>()
  const { id } = mailbox
  const dialogues: Record<Opened, ReactNode> = {
    renew: <Renew mailbox={mailbox} onClose={() => setOpen(undefined)} />,
    resize: <Resize mailbox={mailbox} onClose={() => setOpen(undefined)} />,
    upgrade: <Upgrade mailbox={mailbox} onClose={() => setOpen(undefined)} />,
    addUser: <AddUser mailbox={mailbox} onClose={() => setOpen(undefined)} />,
    revoke: <Revoke mailbox={mailbox} onClose={() => setOpen(undefined)} />,
  }
  // The page has one main button: what brings this mailbox further.
  const main = can.submitDocuments(mailbox) ? 'documents' : can.renew(mailbox) ? 'renew' : undefined
  const look = (name: string) => ({ variant: name === main ? 'filled' : 'default' })
  return (
    <Panel title={t.next}>
      <Group gap="xs">
        <ActionButton
          {...look('documents')}
          why={why.documents}
          onClick={() => void navigate({ to: '/mailboxes/$id/documents', params: { id } })}
        >
          {t.documents}
        </ActionButton>
        <ActionButton {...look('renew')} why={why.renew} onClick={() => setOpen('renew')}>
          {t.renew}
        </ActionButton>
        <ActionButton variant="default" why={why.resize} onClick={() => setOpen('resize')}>
          {t.resize}
        </ActionButton>
        <ActionButton variant="default" why={why.upgrade} onClick={() => setOpen('upgrade')}>
          {t.upgrade}
        </ActionButton>
        <ActionButton
          variant="default"
          why={why.preserve}
          onClick={() => void navigate({ to: '/mailboxes/$id/preservation', params: { id } })}
        >
          {t.preserve}
        </ActionButton>
        <ActionButton variant="default" why={why.addUser} onClick={() => setOpen('addUser')}>
          {t.addUser}
        </ActionButton>
        <ActionButton variant="outline" color="red" why={why.revoke} onClick={() => setOpen('revoke')}>
          {t.revoke}
        </ActionButton>
      </Group>
      {open !== undefined && dialogues[open]}
    </Panel>
  )
}

/** Of each step, why it cannot be taken: the role, the kind, the state, or that it was taken. */
function useWhyNot(mailbox: Casella) {
  const t = useTexts(mailboxPageTexts)
  const words = useTexts(common)
  const states = useTexts(mailboxStates)
  const may = useMay('write')
  const { tipo_casella: kind, stato } = mailbox
  const notForKind = kinds[kind].isExtensible ? undefined : t.notForKind(kindNames[kind])
  const state = (isAllowed: boolean) => (isAllowed ? undefined : t.notInState(states[stato]))
  const role = may ? undefined : words.notAllowed
  return {
    documents: role ?? state(can.submitDocuments(mailbox)),
    renew: role ?? state(can.renew(mailbox)),
    resize: role ?? notForKind ?? state(can.resize(mailbox)),
    upgrade:
      role ?? notForKind ?? state(can.upgrade(mailbox)) ?? (kindsAbove(kind).length === 0 ? t.highest : undefined),
    preserve:
      role ?? notForKind ?? state(can.preserve(mailbox)) ?? (mailbox.conservazione ? t.alreadyPreserved : undefined),
    addUser:
      role ??
      notForKind ??
      state(can.addUser(mailbox)) ??
      ((mailbox.multiutenza?.length ?? 0) >= MOST_USERS ? t.mostUsers : undefined),
    revoke: role ?? state(can.revoke(mailbox)),
  }
}
