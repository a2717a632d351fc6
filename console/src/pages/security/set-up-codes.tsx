import { Button, Center, CopyButton, Group, Modal, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useDo } from '../../parts/api.ts'
import { common } from '../../texts/common.ts'
import { useTexts } from '../../texts/language.tsx'
import { securityTexts } from '../../texts/security.ts'
import { Copyable } from '../../ui/copy.tsx'
import { OnceOnly } from '../../ui/once.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { Trouble } from '../../ui/trouble.tsx'

/** The secret as a picture, the first code, and then the recovery codes, once. */
export function SetUpCodes({ onClose }: { onClose: () => void }) {
  const t = useTexts(securityTexts)
  const words = useTexts(common)
  const begin = useDo((api) => api.beginSessionTotp(), [])
  const confirm = useDo((api, otp: string) => api.confirmSessionTotp({ otp }), ['codes', 'session'])
  const { mutate } = begin
  const isBegun = useRef(false)
  useEffect(() => {
    if (isBegun.current) return
    isBegun.current = true
    mutate(undefined)
  }, [mutate])
  return (
    <Modal
      opened
      onClose={onClose}
      title={confirm.data === undefined ? t.codesBegin : t.recovery}
      closeButtonProps={{ 'aria-label': words.close }}
      closeOnClickOutside={false}
      centered
    >
      {begin.isError && <Trouble error={begin.error} again={() => mutate(undefined)} />}
      {begin.data !== undefined && confirm.data === undefined && (
        <Scan
          url={begin.data.url}
          secret={begin.data.secret}
          onConfirm={(otp) => confirm.mutate(otp)}
          isBusy={confirm.isPending}
          error={confirm.error}
        />
      )}
      {confirm.data !== undefined && <Recovery codes={confirm.data.recovery_codes} onClose={onClose} />}
    </Modal>
  )
}

interface ScanProps {
  url: string
  secret: string
  onConfirm: (otp: string) => void
  isBusy: boolean
  error: unknown
}

function Scan({ url, secret, onConfirm, isBusy, error }: ScanProps) {
  const t = useTexts(securityTexts)
  const [otp, setOtp] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onConfirm(otp)
      }}
    >
      <Stack>
        <Text size="sm">{t.codesScan}</Text>
        <Center>
          <QrCode text={url} label={t.qr} />
        </Center>
        <Copyable text={secret} label={t.secret} />
        <TextInput
          label={t.code}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          required
          data-autofocus
          value={otp}
          onChange={(event) => setOtp(event.currentTarget.value)}
        />
        {error !== null && <Trouble error={error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={isBusy}>
            {t.codesConfirm}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Recovery({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const t = useTexts(securityTexts)
  const words = useTexts(common)
  return (
    <Stack>
      <OnceOnly title={t.recovery}>
        <Text size="sm">{t.recoveryText}</Text>
        <SimpleGrid cols={2} spacing="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
          {codes.map((code) => (
            <Text key={code} component="li" ff="monospace" size="sm">
              {code}
            </Text>
          ))}
        </SimpleGrid>
      </OnceOnly>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={codes.join('\n')}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? words.copied : t.recoveryCopy}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>{t.recoveryKept}</Button>
      </Group>
    </Stack>
  )
}
