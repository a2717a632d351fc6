// A process that makes one call and then does what is due, and kills itself at a named point on the way.
import { openContext } from '../context.ts'
import { finishOrders } from '../jobs/finish-orders.ts'
import { openLog } from '../log.ts'
import { providersFrom } from '../providers/index.ts'
import { sandboxProvider } from '../providers/sandbox/adapter.ts'
import { routes } from '../api/routes.ts'
import type { Call } from '../pipeline/operation.ts'
import type { FaultPoint } from '../model/fault-points.ts'
import { readSettings } from '../settings.ts'
import type { Connection } from '../store/database.ts'
import { remoteProvider } from './remote-provider.ts'

/** What a dying process is told on its command line. */
export interface Errand {
  connection: Connection
  dataFolder: string
  providerUrl: string
  offsetMs: number
  operation: string
  call: Omit<Call, 'body'> & { body: string | undefined }
  diesAt: FaultPoint
}

const FINISH_AFTER_MS = 120_000

const errand: Errand = JSON.parse(process.argv[2] ?? '{}')
const settings = readSettings({ DATA_DIR: errand.dataFolder, SANDBOX_PROVIDER_DELAY_MS: '1000' })
const context = await openContext(settings, {
  log: openLog('silent'),
  serves: false,
  connection: errand.connection,
})
context.clock.setOffsetMs(errand.offsetMs)
const remote = remoteProvider({ url: errand.providerUrl, timeoutMs: 5_000 })
context.providers = providersFrom([remote, sandboxProvider({ delayMs: 1000 })])
context.passed = (point) => {
  if (point === errand.diesAt) process.kill(process.pid, 'SIGKILL')
}

const operation = routes.find(({ name }) => name === errand.operation)
if (operation === undefined) throw new Error(`no operation ${errand.operation}`)
const { body } = errand.call
const call = { ...errand.call, body: body === undefined ? undefined : Buffer.from(body) }
const outcome = await operation.run(call, context).then(
  () => 'done',
  (error: unknown) => (error instanceof Error ? error.message : 'failed'),
)
process.stdout.write(`${outcome}\n`)

context.clock.setOffsetMs(errand.offsetMs + FINISH_AFTER_MS)
await finishOrders.run(context, {}, context.clock.now())
await context[Symbol.asyncDispose]()
