// ceralacca connector check: the example keeps every rule, and each broken connector is told by the rule it breaks.
import { execFile, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { newSigningSecret } from '../model/message-signature.ts'
import { boundedExchange } from '../network/bounded-exchange.ts'
import { checkConnector, rules } from '../providers/connector/conformance.ts'
import type { Rule } from '../providers/connector/conformance.ts'
import { startFakeConnector } from '../providers/connector/fake-server.ts'
import type { Behaviour, FakeConnector, Kind } from '../providers/connector/fake-server.ts'

const example = fileURLToPath(new URL('../../../examples/connector/connector.mjs', import.meta.url))

describe('the example', () => {
  const secret = newSigningSecret()
  let folder: string
  let running: ChildProcess
  let url: string

  async function start(): Promise<void> {
    const env = { ...process.env, CONNECTOR_SECRET: secret, PORT: '0', JOURNAL: join(folder, 'journal.jsonl') }
    running = spawn(process.execPath, [example], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    if (running.stdout === null) throw new Error('no output')
    const [line] = await once(createInterface(running.stdout), 'line')
    url = String(line).replace('connector on ', '')
  }
  async function stop(): Promise<void> {
    running.kill()
    await once(running, 'exit')
  }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ceralacca-connector-'))
    await start()
  })
  afterAll(async () => {
    await stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** The command as its user calls it. */
  async function check(args: string[], variables: Record<string, string> = { CONNECTOR_SECRET: secret }) {
    const program = `import { runCommand } from ${JSON.stringify(join(inject('builtServer'), 'commands.js'))}
      process.exitCode = await runCommand(process.argv.slice(1), process.env)`
    const called = [`--input-type=module`, '-e', program, '--', 'connector', ...args]
    const options = { env: { PATH: process.env.PATH, ...variables }, cwd: folder }
    return promisify(execFile)(process.execPath, called, options).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    )
  }

  it('keeps the protocol, and again after a restart, with everything asked of it', async () => {
    const { code, stdout } = await check(['check', url, '--orders', '--json'])
    const { findings }: { findings: { rule: string; is: string }[] } = JSON.parse(stdout)
    expect(findings.filter(({ is }) => is !== 'kept')).toEqual([])
    expect(findings.map(({ rule }) => rule)).toEqual(Object.keys(rules))
    expect(code).toBe(0)
    await stop()
    await start()
    expect((await check(['check', url, '--orders'])).stdout).toContain('keeps the protocol')
  })

  it('is not asked for anything unless that is wanted', async () => {
    const { code, stdout } = await check(['check', `${url}/`])
    expect(stdout).toMatch(/not tried +idempotent/)
    expect(code).toBe(0)
  })

  it('does not take another secret, which is told without it', async () => {
    const other = newSigningSecret()
    const { code, stdout, stderr } = await check(['check', url, '--secret-env', 'OTHER'], { OTHER: other })
    expect(stdout).toContain('breaks takes-signature')
    expect(stdout + stderr).not.toContain(other.slice(6))
    expect(code).toBe(1)
  })

  it.each<[string[], Record<string, string>, string]>([
    [[], {}, 'usage'],
    [['check'], {}, 'usage'],
    [['check', 'ftp://x'], { CONNECTOR_SECRET: secret }, 'URL must be'],
    [['check', 'http://user:geheim@x'], { CONNECTOR_SECRET: secret }, 'URL must be'],
    [['check', 'http://127.0.0.1:1'], {}, 'CONNECTOR_SECRET must hold'],
    [['check', 'http://127.0.0.1:1', '--secret-env', 'OTHER'], { OTHER: 'geheim' }, 'OTHER must hold'],
    [['check', 'http://127.0.0.1:1', '--what'], { CONNECTOR_SECRET: secret }, 'usage'],
  ])('called as %j is explained', async (args, variables, said) => {
    const { code, stderr } = await check(args, variables)
    expect(stderr).toContain(said)
    expect(stderr).not.toContain('geheim')
    expect(code).toBe(2)
  })

  it('that is not there is told', async () => {
    const { code, stdout } = await check(['check', 'http://127.0.0.1:1'])
    expect(stdout).toContain('breaks reachable')
    expect(code).toBe(1)
  })
})

describe('a connector that is broken', () => {
  const exchange = boundedExchange({ privateAddresses: 'allow', version: '0', timeoutMs: 1_000 })
  let fake: FakeConnector
  beforeAll(async () => {
    fake = await startFakeConnector({ askAgainAt: () => new Date() })
  })
  afterEach(async () => {
    await fake.close()
    fake = await startFakeConnector({ askAgainAt: () => new Date() })
  })
  afterAll(async () => {
    await exchange.close()
    await fake.close()
  })

  const broken = async () => {
    const address = { baseUrl: fake.url, secret: fake.secret, exchange, realNow: () => new Date() }
    const findings = await checkConnector(address, { orders: true })
    return findings.filter(({ is }) => is === 'broken').map(({ rule }) => rule)
  }

  it('is not the fake one', async () => {
    expect(await broken()).toEqual([])
  })

  const done = (value: object = {}) => ({ body: { is: 'done', value } })
  const manifest = { protocol: 1, name: 'Broken', capabilities: ['mailboxes.renew'] }
  it.each<[Rule, Kind, Behaviour[]]>([
    ['in-time', 'manifest', ['answer late']],
    ['bounded', 'manifest', [{ body: { ...manifest, more: 'x'.repeat(300_000) } }]],
    ['status', 'ask', ['fail with 500']],
    ['signed', 'ask', [{ ...done(), signed: 'not' }]],
    ['signed', 'ask', [{ ...done(), signed: 'by somebody else' }]],
    ['fresh', 'ask', [{ ...done(), signed: 'long ago' }]],
    ['bound', 'ask', [{ ...done(), signed: 'as the question' }]],
    ['json', 'manifest', [{ body: '<h1>' }]],
    ['version', 'manifest', [{ body: { ...manifest, protocol: 2 } }]],
    ['documented', 'manifest', [{ body: { ...manifest, capabilities: 'all' } }]],
    ['documented', 'read', [done({ available: 'yes' })]],
    ['unknown-outcome', 'query', [done({ cod_attivazione: '12345678' })]],
    ['unknown-outcome', 'query', [{ body: { is: 'pending', ask_again_after_seconds: 1 } }]],
    ['final-no', 'ask', [done({ cod_attivazione: '12345678' })]],
    ['final-no', 'ask', ['answer', { body: { is: 'refused', reasons: ['not today'] } }]],
    ['idempotent', 'ask', ['answer', 'answer', done({ cod_attivazione: '87654321' })]],
    ['outcome', 'query', ['answer', 'answer', { body: { is: 'refused', reasons: ['never heard of it'] } }]],
  ])('breaks %s by its %s', async (rule, kind, behaviours) => {
    fake.next(kind, ...behaviours)
    expect(await broken()).toEqual([rule])
  })

  it.each<[Rule, NonNullable<Parameters<FakeConnector['takes']>[0]>]>([
    ['refuses-unsigned', 'not signed'],
    ['refuses-another-secret', 'signed by another secret'],
    ['refuses-changed', 'signed by another secret'],
    ['refuses-old', 'too old or too new'],
  ])('breaks %s', async (rule, problem) => {
    fake.takes(problem)
    expect(await broken()).toContain(rule)
  })
})
