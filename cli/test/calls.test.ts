// The commands that call a server, against a whole one: each a process of its own, as in a shell.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { communication, pdf } from '../../server/src/testing/fixtures.ts'
import { startServer } from '../../server/src/testing/world.ts'

const root = new URL('../../', import.meta.url)
const world = startServer()
let folder = ''
let environment: Record<string, string | undefined> = {}
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ceralacca-calls-'))
  const { token } = await world.customer()
  environment = { PATH: process.env.PATH, DATA_DIR: folder, CERALACCA_URL: world.baseUrl, CERALACCA_TOKEN: token }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function ceralacca(...args: string[]) {
  const run = promisify(execFile)(process.execPath, ['cli/ceralacca.mjs', ...args, '--json'], {
    cwd: root,
    env: environment,
  })
  return run.then(
    ({ stdout }) => ({ code: 0, said: JSON.parse(stdout), complaint: '' }),
    (error: { code: number; stderr: string }) => ({ code: error.code, said: undefined, complaint: error.stderr }),
  )
}

it('makes, lists and deletes tokens with e-mail and API key', async () => {
  const { email, apiKey } = await world.customer()
  const given = environment
  environment = { ...given, CERALACCA_TOKEN: undefined, CERALACCA_EMAIL: email, CERALACCA_API_KEY: apiKey }
  try {
    const limits = '{"totalRequests":5}'
    const made = await ceralacca('tokens', 'create', 'GET:test.pec.openapi.it/pec', '--name', 'cli', '--limits', limits)
    expect(made.said, made.complaint).toMatchObject({ name: 'cli', limits: { totalRequests: 5 } })
    const { said: listed } = await ceralacca('tokens', 'list')
    expect(listed).toMatchObject([{ name: 'cli' }, { name: '' }])
    expect((await ceralacca('wallet', 'read')).said).toMatchObject({ credit: 1000 })
    expect(await ceralacca('tokens', 'delete', listed[0].token)).toMatchObject({ code: 0, said: null })
    expect((await ceralacca('tokens', 'create', 'x', '--limits', '7')).code).toBe(2)
    expect((await ceralacca('tokens', 'create', 'x', '--limits', '{')).code).toBe(2)
    expect((await ceralacca('pec', 'list')).complaint).toContain('this call needs a token')
  } finally {
    environment = given
  }
})

it('takes a domain from its order to its certification', async () => {
  expect((await ceralacca('dominio', 'check', 'pec.riga.it')).said).toEqual({
    dominio: 'pec.riga.it',
    certified: false,
  })
  const { said: ordered } = await ceralacca('dominio', 'order', 'pec.riga.it', 'infocert', '--anni', '2')
  expect(ordered).toMatchObject({ dominio: 'pec.riga.it', anni: 2, stato: 'registrato' })
  await world.pass(60_000)
  expect((await ceralacca('dominio', 'read', ordered.id)).said).toMatchObject({ stato: 'evaso' })
  expect((await ceralacca('dominio', 'check', 'pec.riga.it')).said.certified).toBe(true)
  expect((await ceralacca('dominio', 'checks', ordered.id)).said.required_records).toHaveLength(2)
  const again = await ceralacca('dominio', 'order', 'pec.riga.it', 'infocert')
  expect([again.code, again.complaint]).toEqual([1, expect.stringContaining('refused with 314')])
  expect((await ceralacca('dominio', 'order', 'pec.altro.it', 'nessuno')).code).toBe(2)
  expect((await ceralacca('dominio', 'revoke', ordered.id)).said).toMatchObject({ stato: 'revocato' })
}, 120_000)

it('asks for a communication, and hands in what was signed', async () => {
  const body = join(folder, 'richiesta.json')
  await writeFile(body, JSON.stringify(communication()))
  const { said: asked } = await ceralacca('comunica', 'create', body)
  expect(asked.stato).toBe('codice_in_richiesta')
  await world.pass(60_000)
  const form = join(folder, 'procura.pdf')
  const { said: saved } = await ceralacca('comunica', 'form', asked.id, form)
  expect((await readFile(form)).subarray(0, 5).toString()).toBe('%PDF-')
  expect(saved.bytes).toBe((await readFile(form)).length)
  const signed = join(folder, 'procura.p7m')
  await writeFile(signed, await pdf('in the sandbox any PDF will do'))
  expect((await ceralacca('comunica', 'sign', asked.id, signed)).said.stato).toBe('documenti_caricati')
  expect((await ceralacca('comunica', 'report', asked.id)).said.documents).toHaveLength(1)
  expect((await ceralacca('comunica', 'list')).said).toMatchObject([{ id: asked.id }])
}, 120_000)

it('lets an operator open an account, credit it once, and keep the index', async () => {
  await writeFile(join(folder, 'sandbox.json'), JSON.stringify({ operatorToken: (await world.operator()).token }))
  const { said: account } = await ceralacca('operator', 'account', '--email', 'nuovo@example.com')
  expect(account).toMatchObject({ email: 'nuovo@example.com', apiKey: expect.any(String) })
  const credit = ['operator', 'credit', account.id, '--amount', '20.00', '--reason', 'bonifico']
  for (const _ of ['first', 'again'])
    expect((await ceralacca(...credit, '--idempotency-key', 'bonifico 1')).said.credit).toBe('20.00')
  const index = join(folder, 'index.txt')
  await writeFile(index, 'pec.indice.it\nlegalmail.indice.it\n')
  expect((await ceralacca('operator', 'import-index', index, '--force')).said).toMatchObject({ domains: 2 })
  expect((await ceralacca('index', 'freshness')).said).toMatchObject({ source: 'list', domains: 2 })
  expect((await ceralacca('index', 'freshness', '--operator')).said).toMatchObject({ domains: 2 })
  const refused = await ceralacca('secret', 'show', '--operator')
  expect([refused.code, refused.complaint]).toEqual([1, expect.stringContaining('refused with 126')])
}, 120_000)

it('invites people, who accept without a token, and ends what they had', async () => {
  const invited = await ceralacca('members', 'invite', 'lucia@example.com', '--role', 'accountant', '--name', 'Lucia')
  expect(invited.said, invited.complaint).toMatchObject({ role: 'accountant', state: 'invited' })
  const { id, invitation } = invited.said
  const given = environment
  environment = { PATH: process.env.PATH, DATA_DIR: join(folder, 'none'), CERALACCA_URL: world.baseUrl }
  const accepted = await ceralacca('members', 'accept', invitation)
  environment = given
  expect(accepted.said, accepted.complaint).toMatchObject({ member: { id, state: 'active' } })
  const made = await ceralacca('members', 'make-token', id, '--scopes', 'GET:*/pec,GET:*/dominio', '--ttl', '60')
  expect(made.said, made.complaint).toMatchObject({ member: id, scopes: ['GET:*/pec', 'GET:*/dominio'] })
  expect((await ceralacca('members', 'update', id, '--role', 'boss')).code).toBe(2)
  expect((await ceralacca('members', 'remove', id)).said).toMatchObject({ state: 'removed' })

  await writeFile(join(folder, 'sandbox.json'), JSON.stringify({ operatorToken: (await world.operator()).token }))
  const office = await ceralacca('operators', 'invite', 'paolo@example.com', '--role', 'reviewer')
  expect(office.said, office.complaint).toMatchObject({ role: 'reviewer' })
  expect((await ceralacca('operators', 'accept', office.said.invitation)).said.operator.state).toBe('active')
  const { said: found } = await ceralacca('accounts', 'list', '--email', 'cliente1@')
  const { said: members } = await ceralacca('accounts', 'members', found.items[0].id)
  expect(members.items).toMatchObject([{ id, state: 'removed' }])
}, 120_000)

it('reviews, downloads and decides what was submitted for a mailbox', async () => {
  const { id } = await world.given.submittedMailbox({ casella_pec: 'lenta.decisa@testcert.legalmail.it' })
  const { said: submitted } = await ceralacca('operator', 'documents', id)
  const { name, size_bytes } = submitted.documents[0]
  const saved = join(folder, 'documento.pdf')
  expect((await ceralacca('operator', 'document', id, name, saved)).said).toEqual({ file: saved, bytes: size_bytes })
  expect((await readFile(saved)).length).toBe(size_bytes)
  const decided = await ceralacca('operator', 'decide', 'pec', id, 'sent_back', '--reason', 'illeggibile')
  expect(decided.said).toEqual({ id, stato: 'documenti_errati' })
  expect((await ceralacca('pec', 'checks', id, '--operator')).said).toMatchObject({ id, warnings: 0 })
}, 120_000)
