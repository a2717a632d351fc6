// What another process has on the database of a world.
import { openContext } from '../context.ts'
import type { Context } from '../context.ts'
import { openLog } from '../log.ts'

/** Opens it; its clock stands where the world's does. To be closed by the caller. */
export async function anotherProcess({ settings, database, clock }: Context): Promise<Context> {
  const { connectionString } = database.pool.options
  const connection = connectionString === undefined ? connectionOf(database.pool.options) : { connectionString }
  const other = await openContext(settings, { log: openLog('silent'), purpose: 'command', connection })
  other.clock.setOffsetMs(clock.offsetMs())
  return other
}

interface PoolConnection {
  host?: string | undefined
  port?: number | undefined
  user?: string | undefined
  database?: string | undefined
}

function connectionOf({ host, port, user, database }: PoolConnection) {
  if (host === undefined || port === undefined || user === undefined || database === undefined) {
    throw new Error('the pool does not say where it is connected')
  }
  return { host, port, user, database }
}
