// Operators and customers manage accounts and money from the command line alone.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { memberOf } from '../../server/src/testing/caller.ts'
import { inProduction, romeDayAt } from '../../server/src/testing/fixtures.ts'
import { startServer } from '../../server/src/testing/world.ts'

const root = new URL('../../', import.meta.url)
const world = startServer({ ...inProduction(), CREDIT_CONFIRMATION_ABOVE: '100.00' })
let folder = ''
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'ceralacca-accounts-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The command line with these tokens and no others. */
const commandLine =
  (tokens: Record<string, string>) =>
  async (...args: string[]) => {
    const env = { PATH: process.env.PATH, DATA_DIR: folder, CERALACCA_URL: world.baseUrl, ...tokens }
    const { stdout } = await promisify(execFile)(process.execPath, ['cli/ceralacca.mjs', ...args, '--json'], {
      cwd: root,
      env,
    })
    return JSON.parse(stdout)
  }
const operator = async () => commandLine({ CERALACCA_OPERATOR_TOKEN: (await world.operator()).token })

it('credit, prices and the state of an account, by operators and by the customer', async () => {
  const customer = await world.customer({ creditCents: 0 })
  const id = customer.accountId
  const [first, second, own] = [await operator(), await operator(), commandLine({ CERALACCA_TOKEN: customer.token })]

  const { waiting } = await first('operator', 'credit', id, '--amount', '150', '--reason', 'bonifico')
  expect(await second('credits', 'list')).toMatchObject({ items: [{ id: waiting.id, account: id }] })
  expect(await second('credits', 'confirm', waiting.id)).toMatchObject({ state: 'confirmed' })

  const list = join(folder, 'list.json')
  const from = romeDayAt(world.context.clock.now())
  await writeFile(list, JSON.stringify({ name: 'per loro', from, prices: { 'extra user': '1.00' } }))
  const written = await first('prices', 'create', list)
  expect(await first('prices', 'lists')).toMatchObject({ items: [{ id: written.id }] })
  expect(await first('prices', 'show', written.id)).toMatchObject({ prices: { 'extra user': '1.00' } })
  expect(await first('prices', 'give', id, written.id)).toMatchObject({ price_list: written.id })
  const priced: unknown[] = await own('prices', 'list')
  expect(priced.find((one) => memberOf(one, 'item') === 'extra user')).toMatchObject({ price: '1.00' })

  expect(await own('wallet', 'low-balance', '20.00')).toMatchObject({ available: '150.00', low_balance: '20.00' })
  expect(await first('accounts', 'low-balance', id, 'none')).toMatchObject({ low_balance: null })
  expect(await first('accounts', 'suspend', id, '--reason', 'insoluto')).toMatchObject({ state: 'suspended' })
  expect(await first('accounts', 'reopen', id, '--reason', 'pagato')).toMatchObject({ state: 'active' })
  expect(await first('accounts', 'close', id, '--reason', 'disdetta', '--force')).toMatchObject({ paid_out: '150.00' })
})
