// Callbacks from a network that reaches the outside through a proxy only, and whose certificates are its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { fakeSecureReceiver } from '../../src/callbacks/fake-server.ts'
import { callerAt, itemsOf, memberOf } from '../../src/testing/caller.ts'
import type { Caller } from '../../src/testing/caller.ts'
import { pdfText, registration } from '../../src/testing/fixtures.ts'
import { copyTemplate } from '../../src/testing/postgres.ts'
import { startProxy } from '../../src/testing/proxy.ts'
import { startReceiver } from '../../src/testing/receiver.ts'
import { startServer } from '../../src/testing/world.ts'

const receiver = await startReceiver()
const leadsTo = () => Number(new URL(receiver.url).port)
const proxy = await startProxy({ user: 'us', password: 'geheim:pw', leadsTo })
afterAll(async () => {
  await proxy[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})

async function historyOf(customer: Caller): Promise<unknown> {
  const { data } = await customer.get('/v1/deliveries')
  const id = String(memberOf(itemsOf(data)[0], 'id'))
  return memberOf((await customer.get(`/v1/deliveries/${id}`)).data, 'history')
}

describe('a server behind a proxy', () => {
  const address = `http://us:geheim%3Apw@127.0.0.1:${proxy.port}`
  const world = startServer({ CALLBACK_PROXY: address, CALLBACK_PRIVATE_ADDRESSES: 'deny' })
  const callback = { url: 'http://receiver.example/pec?ref=1' }

  it('delivers by it, though the proxy itself is at a private address', async () => {
    const { customer, id } = await world.given.workingMailbox({ callback })
    expect(proxy.asked).toContain('POST http://receiver.example/pec?ref=1')
    expect(receiver.received.at(-1)).toMatchObject({ path: '/pec?ref=1', headers: { host: 'receiver.example' } })
    expect(receiver.resourceOf(receiver.received.at(-1))).toMatchObject({ id, stato: 'evasa' })
    expect(await historyOf(customer)).toMatchObject([{ outcome: 'delivered', status: 200 }])
  })

  it('tries again when the proxy has failed, says so, and never says the password', async () => {
    proxy.refuses(407)
    const { customer } = await world.given.workingMailbox({ callback })
    expect(await historyOf(customer)).toMatchObject([{ outcome: 'proxy', status: null }])
    proxy.refuses(undefined)
    await world.pass(3_600_000)
    const history = await historyOf(customer)
    expect(Array.isArray(history) ? history.at(-1) : history).toMatchObject({ outcome: 'delivered', status: 200 })
    const { text } = await customer.get('/v1/deliveries')
    expect(text + world.logLines.join('\n')).not.toMatch(/geheim|Z2VoZWlt|Basic/)
  })
})

it('a server that is told of an internal authority calls receivers with its certificates', async () => {
  const secure = await fakeSecureReceiver()
  const tunnels = await startProxy({ user: 'us', password: 'pw', leadsTo: () => secure.port })
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-proxy-'))
  const database = await copyTemplate(inject('superuser'), inject('owner'))
  const { host, port, user, database: name } = database.connection
  await writeFile(join(folder, 'internal-ca.pem'), secure.certificate)
  const child = spawn(process.execPath, [join(inject('builtServer'), 'main.js')], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: folder,
      DATABASE_URL: `postgres://${user}@localhost:${port}/${name}?host=${encodeURIComponent(host)}`,
      PORT: '0',
      SANDBOX_TOKEN: 'a-token-for-this-test',
      SANDBOX_PROVIDER_DELAY_MS: '50',
      CALLBACK_PROXY: `http://us:pw@127.0.0.1:${tunnels.port}`,
      NODE_EXTRA_CA_CERTS: join(folder, 'internal-ca.pem'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const customer = callerAt(await readyAt(child.stdout), 'a-token-for-this-test')
    const callback = { url: 'https://localhost/pec' }
    const id = String(memberOf((await customer.post('/pec', registration({ callback }))).data, 'id'))
    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    for (; secure.received.length === 0;) await customer.get(`/pec/${id}`)
    expect(secure.received[0]).toMatchObject({ path: '/pec', headers: { host: 'localhost' } })
    expect(tunnels.asked).toEqual(['CONNECT localhost:443'])
  } finally {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'exit')
    await tunnels[Symbol.asyncDispose]()
    await secure[Symbol.asyncDispose]()
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  }
}, 120_000)

async function readyAt(stdout: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    if (!line.includes('"msg":"ready"')) continue
    stdout.resume()
    return String(memberOf(JSON.parse(line), 'baseUrl'))
  }
  throw new Error('the server ended before it was ready')
}
