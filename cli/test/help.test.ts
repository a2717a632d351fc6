// What the command line says of itself, and how it refuses; nothing here needs a server.
import { findServer } from '../src/server.ts'
import { readFile } from 'node:fs/promises'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { serverUsage } from '../../server/src/commands/run.ts'
import { calls } from '../src/commands.ts'
import { helpText } from '../src/help.ts'

const root = new URL('../../', import.meta.url)
const empty = mkdtempSync(join(tmpdir(), 'ceralacca-cli-'))
afterAll(() => rmSync(empty, { recursive: true, force: true }))

function ceralacca(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['cli/ceralacca.mjs', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, DATA_DIR: empty },
  })
  return { code: status, out: stdout, err: stderr }
}

it('the help text of the client commands is the golden one', async () => {
  const golden = await readFile(new URL('golden/help.txt', import.meta.url), 'utf8')
  expect(`${helpText('  (here)')}\n`).toBe(golden)
})

it('help lists both halves of the command line', () => {
  const { code, out } = ceralacca('help')
  expect(code).toBe(0)
  for (const command of ['pec activate', 'clock advance', 'serve', 'doctor', 'account credit', 'token revoke', 'mcp'])
    expect(out).toContain(command)
})

it('ends quietly when nobody reads what it says any more', async () => {
  const child = spawn(process.execPath, ['cli/ceralacca.mjs', 'help'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.destroy()
  let said = ''
  child.stderr.on('data', (piece: Buffer) => (said += piece.toString()))
  await once(child, 'close')
  expect(said).toBe('')
})

it('no client command hides one of the server', () => {
  for (const { words } of Object.values(calls)) expect(serverUsage).not.toMatch(new RegExp(`^ *${words}( |$)`, 'm'))
})

it('--help shows the usage of one command', () => {
  const { code, out } = ceralacca('operator', 'credit', '--help')
  expect(out).toBe(
    "usage: ceralacca operator credit ID --amount EUR --reason TEXT\n  add credit to an account's wallet\n",
  )
  expect(code).toBe(0)
})

it.each([
  [2, ['nonsense'], 'no such command: nonsense'],
  [2, ['pec', 'list'], 'set CERALACCA_URL and CERALACCA_TOKEN'],
  [2, ['operator', 'documents', 'x'], 'set CERALACCA_URL and CERALACCA_OPERATOR_TOKEN'],
  [2, ['pec', 'checks', 'x', '--operator'], 'set CERALACCA_URL and CERALACCA_OPERATOR_TOKEN'],
  [2, ['pec', 'list', '--limit', 'many'], 'many is not a whole number'],
  [2, ['pec', 'read'], 'ID is required\nusage: ceralacca pec read ID'],
  [2, ['pec', 'read', 'one', 'two'], 'two is unexpected'],
  [2, ['operator', 'decide', 'pec', 'x', 'LOST'], 'LOST is none of ACTIVATED, SENT_BACK, CALLED_OFF'],
  [2, ['clock', 'advance'], 'say how far, such as `clock advance P5D`'],
  [2, ['clock', 'P5D'], 'P5D is unexpected\nusage: ceralacca clock\nusage: ceralacca clock advance [P30D]'],
  [2, ['clock', 'advance', 'P1D', 'P2D'], 'P2D is unexpected'],
  [2, ['clok', 'advance', 'P1D'], 'no such command: clok advance\ndid you mean: clock advance'],
  [2, ['pec', 'lst'], 'did you mean: pec list'],
  [2, ['acount', 'list'], 'did you mean: account list'],
  [2, ['qeue'], 'queue list'],
  [2, ['help', 'doctro'], 'no such command: doctro\ndid you mean: doctor'],
  [2, ['pec', 'list', '--limt', '3'], 'there is no option --limt; did you mean --limit?\nusage: ceralacca pec list'],
  [2, ['mcp', '--allow-write'], 'did you mean --allow-writes?'],
  [2, ['mcp', '--files', '/nowhere/at/all'], '--files: there is no folder'],
  [2, ['completion', 'cmd'], 'cmd is none of bash, zsh, fish'],
  [2, ['account'], 'account create --email'],
  [2, ['account', 'creat'], 'did you mean: account create'],
  [2, ['account', 'create'], '--email is required\nusage: ceralacca account create --email'],
  [2, ['account', 'list', 'extra'], 'extra is unexpected\nusage: ceralacca account list'],
  [2, ['backup', 'one', 'two'], 'two is unexpected\nusage: ceralacca backup FILE'],
  [2, ['index', 'freshness'], 'set CERALACCA_URL'],
  [2, ['index', 'import'], 'usage: ceralacca index import'],
  [2, ['account', 'create', '--nonsense'], 'usage: ceralacca account create'],
  [2, ['doctor', '--nonsense'], 'usage: ceralacca doctor'],
])('exit code %i for %j', (code, args, complaint) => {
  const said = ceralacca(...args)
  expect(said.code).toBe(code)
  expect(said.err).toContain(complaint)
  expect(said.out).toBe('')
})

it.each([
  [{ CERALACCA_URL: 'http://user:secret@127.0.0.1:1' }, 'CERALACCA_URL must be an http or https address'],
  [{ CERALACCA_URL: 'nonsense' }, 'CERALACCA_URL must be an http or https address'],
  [{ CERALACCA_TOKEN: 'ctk_se\ncret' }, 'CERALACCA_TOKEN has characters that no token has'],
])('what no request can be made with is named without its value: %j', async (given, why) => {
  const environment = { CERALACCA_URL: 'http://127.0.0.1:1', CERALACCA_TOKEN: 'x', ...given }
  const failed = findServer(environment, 'account').catch((error: unknown) => String(error))
  expect(await failed).toContain(why)
  expect(await failed).not.toContain('secret')
})
