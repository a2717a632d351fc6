// A bucket for one test file in the lane's S3 service.
import type { S3Place } from './swift.ts'

/** Makes a bucket, and returns the settings of a server that keeps its documents there. */
export async function newBucket(place: S3Place): Promise<S3Place & { S3_BUCKET: string }> {
  // Loaded in the lane alone: it is large.
  const { CreateBucketCommand, S3Client } = await import('@aws-sdk/client-s3')
  const S3_BUCKET = `test-${process.pid}-${Math.random().toString(36).slice(2, 10)}`
  const client = new S3Client({
    endpoint: place.S3_ENDPOINT,
    region: place.S3_REGION,
    credentials: { accessKeyId: place.S3_ACCESS_KEY_ID, secretAccessKey: place.S3_SECRET_ACCESS_KEY },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  await client.send(new CreateBucketCommand({ Bucket: S3_BUCKET }))
  client.destroy()
  return { ...place, S3_BUCKET }
}
