// The connection that hears of work, lost at every moment of its opening.
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { listenOnLoopback } from '../testing/loopback.ts'
import { startServer } from '../testing/world.ts'
import { listeningWakeUps } from './wake-ups.ts'

describe('the connection that hears of work', () => {
  const world = startServer()
  const isListening = async (count: number) => {
    const { rows } = await world.context.database.pool.query<{ is: boolean }>(
      `select count(*) = $1 as is from pg_stat_activity
      where datname = current_database() and application_name = 'ceralacca-listener' and client_addr is null`,
      [count],
    )
    return rows[0]?.is === true
  }
  const until = async (holds: () => Promise<boolean>) => {
    while (!(await holds())) await nextTurn()
  }

  it('is one again after it was lost as it began to listen, and is none after its end', async () => {
    const { host = '', port = 5432, user = '', database = '' } = world.context.database.pool.options
    let cuts = 0
    const proxy = createServer((client) => {
      const server = connect(join(host, `.s.PGSQL.${port}`))
      const end = () => {
        client.destroy()
        server.destroy()
      }
      for (const socket of [client, server]) socket.on('error', end).on('close', end)
      client.on('data', (bytes) => {
        if (cuts === 0 || !bytes.includes('listen ceralacca')) return void server.write(bytes)
        cuts -= 1
        end()
      })
      server.on('data', (bytes) => client.write(bytes))
    })
    const connection = { host: '127.0.0.1', port: await listenOnLoopback(proxy), user, database, ssl: false } as const
    const problems: Error[] = []
    const before = await world.context.database.pool.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = 'ceralacca-listener' and datname = current_database()`,
    )
    const wakeUps = await listeningWakeUps(
      { ...world.context.database, direct: connection },
      { onProblem: (error) => problems.push(error), onBack: () => undefined },
    )
    const own = before.rows.length
    try {
      await until(() => isListening(own + 1))
      cuts = 3
      await world.context.database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'ceralacca-listener' and datname = current_database() and pid <> all($1)`,
        [before.rows.map(({ pid }) => pid)],
      )
      const heard = new Promise<void>((resolve) => wakeUps.onWake(() => resolve()))
      await heard
      expect(cuts).toBe(0)
      expect(problems).toHaveLength(1)
      expect(await isListening(own + 1)).toBe(true)
    } finally {
      await wakeUps.close()
      await until(() => isListening(own))
      proxy.close()
    }
  })
})
