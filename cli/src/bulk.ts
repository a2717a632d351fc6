// bulk wait: how a file of calls comes along, until its last row is made.
import { setTimeout as pause } from 'node:timers/promises'
import { valueOf } from '@ceralacca/client'
import type { Bulk, Operations } from '@ceralacca/client'
import { text, word } from './fields.ts'
import type { OwnCommand } from './own-command.ts'
import { withProgress } from './progress.ts'

const ASKED_EVERY_MS = 500

export const bulkWait: OwnCommand = {
  words: 'bulk wait',
  follows: true,
  means: 'wait until every row of a file was made, and say what it came to',
  fields: { id: word(text('ID')) },

  async run({ api, given: { positionals }, say, stopped }) {
    const [id = ''] = positionals
    let last = valueOf(await api.readBulk({ id }))
    const ended = untilEnded(api, last, stopped, (bulk) => (last = bulk))
    last = await withProgress(ended, () => lineOf(last))
    say(lineOf(last), last)
  },
}

async function untilEnded(
  api: Operations,
  first: Bulk,
  stopped: AbortSignal,
  seen: (bulk: Bulk) => void,
): Promise<Bulk> {
  let bulk = first
  while (bulk.ended_at === null && !stopped.aborted) {
    await pause(ASKED_EVERY_MS, undefined, { signal: stopped }).catch(() => undefined)
    bulk = valueOf(await api.readBulk({ id: bulk.id }))
    seen(bulk)
  }
  return bulk
}

function lineOf({ rows, waiting, succeeded, refused, canceled, state, price }: Bulk): string {
  const parts = [`${succeeded} succeeded`, `${refused} refused`, ...(canceled > 0 ? [`${canceled} canceled`] : [])]
  return `${rows - waiting} of ${rows} rows (${state}): ${parts.join(', ')}; ${price} euro`
}
