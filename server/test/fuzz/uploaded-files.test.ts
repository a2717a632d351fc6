// The same edited files behind a whole server: handed in by a customer, looked at by an operator.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inProduction, productionRegistration, registration } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'
import type { Customer } from '../../src/testing/world.ts'
import { expectDeclared } from './declared.ts'
import { describedCalls } from './described-calls.ts'
import { expectOfAll, fuzzRuns } from './fuzz-run.ts'
import { editP7m, p7mEdits } from './p7m-edits.ts'
import { editPdf, pdfEdits } from './pdf-edits.ts'
import { send } from './requests.ts'
import type { Received } from './requests.ts'
import { makeSeeds } from './seeds.ts'
import type { Seeds } from './seeds.ts'

const modes = [
  ['sandbox', {}, registration],
  ['production', { ...inProduction(), RATE_LIMIT: 'off' }, productionRegistration],
] as const
const runs = fuzzRuns('uploaded files', { usual: 20, most: 300 })
const each = modes.flatMap(([mode, settings, register]) => runs.map((run) => ({ ...run, mode, settings, register })))
const calls = new Map(describedCalls().map((call) => [call.name, call]))

describe.each(each)('$runs files in $mode with seed $seed', ({ mode, settings, register, ...run }) => {
  const world = startServer(settings)
  let seeds: Seeds
  let customer: Customer
  let operator: string
  beforeAll(async () => {
    seeds = await makeSeeds()
    customer = await world.customer({ creditCents: 100_000_000 })
    operator = (await world.operator()).token
  })
  afterAll(() => seeds.authority[Symbol.asyncDispose]())

  /** Makes a described call, and expects an answer that is declared. */
  async function make(name: string, id: string, token: string, members?: Record<string, unknown>): Promise<Received> {
    const call = calls.get(name)
    if (call === undefined) throw new Error(`the document has no call ${name}`)
    const headers: [string, string][] = [
      ['authorization', `Bearer ${token}`],
      ['content-type', 'application/json'],
    ]
    const body = members && Buffer.from(JSON.stringify(members))
    const received = await send(world.baseUrl, {
      method: call.method,
      path: call.path.replace('{id}', id),
      headers,
      body,
    })
    expectDeclared(call, received)
    return received
  }

  /** A request that waits for its signed documents. */
  async function waitingRequest(): Promise<string> {
    const { id } = await world.given.request({}, customer)
    const filing = { code: 'CCIAA-1', attorney: 'Anna Bianchi', attorney_code: 'BNCNNA85M41F205U' }
    if (mode === 'sandbox') await world.pass(10_000)
    else await make('decideRegistryRequest', id, operator, { decision: 'CODE_OBTAINED', ...filing })
    return id
  }

  const either = fc.oneof(
    fc.record({ is: fc.constant('pdf' as const), index: fc.nat(20), edits: pdfEdits() }),
    fc.record({ is: fc.constant('p7m' as const), index: fc.nat(20), edits: p7mEdits() }),
  )
  type Given = typeof either extends fc.Arbitrary<infer T> ? T : never

  function fileOf(given: Given): Buffer {
    if (given.is === 'pdf')
      return editPdf(seeds.pdfs[given.index % seeds.pdfs.length]?.bytes ?? Buffer.alloc(0), given.edits)
    return editP7m(seeds.p7ms[given.index % seeds.p7ms.length]?.bytes ?? Buffer.alloc(0), given.edits)
  }

  it('is answered as declared, also to who reviews it', { timeout: 3_600_000 }, async () => {
    let mailbox = await world.given.registeredMailbox(register(), customer)
    let request = await waitingRequest()
    let taken = 0
    await expectOfAll(run, either, async (given) => {
      const documenti = fileOf(given).toString('base64')
      const activated = await make('activateMailbox', mailbox.id, customer.token, { documenti })
      const signed = await make('signRegistryRequest', request, customer.token, { documenti })
      await make('readSignatureReport', request, customer.token)
      if (signed.status === 200) request = await waitingRequest()
      if (activated.status !== 200) return
      taken += 1
      await make('listMailboxDocuments', mailbox.id, operator)
      await make('readApplicantChecks', mailbox.id, customer.token)
      await world.drain()
      mailbox = await world.given.registeredMailbox(register(), customer)
    })
    expect(world.logLines.filter((line) => line.includes('request failed'))).toEqual([])
    process.stdout.write(`uploaded files: ${taken} of ${run.runs} taken in ${mode}\n`)
  })
})
