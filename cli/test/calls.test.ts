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
