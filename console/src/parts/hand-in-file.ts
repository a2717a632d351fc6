import type { Operations } from '@ceralacca/client'
import type { BulkOperation } from './bulk.ts'

interface FileOfCalls {
  operation: BulkOperation
  file: File
  dry_run: boolean
}

/** Hands in a file of calls, to be checked or done. */
export async function handInFile(api: Operations, { operation, file, dry_run }: FileOfCalls) {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const isLines = /\.(jsonl|ndjson)$/i.test(file.name)
  return api.createBulk({
    operation,
    dry_run,
    file: bytes,
    contentType: isLines ? 'application/x-ndjson' : 'text/csv',
  })
}
