// The MCP server as a client of the protocol sees it: a process of its own, over stdio, against a whole server.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pdf } from '../../server/src/testing/fixtures.ts'
import { onLoopback } from '../../server/src/testing/loopback.ts'
import { startServer } from '../../server/src/testing/world.ts'
import type { Customer } from '../../server/src/testing/world.ts'

const root = new URL('../../', import.meta.url)
const world = startServer()
let folder = ''
let customer: Customer
let reading: Client
let writing: Client
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ceralacca-mcp-'))
  customer = await world.customer()
  ;[reading, writing] = await Promise.all([connect(), connect({}, '--allow-writes', '--files', folder)])
})
afterAll(async () => {
  await Promise.all([reading, writing].map((client) => client.close()))
  await rm(folder, { recursive: true, force: true })
})

async function connect(changes: Record<string, string> | 'nothing' = {}, ...options: string[]): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' })
  const known = { CERALACCA_URL: world.baseUrl, CERALACCA_TOKEN: customer.token }
  const env = { DATA_DIR: folder, ...(changes !== 'nothing' && { ...known, ...changes }) }
  const args = ['cli/ceralacca.mjs', 'mcp', ...options]
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args, cwd: root.pathname, env, stderr: 'ignore' }),
  )
  return client
}

/** Uses a tool and returns its text, and whether it was an error. */
async function use(client: Client, name: string, given: Record<string, unknown>) {
  const { content, isError = false } = await client.callTool({ name, arguments: given })
  const [first] = content
  return {
    isError,
    text: first?.type === 'text' ? first.text : '',
    resource: first?.type === 'resource' ? first.resource : undefined,
  }
}

/** The value of a call that was made. */
async function call(client: Client, operation: string, input: Record<string, unknown> = {}, more = {}) {
  const { text, isError } = await use(client, 'call_operation', { operation, input, ...more })
  expect(isError, text).toBe(false)
  return Object(JSON.parse(text)).data
}

describe('what it offers', () => {
  it('five tools, which say whether they only read', async () => {
    const { tools } = await reading.listTools()
    expect(tools.map(({ name }) => name)).toEqual([
      'find_operation',
      'read_operation',
      'call_operation',
      'find_page',
      'read_page',
    ])
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true)
    const caller = (await writing.listTools()).tools.find(({ name }) => name === 'call_operation')
    expect(caller?.annotations).toMatchObject({ readOnlyHint: false, destructiveHint: true })
    expect(reading.getInstructions()).toContain('find_operation')
  })

  it('finds an operation by words, by its path, and all of them', async () => {
    const first = async (query: string) => (await use(reading, 'find_operation', { query })).text.split('\n')[1]
    expect(await first('renew mailbox')).toMatch(/^renewMailbox {2}GET \/pec\/\{id\}\/rinnovo .*\[changes or spends\]$/)
    expect(await first('/pec/{id}/attivazione')).toMatch(/^activateMailbox /)
    const { text } = await use(reading, 'find_operation', { limit: 200 })
    expect(text.split('\n').filter((line) => / (GET|POST|PUT|PATCH|DELETE) \//.test(line)).length).toBeGreaterThan(140)
    expect((await use(reading, 'find_operation', { query: 'nonsense words' })).text).toContain('no operation fits')
  })

  it('shows an operation: input, states, and what to do about a refusal', async () => {
    const { text } = await use(reading, 'read_operation', { operation: 'GET /pec/{id}/rinnovo' })
    const shown = Object(JSON.parse(text))
    expect(shown).toMatchObject({
      operation: 'renewMailbox',
      changes_or_spends: true,
      access: 'the token of an account',
    })
    expect(Object.keys(shown.lifecycle.allowed_in)).toEqual(['evasa', 'revocata'])
    expect(shown.lifecycle.leads_to).toBe('evasa')
    expect(shown.input).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'anni', in: 'query', maximum: 10 })]),
    )
    const refusals: { number: number; do: string }[] = shown.refusals
    expect(refusals.find(({ number }) => number === 205)?.do).toContain('add credit')
    expect(refusals.find(({ number }) => number === 203)?.do).toContain('state')
  })

  it('shows every operation within bounds, the body with its example', async () => {
    const { text: list } = await use(reading, 'find_operation', { limit: 200 })
    const names = list.split('\n').flatMap((line) => /^(\w+) {2}[A-Z]+ \//.exec(line)?.[1] ?? [])
    for (const operation of names) {
      const { text, isError } = await use(reading, 'read_operation', { operation })
      expect([operation, isError, text.length <= 30_000]).toEqual([operation, false, true])
    }
    const { text } = await use(reading, 'read_operation', { operation: 'registerMailbox' })
    const body = Object(JSON.parse(text)).input.find((one: { in: string }) => one.in === 'body')
    expect(body.schema.properties.tipo_casella.enum).toContain('GOLD')
    expect(body.example.casella_pec).toContain('@')
  })

  it('finds and reads the documentation, by sections and by parts', async () => {
    expect((await use(reading, 'find_page', { query: 'idempotency key row bulk' })).text).toContain(
      'docs/for-integrators.md',
    )
    const page = await use(reading, 'read_page', { page: 'docs/sandbox.md' })
    expect(page.text).toContain('# ')
    const section = await use(reading, 'read_page', { page: 'for-integrators.md', section: 'Renewals' })
    expect(section.text).toMatch(/^## Renewals\n/)
    const long = await use(reading, 'read_page', { page: 'docs/glossary.md' })
    expect(long.text).toContain('go on with from: 29800')
    const rest = await use(reading, 'read_page', { page: 'docs/glossary.md', from: 29_800 })
    expect(rest.text).not.toBe(long.text)
  })
})

describe('a call', () => {
  it('reads the account', async () => {
    expect(await call(reading, 'readOwnCredit')).toMatchObject({ available: '1000.00' })
    expect(await call(reading, 'verifyAddress', { pec: 'libera@testcert.legalmail.it' })).toEqual({ available: true })
  })

  it('tells a refusal with its number and what to do', async () => {
    const { text, isError } = await use(reading, 'call_operation', {
      operation: 'readMailbox',
      input: { id: '0123456789abcdef01234567' },
    })
    expect(isError).toBe(true)
    expect(JSON.parse(text)).toMatchObject({
      refused: 202,
      status: 404,
      why: 'unknown',
      do: expect.stringContaining('list'),
    })
  })

  it.each([
    ['registerMailbox', {}],
    ['renewMailbox', { id: '0123456789abcdef01234567' }],
    ['renewCertifiedDomain', { id: '0123456789abcdef01234567' }],
    ['checkDomain', { dominio: 'legalmail.it' }],
    ['revokeMailbox', { id: '0123456789abcdef01234567' }],
    ['advanceClock', { advance: 'P1D' }],
  ])('%s is refused without --allow-writes, and nothing is spent', async (operation, input) => {
    const before = await call(reading, 'readOwnCredit')
    const { text, isError } = await use(reading, 'call_operation', { operation, input })
    expect(isError).toBe(true)
    expect(text).toContain('--allow-writes')
    expect(await call(reading, 'readOwnCredit')).toEqual(before)
  })

  it('POST calls that only read are made', async () => {
    const quoted = await call(reading, 'quote', { operation: 'registerMailbox', tipo_casella: 'GOLD' })
    expect(quoted).toMatchObject({ price: expect.any(String) })
  })

  it('operators calls take --operator', async () => {
    expect((await use(reading, 'call_operation', { operation: 'listQueue' })).text).toContain('--operator')
  })

  it('with --allow-writes a mailbox is registered, its form saved, signed and handed in', async () => {
    const { text } = await use(writing, 'read_operation', { operation: 'registerMailbox' })
    const body = Object(JSON.parse(text)).input.find((one: { in: string }) => one.in === 'body')
    const { callback: _, ...example } = body.example
    const input = { ...example, casella_pec: 'per.assistente@testcert.legalmail.it' }
    const key = { idempotency_key: 'una-volta' }
    const { id } = await call(writing, 'registerMailbox', input, key)
    expect((await call(writing, 'registerMailbox', input, key)).id).toBe(id)
    const form = { operation: 'downloadActivationForm', input: { id } }
    const saved = await use(writing, 'call_operation', { ...form, save_as: 'modulo.pdf' })
    expect(saved.isError, saved.text).toBe(false)
    expect((await readFile(join(folder, 'modulo.pdf'))).subarray(0, 5).toString()).toBe('%PDF-')
    const shown = await use(writing, 'call_operation', form)
    expect(shown.text).toContain('call again with save_as')
    const again = await use(writing, 'call_operation', { ...form, save_as: 'modulo.pdf' })
    expect(again.text).toContain('there already')
    await writeFile(join(folder, 'carta.pdf'), await pdf('carta'))
    const files = { files: ['modulo.pdf', 'carta.pdf'] }
    expect(await call(writing, 'activateMailbox', { id }, files)).toMatchObject({ stato: 'in_evasione' })
  })

  it('a small file is shown as it is: a calendar as text, a PDF as a resource', async () => {
    const { text, resource } = await use(reading, 'call_operation', { operation: 'downloadExpiryCalendar' })
    expect(resource).toBeUndefined()
    expect(text).toContain('BEGIN:VCALENDAR')
    const { id } = await world.given.submittedMailbox({}, customer)
    const { token } = await world.operator('reviewer')
    const client = await connect({ CERALACCA_OPERATOR_TOKEN: token }, '--operator')
    try {
      const input = { owner: id, name: `${id}_0_attivazione.pdf` }
      const found = await use(client, 'call_operation', { operation: 'downloadDocument', input })
      expect(found.isError, found.text).toBe(false)
      expect(found.resource).toMatchObject({ mimeType: 'application/pdf', blob: expect.stringMatching(/^JVBERi/) })
    } finally {
      await client.close()
    }
  })

  it('shows no token, key or secret', async () => {
    const { text } = await use(reading, 'call_operation', { operation: 'readSigningSecret' })
    expect(text).toContain('(hidden)')
    expect(text).not.toContain('whsec_')
    const made = await use(writing, 'call_operation', { operation: 'createToken', input: { scopes: ['GET:x/pec'] } })
    expect(made.text).toContain('shown once')
    const echoed = await use(reading, 'call_operation', { operation: 'search', input: { q: customer.token } })
    expect(echoed.text).not.toContain(customer.token)
  })
})

describe('hostile use', () => {
  it.each([
    ['read_operation', { operation: '__proto__' }, 'no such operation'],
    ['read_operation', { operation: '' }, 'operation'],
    ['read_operation', {}, 'operation'],
    ['read_operation', { operation: 'readMailbox', more: 1 }, 'more'],
    ['call_operation', { operation: 'readMailbox', input: { id: '..' } }, 'id is not valid'],
    ['call_operation', { operation: 'readMailbox', input: { id: { a: 1 } } }, 'id must be a text'],
    ['call_operation', { operation: 'readMailbox', input: { id: 'x', other: 1 } }, 'readMailbox has no other'],
    ['call_operation', { operation: 'readMailbox' }, 'readMailbox needs id'],
    ['call_operation', { operation: 'readMailbox', input: [] }, 'input'],
    [
      'call_operation',
      { operation: 'readMailbox', input: { id: '0123456789abcdef01234567' }, files: ['x'] },
      '--files',
    ],
    ['find_operation', { query: 'x'.repeat(401) }, 'query'],
    ['find_operation', { limit: 1e9 }, 'limit'],
    ['read_page', { page: '../package.json' }, 'no such page'],
    ['read_page', { page: '/etc/passwd' }, 'no such page'],
    ['read_page', { page: 'docs/sandbox.md', from: -1 }, 'from'],
  ])('%s %j', async (tool, given, why) => {
    const { text, isError } = await use(reading, tool, given)
    expect(isError).toBe(true)
    expect(text).toContain(why)
  })

  it.each(['../x.pdf', '/tmp/x.pdf', '.bashrc', 'a/b', '', '..'])('no file is saved or read at %j', async (file) => {
    const input = { id: '0123456789abcdef01234567' }
    const saved = await use(writing, 'call_operation', { operation: 'activateMailbox', input, files: [file] })
    expect(saved.isError).toBe(true)
    const named = await use(writing, 'call_operation', { operation: 'downloadExpiryCalendar', save_as: file })
    expect(named.isError).toBe(true)
  })

  it('an unknown tool is refused, and the server goes on', async () => {
    await expect(reading.callTool({ name: 'delete_everything', arguments: {} })).rejects.toThrow('delete_everything')
    expect((await reading.listTools()).tools).toHaveLength(5)
  })
})

describe('without what it needs', () => {
  it('reads operations of this package where no server is configured, and says what to set for a call', async () => {
    const client = await connect('nothing')
    try {
      expect((await use(client, 'find_operation', { query: 'renew' })).text).toContain('operations of this package')
      const { text, isError } = await use(client, 'call_operation', { operation: 'listMailboxes' })
      expect(isError).toBe(true)
      expect(text).toContain('set CERALACCA_URL')
    } finally {
      await client.close()
    }
  })

  it('a call that is cancelled ends at the server, and the next one is made', async () => {
    let isGone = () => {}
    const gone = new Promise<void>((resolve) => (isGone = resolve))
    const arrived = new AbortController()
    const silent = createServer((request, response) => {
      if (request.url === '/openapi.json') return void response.writeHead(404).end()
      response.on('close', isGone)
      arrived.abort()
    })
    const { url, close } = await onLoopback(silent)
    const client = await connect({ CERALACCA_URL: url })
    try {
      const given = { name: 'call_operation', arguments: { operation: 'listMailboxes' } }
      await expect(client.callTool(given, { signal: arrived.signal })).rejects.toThrow()
      await gone
      expect((await client.listTools()).tools).toHaveLength(5)
    } finally {
      await client.close()
      await close()
    }
  })
})
