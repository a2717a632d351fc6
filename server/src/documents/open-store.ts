// The document store that the settings ask for: an S3 service, or a folder below DATA_DIR.
import { join } from 'node:path'
import { SettingsError } from '../settings.ts'
import type { Settings } from '../settings.ts'
import { folderStore } from './folder-store.ts'
import type { ObjectStore } from './object-store.ts'
import { s3Store } from './s3-store.ts'

/** The store, not tried yet; `close` ends its connections. */
export function openObjectStore(settings: Settings, dataFolder: string): ObjectStore & { close(): Promise<void> } {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_REGION: region } = settings
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = settings
  if (endpoint === undefined || bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined)
    return { ...folderStore(join(dataFolder, 'documents')), close: () => Promise.resolve() }
  const answersWithinMs = settings.DOCUMENT_STORE_TIMEOUT_SECONDS * 1_000
  return s3Store({ endpoint, region, bucket, accessKeyId, secretAccessKey }, { answersWithinMs })
}

/** Writes, reads and removes a small object. Throws SettingsError naming what to look at. */
export async function tryOutStore(objects: ObjectStore): Promise<void> {
  try {
    await objects.tryOut()
  } catch (error) {
    throw new SettingsError(error instanceof Error ? error.message : 'the document store cannot be used')
  }
}
