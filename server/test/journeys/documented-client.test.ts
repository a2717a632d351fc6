// docs/existing-client-by-calls.md, command by command, as somebody with nothing but a shell would follow it.
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { memberOf } from '../../src/testing/caller.ts'
import { startServer } from '../../src/testing/world.ts'

const world = startServer()
const page = new URL('../../../docs/existing-client-by-calls.md', import.meta.url)

it('the commands of the page lead from an API key to a mailbox and the bill', async () => {
  const { email, apiKey, ...customer } = await world.customer({ creditCents: 50_000 })
  const commands = [...(await readFile(page, 'utf8')).matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) => block)
  const cwd = await mkdtemp(join(tmpdir(), 'ceralacca-page-'))
  const { PATH = '' } = process.env
  const env = { PATH, URL: world.baseUrl, EMAIL: email, API_KEY: apiKey }
  const following = promisify(execFile)('sh', ['-euc', commands.join('\n')], { cwd, env })
  const states = async () => {
    const { data } = await customer.get('/pec?limit=10')
    return Array.isArray(data) ? data.map((one) => memberOf(one, 'stato')) : []
  }
  await expect.poll(states, { timeout: 20_000 }).toEqual(['in_evasione'])
  await world.pass(10_000)
  const { stdout, stderr } = await following
  await rm(cwd, { recursive: true })
  expect(stderr).toBe('')
  expect(stdout).not.toContain('"success":false')
  const [mailbox] = Object((await customer.get('/pec')).data)
  const shown = (await customer.get(`/pec/${String(memberOf(mailbox, 'id'))}`)).data
  expect(shown).toMatchObject({ stato: 'evasa', casella_pec: 'mario.rossi@testcert.legalmail.it', spazio_disco: 3072 })
  const { data: moved } = await customer.byKey.get('/wallet/transactions')
  expect(moved).toHaveLength(5)
  expect(stdout).toContain(JSON.stringify(moved).slice(1, -1))
})
