// Documents on their way to the server.
import { valueOf } from '@ceralacca/client'
import type { Operations, Result } from '@ceralacca/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { base64Of } from '../ui/base64.ts'
import { fetchWithProgress } from '../ui/fetch-with-progress.ts'
import { apiThrough, useArea } from './api.ts'

/** Where an upload is: its files are read, sent (percent), and judged by the server. */
export type UploadStage = { is: 'idle' } | { is: 'reading' } | { is: 'sending'; share: number } | { is: 'judging' }

/** Hands in documents by a call; `onDone` happens before what was read is read again, which may take the form away. */
export function useUpload<T>(
  call: (api: Operations, documenti: string[]) => Promise<Result<T>>,
  { changes, onDone }: { changes: readonly string[]; onDone: () => void },
) {
  const area = useArea()
  const queries = useQueryClient()
  const [stage, setStage] = useState<UploadStage>({ is: 'idle' })
  const upload = useMutation({
    mutationFn: async (files: readonly File[]) => {
      setStage({ is: 'reading' })
      const documenti = await Promise.all(files.map(base64Of))
      const api = apiThrough(
        area,
        fetchWithProgress((share) =>
          setStage(share < 1 ? { is: 'sending', share: Math.floor(share * 100) } : { is: 'judging' }),
        ),
      )
      return valueOf(await call(api, documenti))
    },
    onSuccess: onDone,
    onSettled: () => {
      setStage({ is: 'idle' })
      return Promise.all(changes.map((kind) => queries.invalidateQueries({ queryKey: [area, kind] })))
    },
  })
  return { ...upload, stage }
}
