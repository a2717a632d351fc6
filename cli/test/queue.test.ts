// An operator works from the command line alone: list, show, claim, decide.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { memberOf } from '../../server/src/testing/caller.ts'
import { inProduction, pdfText, productionRegistration } from '../../server/src/testing/fixtures.ts'
import { startServer } from '../../server/src/testing/world.ts'

const root = new URL('../../', import.meta.url)
const world = startServer(inProduction())

it('leads documents to a decision, by an operator who starts from the list', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ceralacca-queue-'))
  try {
    const { token } = await world.operator()
    const env = {
      PATH: process.env.PATH,
      DATA_DIR: folder,
      CERALACCA_URL: world.baseUrl,
      CERALACCA_OPERATOR_TOKEN: token,
    }
    const ceralacca = async (...args: string[]) => {
      const { stdout } = await promisify(execFile)(process.execPath, ['cli/ceralacca.mjs', ...args, '--json'], {
        cwd: root,
        env,
      })
      return JSON.parse(stdout)
    }
    const customer = await world.customer()
    const id = String(memberOf((await customer.post('/pec', productionRegistration())).data, 'id'))
    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    const listed = await ceralacca('queue', 'list', '--kind', 'review')
    expect(listed).toMatchObject({ items: [{ id, operation: 'activateMailbox' }], counts: { review: 1, task: 0 } })
    expect(await ceralacca('queue', 'show', id)).toMatchObject({ resource: { id }, owner: { email: customer.email } })
    expect(await ceralacca('queue', 'claim', id)).toMatchObject({ id })
    const decided = ['queue', 'decide', id, 'sent_back', '--reasons', 'id-expired,form-missing', '--note', 'entrambi']
    expect(await ceralacca(...decided)).toMatchObject({ decision: 'SENT_BACK' })
    expect((await customer.get(`/v1/pec/${id}/esito`)).data).toMatchObject({
      reasons: [{ code: 'id-expired' }, { code: 'form-missing' }],
      note: 'entrambi',
    })
    expect(await ceralacca('queue', 'list')).toMatchObject({ items: [] })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
