// A process that makes one call, then finishes pending operations, and kills itself at a fault point on the way.
import { openContext } from '../context.ts'
import { finishOperations } from '../jobs/finish-operations.ts'
import { openLog } from '../log.ts'
import { providersFrom } from '../providers/routing.ts'
import { sandboxProvider } from '../providers/sandbox/adapter.ts'
import { routes } from '../api/routes.ts'
import type { Call } from '../pipeline/operation.ts'
import type { FaultPoint } from '../model/fault-points.ts'
import { readSettings } from '../settings.ts'
import type { Connection } from '../store/database.ts'
import { remoteProvider } from './remote-provider.ts'

/** The argument of a dying process. */
export interface DyingCall {
  connection: Connection
  dataFolder: string
  /** Where the connector is, and its secret. */
  provider: { url: string; secret: string }
  offsetMs: number
  operation: string
  call: Omit<Call, 'body'> & { body: string | undefined }
  diesAt: FaultPoint
}

const FINISH_AFTER_MS = 120_000

const dying: DyingCall = JSON.parse(process.argv[2] ?? '{}')
const settings = readSettings({ DATA_DIR: dying.dataFolder, SANDBOX_PROVIDER_DELAY_MS: '1000' })
const context = await openContext(settings, {
  log: openLog('silent'),
  purpose: 'command',
  connection: dying.connection,
})
context.clock.setOffsetMs(dying.offsetMs)
const remote = remoteProvider({ ...dying.provider, timeoutMs: 5_000 })
// As a server does at its start.
await remote.prepare?.()
context.providers = providersFrom([remote, sandboxProvider({ delayMs: 1000 })])
context.faultPoint = (point) => {
  if (point === dying.diesAt) process.kill(process.pid, 'SIGKILL')
}

const operation = routes.find(({ name }) => name === dying.operation)
if (operation === undefined) throw new Error(`no operation ${dying.operation}`)
const { body } = dying.call
const call = { ...dying.call, body: body === undefined ? undefined : Buffer.from(body) }
const outcome = await operation.run(call, context).then(
  () => 'done',
  (error: unknown) => (error instanceof Error ? error.message : 'failed'),
)
process.stdout.write(`${outcome}\n`)

// Another dying process may have had the operation in hand at first.
for (let round = 1; round <= 3; round += 1) {
  context.clock.setOffsetMs(dying.offsetMs + round * FINISH_AFTER_MS)
  await finishOperations.run(context, context.clock.now())
}
await context[Symbol.asyncDispose]()
