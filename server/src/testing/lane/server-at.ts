// A server with its jobs at an address of a database, as its operator wrote it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccount } from '../../accounts/open.ts'
import { createToken } from '../../accounts/tokens.ts'
import { openContext } from '../../context.ts'
import type { Context } from '../../context.ts'
import { openServer } from '../../http/serve.ts'
import { startJobs } from '../../jobs/dispatcher.ts'
import { openLog } from '../../log.ts'
import { readSettings } from '../../settings.ts'
import { callerAt } from '../caller.ts'
import type { Caller } from '../caller.ts'

export interface ServerAt extends AsyncDisposable {
  context: Context
  customer: Caller
  logLines: string[]
  /** What `/readyz` answers. */
  readiness(): Promise<{ status: number; problem: string | undefined }>
  /** What was counted of a way back to order. */
  recovered(path: string): Promise<number>
}

/** Starts it, with an account that has credit. Throws what its operator would read. */
export async function serverAt(settings: Record<string, string>): Promise<ServerAt> {
  const closing: (() => Promise<void>)[] = []
  const close = async () => {
    for (const one of closing.splice(0).reverse()) await one()
  }
  const dataFolder = await mkdtemp(join(tmpdir(), 'ceralacca-at-'))
  closing.push(() => rm(dataFolder, { recursive: true, force: true }))
  const logLines: string[] = []
  const log = openLog('info', { write: (line: string) => void logLines.push(line) })
  const read = readSettings({ DATA_DIR: dataFolder, SANDBOX_PROVIDER_DELAY_MS: '0', ...settings })
  const context = await openContext(read, { log, purpose: 'server' }).catch(async (error: unknown) => {
    await close()
    throw error
  })
  closing.push(() => context[Symbol.asyncDispose]())
  const app = await openServer(context)
  closing.push(() => app.close())
  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 })
  const jobs = await startJobs(context)
  closing.push(() => jobs.stop())
  const account = await createAccount(context, { email: 'at@example.com', creditCents: 1_000_000_00, reason: 'test' })
  if (account === undefined) throw new Error('the account exists already')
  const { token } = await createToken(context, { accountId: account.id })
  return {
    context,
    customer: callerAt(baseUrl, token),
    logLines,
    async readiness() {
      const reply = await fetch(`${baseUrl}/readyz`)
      const { problem }: { problem?: string } = JSON.parse(await reply.text())
      return { status: reply.status, problem }
    },
    async recovered(path) {
      const found = await context.metrics.registry.getSingleMetric('ceralacca_recoveries_total')?.get()
      return found?.values.find(({ labels }) => labels.path === path)?.value ?? 0
    },
    [Symbol.asyncDispose]: close,
  }
}
