// Asks for the unknown: stories of calls made up from openapi.json, valid, broken and chained, told to a whole server.
import { afterAll, beforeAll, describe, it } from 'vitest'
import { testAuthority } from '../../src/testing/authority.ts'
import { inProduction, pdfText } from '../../src/testing/fixtures.ts'
import { startReceiver } from '../../src/testing/receiver.ts'
import type { Receiver } from '../../src/testing/receiver.ts'
import { startServer } from '../../src/testing/world.ts'
import { describedCalls } from './described-calls.ts'
import { expectOfAll, fuzzRuns } from './fuzz-run.ts'
import { stories } from './steps.ts'
import { tell } from './story-run.ts'
import type { Setting, Tally } from './story-run.ts'

const modes = [
  ['sandbox', { RATE_LIMIT: 'off' }, 'testcert.legalmail.it'],
  // No name is asked of anybody outside.
  ['production', { ...inProduction(), DNS_SERVERS: '127.0.0.1:9', RATE_LIMIT: 'off' }, 'legalmail.it'],
] as const

// A server does not live longer than this many stories: its clock only moves forward.
const runs = fuzzRuns('calls', { usual: 20, most: 100 })
const each = modes.flatMap(([mode, settings, domain]) => runs.map((run) => ({ ...run, mode, settings, domain })))

describe.each(each)('$runs stories in $mode with seed $seed', ({ mode, settings, domain, ...run }) => {
  const world = startServer(settings)
  const calls = describedCalls().filter(({ sandboxOnly }) => !sandboxOnly || mode === 'sandbox')
  const tally: Tally = new Map()
  let receiver: Receiver
  let setting: Setting

  beforeAll(async () => {
    receiver = await startReceiver()
    await using authority = await testAuthority()
    const p7m = await authority.sign(Buffer.from('procura'), await authority.issue())
    setting = {
      world,
      pdf: await pdfText(),
      p7m: p7m.toString('base64'),
      callbackUrl: receiver.url,
      sharedDomain: domain,
    }
  })
  afterAll(() => receiver[Symbol.asyncDispose]())

  it('every answer is declared, none is a failure of ours, and no refusal costs anything', async () => {
    // The error tells the calls, which is what somebody can read and repeat.
    const noMore = () => ''
    await expectOfAll(run, stories(calls, { most: 60 }), (story) => tell(story, setting, tally), noMore)
    const made = [...tally.values()].reduce((sum, count) => sum + count, 0)
    const never = calls.filter(({ name }) => !tally.has(`${name} 200`)).map(({ name }) => name)
    process.stdout.write(`calls: ${made} made in ${mode}; never done: ${never.join(', ') || 'none'}\n`)
  }, 3_600_000)
})
