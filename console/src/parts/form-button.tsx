import type { Operations, Result } from '@ceralacca/client'
import { valueOf } from '@ceralacca/client'
import { Button } from '@mantine/core'
import { IconDownload } from '../generated/icons.ts'
import { useMutation } from '@tanstack/react-query'
import { saveFile } from '../ui/download.ts'
import { Trouble } from '../ui/trouble.tsx'
import { useApi } from './api.ts'

interface FormButtonProps {
  label: string
  name: string
  ask: (api: Operations) => Promise<Result<Uint8Array>>
}

/** Downloads a PDF. */
export function FormButton({ label, name, ask }: FormButtonProps) {
  const api = useApi()
  const download = useMutation({
    mutationFn: async () => saveFile(name, new Uint8Array(valueOf(await ask(api))), 'application/pdf'),
  })
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={download.isPending}
        onClick={() => download.mutate()}
        style={{ alignSelf: 'flex-start' }}
      >
        {label}
      </Button>
      {download.isError && <Trouble error={download.error} />}
    </>
  )
}
