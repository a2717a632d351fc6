// The second server of a world in the lane: it answers calls, and leaves the jobs to the first.
import { parameters } from '../../auth/password-hash.ts'
import { openContext } from '../../context.ts'
import { openServer } from '../../http/serve.ts'
import { openLog } from '../../log.ts'
import { readSettings } from '../../settings.ts'
import type { Connection } from '../../store/database.ts'

/** Its argument. */
export interface LaneServer {
  connection: Connection
  settings: Record<string, string>
}

parameters.cost = 8
const { connection, settings }: LaneServer = JSON.parse(process.argv[2] ?? '{}')
const stopRequested = new Promise<void>((resolve) => process.once('SIGTERM', () => resolve()))
const context = await openContext(readSettings(settings), { log: openLog('silent'), purpose: 'server', connection })
const app = await openServer(context)
process.stdout.write(`${await app.listen({ host: '127.0.0.1', port: 0 })}\n`)
await stopRequested
await app.close()
await context[Symbol.asyncDispose]()
