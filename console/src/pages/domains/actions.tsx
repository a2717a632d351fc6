// What can be done with a domain; what cannot be done now stays visible and says why.
import { canDomain, domainStatesFor } from '@ceralacca/client'
import type { Dominio } from '@ceralacca/client'
import { Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useNotice } from '../../ui/notice.ts'
import { useState } from 'react'
import { useDo } from '../../parts/api.ts'
import { RenewDomain } from '../../parts/renew-domain.tsx'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { domainStates } from '../../texts/domain-states.ts'
import { domainTexts } from '../../texts/domains.ts'
import { useTexts } from '../../texts/language.tsx'
import { ActionButton } from '../../ui/action-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'

/** Renewing and revoking a domain. */
export function DomainActions({ domain }: { domain: Dominio }) {
  const t = useTexts(domainTexts)
  const [isRenewing, renewing] = useDisclosure()
  const [isRevoking, revoking] = useDisclosure()
  return (
    <>
      <ActionButton onClick={renewing.open} why={useWhyNot(domain, 'renew')}>
        {t.renew}
      </ActionButton>
      <ActionButton variant="outline" color="red" onClick={revoking.open} why={useWhyNot(domain, 'revoke')}>
        {t.revoke}
      </ActionButton>
      {isRenewing && <RenewDomain id={domain.id} name={domain.dominio} onClose={renewing.close} />}
      {isRevoking && <RevokeDomain domain={domain} onClose={revoking.close} />}
    </>
  )
}

/** Why something cannot be done with a domain: its state, or the role of whoever asks. */
function useWhyNot(domain: Dominio, what: 'renew' | 'revoke'): string | undefined {
  const t = useTexts(domainTexts)
  const names = useTexts(domainStates)
  const words = useTexts(common)
  const mayWrite = useMay('write')
  if (!canDomain[what](domain)) return t.only(domainStatesFor[what].map((state) => names[state]).join(', '))
  return mayWrite ? undefined : words.notAllowed
}

function RevokeDomain({ domain: { id, dominio }, onClose }: { domain: Dominio; onClose: () => void }) {
  const t = useTexts(domainTexts)
  const notice = useNotice()
  const [typed, setTyped] = useState('')
  const revoke = useDo((api, _: undefined) => api.revokeCertifiedDomain({ id }), ['domain', 'mailbox', 'expiries'])
  const confirm = () =>
    revoke.mutate(undefined, {
      onSuccess() {
        notice(t.revoked)
        onClose()
      },
    })
  return (
    <Dialog
      title={t.revokeTitle(dominio)}
      action={t.revokeAction}
      onClose={onClose}
      onConfirm={confirm}
      canConfirm={typed.trim() === dominio}
      isBusy={revoke.isPending}
      error={revoke.error}
      isDangerous
    >
      <Stack gap="sm">
        <Text size="sm">{t.revokeText}</Text>
        <TextInput
          label={t.revokeType(dominio)}
          value={typed}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </Stack>
    </Dialog>
  )
}
