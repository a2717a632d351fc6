import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useAsk, useDo } from '../../parts/api.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { securityTexts } from '../../texts/security.ts'
import { Asked } from '../../ui/asked.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'
import { State } from '../../ui/state.tsx'
import { SetUpCodes } from './set-up-codes.tsx'
import { useNotice } from '../../ui/notice.ts'

/** Codes of an app beside the password: switched on with the first, off with one or the password. */
export function OneTimeCodes() {
  const t = useTexts(securityTexts)
  const query = useAsk(['codes'], (api) => api.readSessionTotp())
  const isOn = query.data?.confirmed_at != null
  return (
    <Panel title={t.codes} beside={<State mood={isOn ? 'good' : 'over'}>{isOn ? t.codesOn : t.codesOff}</State>}>
      <Text size="sm">{t.codesText}</Text>
      <Asked query={query}>
        {({ confirmed_at, recovery_codes }) => <Codes since={confirmed_at} left={recovery_codes} />}
      </Asked>
    </Panel>
  )
}

function Codes({ since, left }: { since: string | null; left: number }) {
  const t = useTexts(securityTexts)
  const formats = useFormats()
  const [isAsking, setIsAsking] = useState(false)
  // Stays while the recovery codes are shown, although codes are on by then.
  const [isSettingUp, setIsSettingUp] = useState(false)
  const close = () => {
    setIsAsking(false)
    setIsSettingUp(false)
  }
  return (
    <Stack align="flex-start">
      {since !== null && (
        <Facts
          facts={[
            [t.codesSince, formats.moment(since)],
            [t.codesLeft, formats.number(left)],
          ]}
        />
      )}
      <Group gap="xs">
        {since === null ? (
          <Button variant="default" onClick={() => setIsSettingUp(true)}>
            {t.codesBegin}
          </Button>
        ) : (
          <Button variant="outline" color="red" onClick={() => setIsAsking(true)}>
            {t.codesEnd}
          </Button>
        )}
      </Group>
      {isSettingUp && <SetUpCodes onClose={close} />}
      {isAsking && <EndCodes onClose={close} />}
    </Stack>
  )
}

function EndCodes({ onClose }: { onClose: () => void }) {
  const t = useTexts(securityTexts)
  const notice = useNotice()
  const [proof, setProof] = useState('')
  const end = useDo((api) => api.endSessionTotp(asProof(proof)), ['codes', 'session'])
  const done = () => {
    notice(t.codesEnded)
    onClose()
  }
  return (
    <Dialog
      title={t.codesEnd}
      action={t.codesEnd}
      isDangerous
      onClose={onClose}
      onConfirm={() => end.mutate(undefined, { onSuccess: done })}
      isBusy={end.isPending}
      canConfirm={proof !== ''}
      error={end.error}
    >
      <Text size="sm">{t.codesEndText}</Text>
      <PasswordInput
        label={t.codeOrPassword}
        autoComplete="one-time-code"
        required
        data-autofocus
        value={proof}
        onChange={(event) => setProof(event.currentTarget.value)}
      />
    </Dialog>
  )
}

/** Six digits are a code; anything else may be a password or a recovery code. */
const asProof = (text: string) =>
  /^\d{3} ?\d{3}$/.test(text.trim()) ? { otp: text } : { password: text, ...(text.length <= 40 && { otp: text }) }
