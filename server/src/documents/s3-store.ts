// Objects in any S3-compatible service. The SDK (22 MB) is loaded only when this store is used.
import { randomUUID } from 'node:crypto'
import { addAbortSignal, Readable } from 'node:stream'
import type * as Sdk from '@aws-sdk/client-s3'
import { checkedKey, ObjectMissingError } from './object-store.ts'
import type { ObjectStore } from './object-store.ts'

/** The five `S3_…` settings. */
export interface S3Settings {
  endpoint: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
}

type Connection = { sdk: typeof Sdk; client: Sdk.S3Client }

const ANSWERS_WITHIN_MS = 20_000

/**
 * An object store in the bucket of `settings`; path-style addresses, which every compatible service understands.
 * `close` ends its connections. A call that takes longer than `answersWithinMs` (20 s unless given) is cut off and
 * rejects. A key already taken cannot be told here: conditional writes are not supported widely.
 */
export function s3Store(
  settings: S3Settings,
  { answersWithinMs = ANSWERS_WITHIN_MS }: { answersWithinMs?: number } = {},
): ObjectStore & { close(): Promise<void> } {
  const Bucket = settings.bucket
  // What is given up is cut off too: a service that hangs would otherwise keep every connection for good.
  const inTime = () => ({ abortSignal: AbortSignal.timeout(answersWithinMs) })
  let connection: Promise<Connection> | undefined
  const connected = () => (connection ??= connect(settings))
  const put = async (key: string, bytes: Uint8Array) => {
    const { sdk, client } = await connected()
    await client.send(new sdk.PutObjectCommand({ Bucket, Key: checkedKey(key), Body: bytes }), inTime())
  }
  const get = async (key: string, range?: { Range: string }) => {
    const { sdk, client } = await connected()
    const { abortSignal } = inTime()
    try {
      const asked = new sdk.GetObjectCommand({ Bucket, Key: checkedKey(key), ...range })
      const { Body } = await client.send(asked, { abortSignal })
      if (Body === undefined) throw new ObjectMissingError(key)
      // The answer itself may stop coming.
      if (Body instanceof Readable) addAbortSignal(abortSignal, Body)
      return await Body.transformToByteArray()
    } catch (error) {
      throw error instanceof sdk.NoSuchKey ? new ObjectMissingError(key) : error
    }
  }
  return {
    put,
    get: (key) => get(key),
    start: (key, bytes) => get(key, { Range: `bytes=0-${bytes - 1}` }),
    // A service answers with the object before or the one after, never with parts of both.
    replace: put,
    async delete(key) {
      const { sdk, client } = await connected()
      await client.send(new sdk.DeleteObjectCommand({ Bucket, Key: checkedKey(key) }), inTime())
    },
    async *list(prefix) {
      const { sdk, client } = await connected()
      let token: string | undefined
      do {
        const after = token === undefined ? {} : { ContinuationToken: token }
        const page = await client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix: prefix, ...after }), inTime())
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key
        token = page.NextContinuationToken
      } while (token !== undefined)
    },
    async storedAt(key) {
      const { sdk, client } = await connected()
      try {
        return (await client.send(new sdk.HeadObjectCommand({ Bucket, Key: checkedKey(key) }), inTime())).LastModified
      } catch (error) {
        if (error instanceof sdk.NotFound || error instanceof sdk.NoSuchKey) return undefined
        throw error
      }
    },
    async tryOut() {
      const { sdk, client } = await connected()
      const Key = `probe/${randomUUID()}`
      try {
        await client.send(new sdk.PutObjectCommand({ Bucket, Key, Body: Buffer.from('probe') }), inTime())
        const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket, Key }), inTime())
        await Body?.transformToByteArray()
        await client.send(new sdk.DeleteObjectCommand({ Bucket, Key }), inTime())
      } catch (error) {
        throw unusable(error, sdk)
      }
    },
    async look() {
      const { sdk, client } = await connected()
      try {
        await client.send(new sdk.HeadBucketCommand({ Bucket }), inTime())
      } catch (error) {
        throw unusable(error, sdk)
      }
    },
    async close() {
      if (connection !== undefined) (await connection).client.destroy()
    },
  }
}

async function connect({ endpoint, region, accessKeyId, secretAccessKey }: S3Settings): Promise<Connection> {
  const sdk = await import('@aws-sdk/client-s3')
  const client = new sdk.S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: true,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 },
    // With the SDK's defaults some services store the checksum framing as part of the object.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return { sdk, client }
}

/** One line with the settings to look at: those of the account where the service answered, else its address. */
function unusable(error: unknown, sdk: typeof Sdk): Error {
  if (error instanceof sdk.S3ServiceException) {
    const status = error.$metadata.httpStatusCode
    const look = 'look at S3_BUCKET, S3_REGION, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY'
    return new Error(`S3_BUCKET cannot be used (the service answered ${status} ${error.name}); ${look}`, {
      cause: error,
    })
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
  return new Error(`S3_ENDPOINT cannot be reached (${code})`, { cause: error })
}
