import type { Passkey } from '@ceralacca/client'
import { Button, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useAsk, useDo } from '../../parts/api.ts'
import { knowsPasskeys, makePasskey, NoPasskeyError } from '../../parts/passkeys.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { securityTexts } from '../../texts/security.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { Asked } from '../../ui/asked.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { List } from '../../ui/list.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Whole } from '../../ui/whole.tsx'
import { useNotice } from '../../ui/notice.ts'

/** Passkeys: listed, added by the browser, removed. */
export function Passkeys() {
  const t = useTexts(securityTexts)
  const query = useAsk(['passkeys'], (api) => api.listSessionPasskeys())
  const [isAdding, setIsAdding] = useState(false)
  return (
    <Panel
      title={t.passkeys}
      actions={
        <ActionButton
          variant="default"
          size="xs"
          why={knowsPasskeys() ? undefined : t.passkeyUnsupported}
          onClick={() => setIsAdding(true)}
        >
          {t.passkeyAdd}
        </ActionButton>
      }
    >
      <Text size="sm">{t.passkeysText}</Text>
      <Asked query={query}>{({ items }) => <PasskeyList passkeys={items} />}</Asked>
      {isAdding && <AddPasskey onClose={() => setIsAdding(false)} />}
    </Panel>
  )
}

function AddPasskey({ onClose }: { onClose: () => void }) {
  const t = useTexts(securityTexts)
  const notice = useNotice()
  const [name, setName] = useState('')
  const add = useDo(
    async (api) => {
      const offered = await api.offerSessionPasskey()
      if (!offered.ok) return offered
      return api.addSessionPasskey({ name, credential: await makePasskey(offered.data) })
    },
    ['passkeys', 'session'],
  )
  const done = () => {
    notice(t.passkeyAdded)
    onClose()
  }
  const isCancelled = add.error instanceof NoPasskeyError
  return (
    <Dialog
      title={t.passkeyAdd}
      action={t.passkeyAdd}
      onClose={onClose}
      onConfirm={() => add.mutate(undefined, { onSuccess: done })}
      isBusy={add.isPending}
      error={isCancelled ? null : add.error}
    >
      <TextInput
        label={t.passkeyName}
        description={t.passkeyNameNote}
        maxLength={250}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {isCancelled && (
        <Text size="sm" role="alert">
          {t.passkeyNotMade}
        </Text>
      )}
    </Dialog>
  )
}

function PasskeyList({ passkeys }: { passkeys: readonly Passkey[] }) {
  const t = useTexts(securityTexts)
  const formats = useFormats()
  const [removing, setRemoving] = useState<Passkey>()
  return (
    <>
      <List
        label={t.passkeys}
        items={passkeys}
        keyOf={({ id }) => id}
        columns={[
          { title: t.name, of: ({ name }) => name || t.passkeyUnnamed },
          { title: t.added, of: ({ created_at }) => <Whole>{formats.moment(created_at)}</Whole> },
          { title: t.lastUsed, of: ({ last_used_at }) => <Whole>{formats.moment(last_used_at) || t.never}</Whole> },
          {
            title: '',
            align: 'right',
            of: (passkey) => (
              <Button
                size="compact-sm"
                variant="subtle"
                color="red"
                aria-label={`${t.passkeyRemove}: ${passkey.name || t.passkeyUnnamed}`}
                onClick={() => setRemoving(passkey)}
              >
                {t.passkeyRemove}
              </Button>
            ),
          },
        ]}
        empty={
          <Text p="lg" size="sm">
            {t.passkeyNone}
          </Text>
        }
      />
      {removing !== undefined && <RemovePasskey passkey={removing} onClose={() => setRemoving(undefined)} />}
    </>
  )
}

function RemovePasskey({ passkey: { id, name }, onClose }: { passkey: Passkey; onClose: () => void }) {
  const t = useTexts(securityTexts)
  const notice = useNotice()
  const remove = useDo((api) => api.removeSessionPasskey({ id }), ['passkeys', 'session'])
  const done = () => {
    notice(t.passkeyRemoved)
    onClose()
  }
  return (
    <Dialog
      title={t.passkeyRemove}
      action={t.passkeyRemove}
      isDangerous
      onClose={onClose}
      onConfirm={() => remove.mutate(undefined, { onSuccess: done })}
      isBusy={remove.isPending}
      error={remove.error}
    >
      <Text size="sm">{t.passkeyRemoveText(name || t.passkeyUnnamed)}</Text>
    </Dialog>
  )
}
