// What a provider that hangs costs the orders at another one.
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startFakeConnector } from '../../server/src/providers/connector/fake-server.ts'
import { registration } from '../../server/src/testing/fixtures.ts'
import { seedMailboxes } from '../../server/src/testing/seed.ts'
import { measure, median, tableOf, withFixture } from './fixture.ts'
import type { Fixture, Measured } from './fixture.ts'

// In the order ABBA, so that a table that grows counts for neither.
const STATES = ['answers', 'hangs', 'hangs', 'answers', 'answers', 'hangs', 'hangs', 'answers'] as const
// Longer than an order may take: the first orders hang, the later ones find the breaker open.
const BLOCKS = 8
const BLOCK_SECONDS = 5
const WAITING = 1_000
// More than are asked.
const QUESTIONS = 300_000
const ORDER_EVERY_MS = 200

type State = (typeof STATES)[number]

/** Measures orders at a provider beside one that answers and, in turn, hangs; returns the section of the page. */
export async function benchDeadProvider(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ceralacca-bench-providers-'))
  const healthy = await startFakeConnector({ askAgainAt: () => new Date() })
  const other = await startFakeConnector({ askAgainAt: () => new Date(Date.now() + 2_000) })
  for (let n = 0; n < QUESTIONS; n += 1) other.next('read', 'answer pending')
  const line = await startLine(Number(new URL(other.url).port))
  const file = join(folder, 'providers.json')
  const declared = (baseUrl: string, env: string) => ({ kind: 'connector', baseUrl, secret: { env } })
  const plan = {
    providers: { healthy: declared(healthy.url, 'HEALTHY_SECRET'), other: declared(line.url, 'OTHER_SECRET') },
    routes: [{ resource: 'mailbox', tipo_casella: ['STANDARD'], provider: 'other' }, { provider: 'healthy' }],
  }
  writeFileSync(file, JSON.stringify(plan))
  const settings = { PROVIDERS_FILE: file, HEALTHY_SECRET: healthy.secret, OTHER_SECRET: other.secret }
  try {
    return await withFixture(settings, async (fixture) => explained(await measured(fixture, line.become)))
  } finally {
    line.close()
    await Promise.all([healthy.close(), other.close()])
    rmSync(folder, { recursive: true, force: true })
  }
}

function explained(table: string): string {
  return [
    `Two connectors. 10 connections register at one as fast as they can; at the other ${WAITING} mailboxes are asked about and`,
    `${1_000 / ORDER_EVERY_MS} orders a second arrive. It answers or hangs for ${BLOCKS * BLOCK_SECONDS} seconds in turn; medians of ${(STATES.length / 2) * BLOCKS} blocks of ${BLOCK_SECONDS} seconds each.`,
    '',
    table,
  ].join('\n')
}

async function measured(fixture: Fixture, become: (state: State) => void): Promise<string> {
  await seedWaiting(fixture)
  const seen: Record<State, Measured[]> = { answers: [], hangs: [] }
  let from = 1_000_000
  await register(fixture, from)
  for (const state of STATES) {
    become(state)
    await fixture.context.database.pool.query('delete from provider_breakers')
    let ordered = 0
    const orders = setInterval(() => void order(fixture, `altro.${from}.${(ordered += 1)}`), ORDER_EVERY_MS)
    try {
      for (let block = 0; block < BLOCKS; block += 1) {
        from += 100_000
        seen[state].push(await register(fixture, from))
      }
    } finally {
      clearInterval(orders)
    }
    // What hangs still is over before the next state.
    become('answers')
    await wait(5_000)
  }
  const of = (state: State, figure: keyof Measured) => median(seen[state].map((one) => one[figure]))
  const row = (what: string, figure: keyof Measured) => {
    const [answers, hangs] = [of('answers', figure), of('hangs', figure)]
    return [what, Math.round(answers), Math.round(hangs), (hangs / answers).toFixed(2)]
  }
  return tableOf([
    ['POST /pec at the healthy one', 'the other answers', 'the other hangs', 'ratio'],
    row('p99, ms (aim: at most 1.2 times)', 'p99Ms'),
    row('median, ms', 'p50Ms'),
    row('orders a second', 'perSecond'),
  ])
}

/** Mailboxes at the other provider that it is asked about as soon as may be. */
async function seedWaiting({ context, accountId }: Fixture): Promise<void> {
  const firstExpiry = new Date(context.clock.now().getTime() + 300 * 86_400_000)
  await seedMailboxes(context, { accountId, count: WAITING, firstExpiry, spreadDays: 1 })
  await context.database.pool.query(
    "update mailboxes set provider = 'other', provider_ref = id, stato = 'in_evasione', check_at = now()",
  )
}

async function register(fixture: Fixture, from: number): Promise<Measured> {
  const one = await measure(fixture.folder, {
    url: fixture.baseUrl,
    method: 'POST',
    headers: headersOf(fixture),
    paths: ['/pec'],
    body: JSON.stringify(registration({ casella_pec: 'banco.{n}@testcert.legalmail.it' })),
    seconds: BLOCK_SECONDS,
    from,
  })
  if (one.failed > 0) throw new Error(`${one.failed} orders failed`)
  return one
}

/** Whatever becomes of it. */
async function order(fixture: Fixture, name: string): Promise<void> {
  const body = JSON.stringify(registration({ casella_pec: `${name}@testcert.legalmail.it`, tipo_casella: 'STANDARD' }))
  const reply = await fetch(`${fixture.baseUrl}/pec`, { method: 'POST', headers: headersOf(fixture), body })
  await reply.arrayBuffer()
}

const headersOf = ({ token }: Fixture) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' })

/** A line to a port on which nothing gets through while it hangs. */
async function startLine(port: number) {
  const open = new Set<Socket>()
  let state: State = 'answers'
  const server = createServer((incoming) => {
    const outgoing = connect(port, '127.0.0.1')
    for (const socket of [incoming, outgoing]) {
      open.add(socket)
      socket.on('error', () => undefined).on('close', () => open.delete(socket))
    }
    if (state === 'answers') incoming.pipe(outgoing).pipe(incoming)
  })
  const become = (next: State) => {
    state = next
    for (const socket of open) socket.destroy()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    become,
    close() {
      become('hangs')
      server.close()
    },
  }
}
