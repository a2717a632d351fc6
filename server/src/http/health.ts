// Liveness, readiness, metrics.
import { setTimeout as after } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Context } from '../context.ts'
import { pendingMigrations } from '../store/migrate.ts'
import { mustBeUsable } from '../store/outage.ts'
import { unlimited } from './rate-limit.ts'

const ANSWER_WITHIN_MS = 1_000

/** `/healthz`: the process is alive. `/readyz`: it can do its work. `/metrics`: its counters. */
export function serveHealth(app: FastifyInstance, context: Context): void {
  let draining = false
  app.addHook('preClose', (done) => {
    draining = true
    done()
  })
  app.get('/healthz', unlimited, () => ({ status: 'ok' }))
  app.get('/readyz', unlimited, async (_request, reply) => {
    const problem = draining ? 'stopping' : await problemOf(context)
    return problem === undefined
      ? { status: 'ready' }
      : reply.code(503).header('retry-after', '1').send({ status: 'not ready', problem })
  })
  // With an address of its own it is served by metrics-server.ts.
  if (context.settings.METRICS_ADDRESS !== undefined) return
  app.get('/metrics', unlimited, async (_request, reply) =>
    reply.type(context.metrics.registry.contentType).send(await context.metrics.registry.metrics()),
  )
}

/** What keeps the server from being ready, in one word; undefined when it is ready. */
async function problemOf(context: Context): Promise<string | undefined> {
  const giveUp = new AbortController()
  const tooSlow = after(ANSWER_WITHIN_MS, 'database', { signal: giveUp.signal, ref: false }).catch(() => undefined)
  try {
    return await Promise.race([tooSlow, checks(context)])
  } finally {
    giveUp.abort()
  }
}

async function checks(context: Context): Promise<string | undefined> {
  try {
    await mustBeUsable(context.database.pool)
    return (await pendingMigrations(context.database.kysely)).length > 0 ? 'migrations' : undefined
  } catch {
    return 'database'
  }
}
