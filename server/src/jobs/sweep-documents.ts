// Discards stored objects that no document names: a process died between storing an upload and adding its rows. Only those
// of owners the database knows, and after days: with another database, or an older one, nothing is lost at once.
import type { Context } from '../context.ts'
import { leftoverKeys } from '../store/document-sample.ts'
import type { Job } from './job.ts'

const A_DAY_MS = 86_400_000
const LEFT_FOR_MS = 7 * A_DAY_MS
const KEYS_AT_A_TIME = 500

export const sweepDocuments: Job = {
  name: 'sweep-documents',
  repairs: 'stored objects that no document has named for seven days, as a process died before it could',
  isForAll: true,
  everyMs: A_DAY_MS,
  // Never due by the product's clock: the age of an object is real.
  nextDue: () => Promise.resolve(undefined),

  async run(context) {
    let swept = 0
    for await (const keys of inSlices(context.objects.list(''))) swept += await sweep(context, keys)
    if (swept > 0) context.log.info({ objects: swept }, 'stored objects without a document discarded')
    return swept
  },
}

async function sweep(context: Context, keys: readonly string[]): Promise<number> {
  const before = context.clock.realNow().getTime() - LEFT_FOR_MS
  let swept = 0
  for (const key of await leftoverKeys(context.database.kysely, keys)) {
    const at = await context.objects.storedAt(key)
    if (at === undefined || at.getTime() > before) continue
    await context.vault.discard([{ key }])
    swept += 1
    context.metrics.recovered('object swept')
  }
  return swept
}

async function* inSlices(keys: AsyncIterable<string>): AsyncIterable<string[]> {
  let slice: string[] = []
  for await (const key of keys) {
    if (slice.push(key) < KEYS_AT_A_TIME) continue
    yield slice
    slice = []
  }
  if (slice.length > 0) yield slice
}
