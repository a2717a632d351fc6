// The three steps of a signature: download, sign, upload.
import { canRequest, requestStatesFor, valueOf } from '@ceralacca/client'
import type { RichiestaComunicazionePec } from '@ceralacca/client'
import { Group, Stack, Text } from '@mantine/core'
import { useNotice } from '../../ui/notice.ts'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi, useDo } from '../../parts/api.ts'
import { useMay } from '../../parts/session.ts'
import { common } from '../../texts/common.ts'
import { useFormats } from '../../texts/format.ts'
import { useTexts } from '../../texts/language.tsx'
import { requestStates } from '../../texts/request-states.ts'
import { requestTexts } from '../../texts/requests.ts'
import { ActionButton } from '../../ui/action-button.tsx'
import { base64Of } from '../../ui/base64.ts'
import { saveFile } from '../../ui/download.ts'
import { FileSlot } from '../../ui/file-slot.tsx'
import { Trouble } from '../../ui/trouble.tsx'

type Request = RichiestaComunicazionePec
const MOST_MEGABYTES = 10

/** Downloading the power of attorney, and handing it in signed. */
export function SigningSteps({ request }: { request: Request }) {
  const t = useTexts(requestTexts)
  return (
    <Stack gap="md">
      <Stack gap="xs" align="flex-start">
        {canRequest.submitDocuments(request) && (
          <Text size="sm" fw={500}>
            {t.downloadStep}
          </Text>
        )}
        <Download request={request} />
      </Stack>
      {canRequest.submitDocuments(request) && (
        <>
          <Text size="sm" fw={500}>
            {t.signStep(`${request.nome} ${request.cognome}`)}
          </Text>
          <Upload request={request} />
        </>
      )}
    </Stack>
  )
}

function Download({ request }: { request: Request }) {
  const t = useTexts(requestTexts)
  const states = useTexts(requestStates)
  const api = useApi()
  const { id } = request
  const download = useMutation({
    mutationFn: async () => {
      const bytes = valueOf(await api.downloadPowerOfAttorney({ id }))
      saveFile(`procura_${id}.pdf`, new Uint8Array(bytes), 'application/pdf')
    },
  })
  const allowed = requestStatesFor.downloadPowerOfAttorney.map((state) => states[state]).join(', ')
  return (
    <>
      <ActionButton
        variant={canRequest.submitDocuments(request) ? 'filled' : 'default'}
        loading={download.isPending}
        onClick={() => download.mutate()}
        why={canRequest.downloadPowerOfAttorney(request) ? undefined : t.onlyIn(allowed)}
      >
        {t.download}
      </ActionButton>
      {download.isError && <Trouble error={download.error} />}
    </>
  )
}

function Upload({ request: { id } }: { request: Request }) {
  const t = useTexts(requestTexts)
  const notice = useNotice()
  const words = useTexts(common)
  const formats = useFormats()
  const maySign = useMay('write')
  const [file, setFile] = useState<File>()
  const sign = useDo(
    async (api, signed: File) => api.signRegistryRequest({ id, documenti: await base64Of(signed) }),
    ['request'],
  )
  const tooLarge =
    file !== undefined && file.size > MOST_MEGABYTES * 1024 * 1024
      ? t.tooLarge(formats.number(MOST_MEGABYTES))
      : undefined
  const send = () => file && sign.mutate(file, { onSuccess: () => notice(t.sent) })
  const choose = (chosen: File | undefined) => {
    sign.reset()
    setFile(chosen)
  }
  const isNamedSo = file === undefined || file.name.toLowerCase().endsWith('.p7m')
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        {t.uploadStep}
      </Text>
      <FileSlot
        label={t.chooseLabel}
        accept=".p7m,.pdf,application/pkcs7-mime"
        file={file}
        problem={tooLarge ?? (isNamedSo ? undefined : t.looksWrong)}
        onPick={choose}
      />
      {file !== undefined && (
        <Group>
          <ActionButton loading={sign.isPending} onClick={send} why={maySign ? tooLarge : words.notAllowed}>
            {t.send}
          </ActionButton>
        </Group>
      )}
      {sign.isError && <Trouble error={sign.error} />}
    </Stack>
  )
}
