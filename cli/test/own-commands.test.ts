// The commands that are more than one call, against a whole server.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'
import { ceralacca, valueOf } from '@ceralacca/client'
import { beforeAll, describe, expect, it } from 'vitest'
import { scenarios } from '../../server/src/model/scenarios.ts'
import type { Scenario } from '../../server/src/model/scenarios.ts'
import { onLoopback } from '../../server/src/testing/loopback.ts'
import { startServer } from '../../server/src/testing/world.ts'
import type { Customer } from '../../server/src/testing/world.ts'
import { bulkWait } from '../src/bulk.ts'
import { completionFor } from '../src/completion.ts'
import { eventsReplay, eventsTail, logsTail } from '../src/follow.ts'
import { listen } from '../src/listen.ts'
import type { OwnCommand } from '../src/own-command.ts'
import { trigger } from '../src/trigger.ts'

const segments = { mailbox: 'pec', 'certified-domain': 'dominio', 'registry-request': 'comunica_pec' } as const
const scenarioRows = (['mailbox', 'certified-domain', 'registry-request'] as const).flatMap((kind) =>
  Object.entries<Scenario>(scenarios[kind]).map(([scenario, { to }]) => ({ scenario, resource: segments[kind], to })),
)

const root = new URL('../../', import.meta.url)
const world = startServer()
let customer: Customer
beforeAll(async () => {
  customer = await world.customer({ creditCents: 1_000_000 })
})

interface Said {
  line: string
  value: Record<string, unknown>
}

/** Runs a command until it ends, or until `enough` was said. */
async function run(
  command: OwnCommand,
  { positionals = [], options = {} }: { positionals?: string[]; options?: Record<string, string> },
  enough: (said: readonly Said[]) => boolean = () => false,
): Promise<Said[]> {
  const stopping = new AbortController()
  const said: Said[] = []
  const api = ceralacca({ baseUrl: world.baseUrl, token: customer.token })
  const say = (line: string, value: unknown) => {
    said.push({ line, value: Object(value) })
    if (enough(said)) stopping.abort()
  }
  const given = { positionals, options }
  await command.run({ given, api, baseUrl: world.baseUrl, say, stopped: stopping.signal })
  return said
}

describe('trigger', () => {
  it.each(scenarioRows)('$resource: $scenario', async ({ scenario, resource, to }) => {
    const [said] = await run(trigger, { positionals: [scenario], options: { on: resource } })
    expect(said?.line).toContain(`${resource} ${String(said?.value.id)}: ${scenario}; now `)
    if (to !== undefined) expect(said?.value.stato).toBe(to)
  })

  it('refuses what is no scenario before it makes anything', async () => {
    const before = await customer.credit()
    await expect(run(trigger, { positionals: ['rapture'] })).rejects.toThrow(
      /^no such scenario: rapture; one of activated, /,
    )
    const elsewhere = { positionals: ['certified'], options: { on: 'pec' } }
    await expect(run(trigger, elsewhere)).rejects.toThrow('no such scenario')
    expect(await customer.credit()).toBe(before)
  })
})

describe('listen', () => {
  it('says of each callback whether it is to be trusted, and passes it on as it came', async () => {
    const passedOn: { path: string; id: unknown; body: string }[] = []
    const target = await onLoopback(
      createServer((request, response) => {
        void request.toArray().then((parts) => {
          const { url: path = '', headers } = request
          passedOn.push({ path, id: headers['webhook-id'], body: Buffer.concat(parts).toString() })
          response.writeHead(202).end()
        })
      }),
    )
    let isForged = false
    const said = await run(listen, { options: { 'forward-to': `${target.url}/mine` } }, (all) => {
      const url = String(all[0]?.value.url)
      if (all.length === 1)
        void run(trigger, { positionals: ['activated'], options: { callback: url } }).then(world.drain)
      if (all.length === 3 && !isForged) {
        isForged = true
        void fetch(url, { method: 'POST', body: '{"data":{"stato":"evasa"}}' })
      }
      return all.length === 4
    })
    await target.close()
    const [, first, second, forged] = said
    expect([first?.value, second?.value]).toEqual([
      expect.objectContaining({ ok: true, status: 202 }),
      expect.objectContaining({ ok: true, status: 202 }),
    ])
    expect(first?.line).toContain('signature right')
    expect(forged?.value).toMatchObject({ ok: false, problem: 'not signed' })
    expect(forged?.line).toContain('NOT TO BE TRUSTED')
    expect(passedOn.slice(0, 2).map(({ path, id }) => [path, id])).toEqual([
      ['/mine', first?.value.id],
      ['/mine', second?.value.id],
    ])
    expect(JSON.parse(new URLSearchParams(passedOn[1]?.body).get('data') ?? '')).toEqual(second?.value.resource)
  })

  it('answers 502 where nobody is behind it, so that the callback is sent again', async () => {
    const said = await run(listen, { options: { 'forward-to': 'http://127.0.0.1:1/' } }, (all) => {
      if (all.length === 1) void fetch(String(all[0]?.value.url), { method: 'POST', body: 'x' })
      return all.length === 2
    })
    expect(said[1]?.value).toMatchObject({ status: 502 })
    await expect(run(listen, { options: { 'forward-to': 'ftp://x' } })).rejects.toThrow('--forward-to must be')
  })
})

describe('events and logs', () => {
  it('replay prints all in their order; tail goes on from there', async () => {
    const { accountId } = customer
    await run(trigger, { positionals: ['activated'] })
    const all = await run(eventsReplay, {})
    expect(all.map(({ value }) => value.number)).toEqual(all.map((_, at) => at + 1))
    expect(all[0]?.line).toMatch(/^ {5}1 {2}\S+ {2}credited {2}/)
    const later = await run(eventsReplay, { options: { after: String(all.length - 1) } })
    expect(later).toEqual(all.slice(-1))
    const after = String(all.length)
    const triggered = run(trigger, { positionals: ['documents-sent-back'] })
    const followed = await run(eventsTail, { options: { after } }, (said) => said.length >= 2)
    await triggered
    expect(followed[0]?.value).toMatchObject({ number: all.length + 1, kind: 'debited' })
    expect(accountId).toMatch(/^[0-9a-f]{24}$/)
  })

  it('logs tail shows what others ask, and not its own questions', async () => {
    const asking = setInterval(() => void customer.get('/pec/nonsense'), 200)
    const said = await run(logsTail, {}, (all) => all.length >= 2).finally(() => clearInterval(asking))
    expect(said[0]?.value).toMatchObject({ path: '/pec/{id}', status: 400, error: 201 })
    expect(said.every(({ value }) => !String(value.path).startsWith('/v1/requests'))).toBe(true)
  })

  it('a process that follows ends with 0 at Ctrl-C', async () => {
    const child = spawn(process.execPath, ['cli/ceralacca.mjs', 'events', 'tail', '--after', '0', '--json'], {
      cwd: root,
      env: { PATH: process.env.PATH, CERALACCA_URL: world.baseUrl, CERALACCA_TOKEN: customer.token },
    })
    for await (const line of createInterface({ input: child.stdout })) {
      expect(JSON.parse(line)).toMatchObject({ number: 1, kind: 'credited' })
      break
    }
    child.stdout.resume()
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

describe('bulk wait', () => {
  it('says what a file came to, once its last row was made', async () => {
    const { id } = await world.given.workingMailbox({}, customer)
    const api = ceralacca({ baseUrl: world.baseUrl, token: customer.token })
    const file = new TextEncoder().encode(`id,anni\n${id},1\n0123456789abcdef01234567,1\n`)
    const made = valueOf(await api.createBulk({ operation: 'renewMailbox', file, contentType: 'text/csv' }))
    await world.drain()
    const [said] = await run(bulkWait, { positionals: [made.id] })
    expect(said?.line).toMatch(/^2 of 2 rows \(done\): 1 succeeded, 1 refused; \d+\.\d\d euro$/)
    expect(said?.value).toMatchObject({ id: made.id, waiting: 0, succeeded: 1, refused: 1 })
  })
})

describe('completion', () => {
  it('offers the next word of what stands there', () => {
    const script = completionFor('bash', ['pec list', 'pec read', 'clock', 'clock advance'])
    const offered = (line: string) => {
      const words = `ceralacca ${line}`.split(' ')
      const asked = `${script}\nCOMP_WORDS=(${words.map((one) => `'${one}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _ceralacca; printf '%s\\n' "\${COMPREPLY[@]}" | sort -u`
      return spawnSync('bash', ['-c', asked], { encoding: 'utf8', cwd: tmpdir() }).stdout.trim().split('\n')
    }
    expect(offered('')).toEqual(['clock', 'pec'])
    expect(offered('p')).toEqual(['pec'])
    expect(offered('pec ')).toEqual(['list', 'read'])
    expect(offered('pec r')).toEqual(['read'])
    expect(offered('pec read ')).toEqual([''])
    expect(offered('clock ')).toEqual(['advance'])
  })

  it('is there for the other shells', () => {
    expect(completionFor('zsh', ['pec list'])).toContain('bashcompinit')
    expect(completionFor('fish', ['pec list'])).toContain(`-a 'list'`)
    expect(() => completionFor('cmd', [])).toThrow('bash, zsh or fish')
  })
})
