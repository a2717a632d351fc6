import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { memberOf } from '../../src/testing/caller.ts'
import { pdfText, registration } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'

const user = {
  nome: 'luca',
  cognome: 'bianchi',
  descrizione: 'prima utenza',
  email_gestione_password: 'luca@example.com',
}
const A_DAY = 86_400_000

describe('a mailbox after its activation', () => {
  const world = startServer()

  it('is extended as in the documented samples, and pays for each step', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const before = Number(await customer.credit())
    const preserved = await customer.patch(`/pec/${id}/conservazione`, {
      spazio_conservazione: 1024,
      documenti: await pdfText(),
    })
    expect(preserved.data).toMatchObject({
      stato: 'evasa',
      conservazione: true,
      spazio_conservazione: 1024,
      documenti_conservazione: [`${id}_0_conservazione.pdf`],
    })
    const resized = await customer.patch(`/pec/${id}/modifica`, {
      spazio_disco: '3072',
      spazio_storico: '+1024',
      spazio_conservazione: 1536,
    })
    expect(resized.data).toMatchObject({ spazio_disco: 3072, spazio_storico: 14336, spazio_conservazione: 1536 })
    // 1024 MB of preservation, then 1024 of mailbox, 1024 of archive and 512 of preservation.
    expect(before - Number(await customer.credit())).toBe(18 + 5 + 5 + 9)
    await customer.patch(`/pec/${id}/modifica`, { spazio_disco: 3072 })
    expect(before - Number(await customer.credit())).toBe(37)
  })

  it('is upgraded, keeping what was bought and the expiry', async () => {
    const { customer, id } = await world.given.workingMailbox({ tipo_casella: 'BRONZE' })
    const was = await customer.get(`/pec/${id}`)
    const before = Number(await customer.credit())
    const upgraded = await customer.patch(`/pec/${id}/trasformazione`, { tipo_casella: 'gold' })
    expect(upgraded.data).toMatchObject({ tipo_casella: 'GOLD', spazio_disco: 2048, spazio_storico: 13312 })
    expect(memberOf(upgraded.data, 'data_scadenza')).toBe(memberOf(was.data, 'data_scadenza'))
    expect(before - Number(await customer.credit())).toBe(39)
  })

  it('is revoked, restored by a renewal, and renewed by calendar years', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const expiry = Number(memberOf(memberOf((await customer.get(`/pec/${id}`)).data, 'timestamp'), 'scadenza'))
    const revoked = await customer.delete(`/pec/${id}`)
    expect(revoked.data).toMatchObject({ stato: 'revocata' })
    expect(memberOf(memberOf(revoked.data, 'timestamp'), 'revoca')).toBeTypeOf('number')
    const before = Number(await customer.credit())
    const renewed = await customer.get(`/pec/${id}/rinnovo?anni=2`)
    expect(renewed.data).toMatchObject({ stato: 'evasa' })
    const timestamp = memberOf(renewed.data, 'timestamp')
    expect(timestamp).not.toHaveProperty('revoca')
    const moved = new Date(expiry * 1000)
    moved.setUTCFullYear(moved.getUTCFullYear() + 2)
    expect(memberOf(timestamp, 'scadenza')).toBe(moved.getTime() / 1000)
    expect(before - Number(await customer.credit())).toBe(128)
  })

  it('answers the same renewal within the guard once, another one again', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const before = Number(await customer.credit())
    const answers = await Promise.all([1, 2, 3].map(() => customer.get(`/pec/${id}/rinnovo`)))
    expect(new Set(answers.map((one) => one.text)).size).toBe(1)
    expect(answers.filter((one) => one.headers.get('idempotent-replayed') === 'true')).toHaveLength(2)
    expect(before - Number(await customer.credit())).toBe(64)
    await customer.delete(`/pec/${id}`)
    expect((await customer.get(`/pec/${id}/rinnovo`)).headers.get('idempotent-replayed')).toBeNull()
    expect(before - Number(await customer.credit())).toBe(128)
    await world.pass(A_DAY)
    await customer.get(`/pec/${id}/rinnovo`)
    expect(before - Number(await customer.credit())).toBe(192)
  })

  it('takes 25 users and refuses the 26th, also when they arrive at once', async () => {
    const { customer, id } = await world.given.workingMailbox()
    for (let n = 0; n < 22; n += 1) expect((await customer.post(`/pec/${id}/multiutenza`, user)).error).toBeNull()
    const before = Number(await customer.credit())
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => customer.post(`/pec/${id}/multiutenza`, user)))
    expect(answers.map((one) => one.error).sort()).toEqual([217, 217, null, null, null])
    expect(before - Number(await customer.credit())).toBe(15)
    const users = memberOf((await customer.get(`/pec/${id}`)).data, 'multiutenza')
    const ids = Array.isArray(users) ? users.map((one) => memberOf(one, 'id_utenza')) : []
    expect(ids).toEqual(Array.from({ length: 25 }, (_, n) => `${id}_${n}`))
  })

  it('keeps the answer to an Idempotency-Key, byte for byte', async () => {
    const customer = await world.customer()
    const body = registration()
    const key = { 'idempotency-key': '"ordine 1"' }
    const first = await customer.post('/pec', body, key)
    const again = await customer.post('/pec', body, { 'idempotency-key': 'ordine 1' })
    expect(again.text).toBe(first.text)
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect(await customer.credit()).toBe('936.00')
    expect((await customer.post('/pec', registration(), key)).error).toBe(106)
    expect((await customer.post('/pec', registration(), { 'idempotency-key': '' })).error).toBe(108)
    const both = await Promise.all(
      [1, 2].map(() =>
        customer.post('/pec', registration({ casella_pec: 'due@testcert.legalmail.it' }), { 'idempotency-key': 'due' }),
      ),
    )
    expect(both.filter((one) => one.error === null).length).toBeGreaterThan(0)
    expect(await customer.credit()).toBe('872.00')
  })

  it('never renews on a HEAD or prefetch request', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const before = await customer.credit()
    expect((await customer.get(`/pec/${id}/rinnovo`, { 'sec-purpose': 'prefetch' })).error).toBe(112)
    expect((await customer.get(`/pec/${id}/rinnovo`, { purpose: 'prefetch' })).error).toBe(112)
    expect((await customer.call('HEAD', `/pec/${id}/rinnovo`)).status).toBe(405)
    expect(await customer.credit()).toBe(before)
  })
})

describe('refusals after activation', () => {
  const world = startServer()
  const one = async () => world.given.workingMailbox()
  const none = 'f'.repeat(24)

  const operations = [
    { at: (id: string) => ['DELETE', `/pec/${id}`, undefined] as const, wrongId: 301, unknown: 302, down: 329 },
    {
      at: (id: string) => ['PATCH', `/pec/${id}/modifica`, { spazio_disco: '+1024' }] as const,
      wrongId: 265,
      unknown: 266,
      state: 281,
      kind: 391,
      credit: 290,
      down: 291,
    },
    {
      at: (id: string) => ['PATCH', `/pec/${id}/trasformazione`, { tipo_casella: 'GOLD' }] as const,
      wrongId: 265,
      unknown: 266,
      state: 272,
      kind: 393,
      credit: 279,
      down: 280,
    },
    {
      at: (id: string) => ['GET', `/pec/${id}/rinnovo`, undefined] as const,
      wrongId: 201,
      unknown: 202,
      state: 203,
      credit: 205,
      down: 206,
    },
    {
      at: (id: string) => ['POST', `/pec/${id}/multiutenza`, user] as const,
      wrongId: 212,
      unknown: 213,
      state: 214,
      kind: 390,
      credit: 220,
      down: 389,
    },
    {
      at: (id: string) => ['PATCH', `/pec/${id}/conservazione`, { documenti: 'JVBERi0xLjUK' }] as const,
      wrongId: 265,
      unknown: 266,
      state: 292,
      kind: 392,
      credit: 297,
      down: 298,
    },
  ]

  it.each(operations)(
    'the order of the refusals of %j',
    async ({ at, wrongId, unknown, state, kind, credit, down }) => {
      const expectRefused = async (
        number: number | undefined,
        id: string,
        customer: Awaited<ReturnType<typeof one>>['customer'],
      ) => {
        if (number === undefined) return
        const [method, path, body] = at(id)
        expect((await customer.call(method, path, body)).error).toBe(number)
      }
      const standard = { tipo_casella: 'STANDARD' }
      const working = await world.given.workingMailbox(standard)
      await expectRefused(wrongId, 'zz', working.customer)
      await expectRefused(unknown, none, working.customer)
      await expectRefused(unknown, working.id, await world.customer())
      const registered = await world.given.registeredMailbox(standard, working.customer)
      await expectRefused(state, registered.id, working.customer)
      const domicile = await world.given.workingMailbox(
        { tipo_casella: 'DOMICILIODIGITALE', casella_pec: `d${wrongId}${down}@test.domiciliodigitale.com` },
        working.customer,
      )
      await expectRefused(kind, domicile.id, working.customer)
      const poor = await world.given.workingMailbox(standard, await world.customer({ creditCents: 1100 }))
      await expectRefused(credit, poor.id, poor.customer)
      await world.context.database.pool.query('update mailboxes set casella_pec = $2 where id = $1', [
        working.id,
        `guasto${wrongId}${down}@testcert.legalmail.it`,
      ])
      const before = await working.customer.credit()
      await expectRefused(down, working.id, working.customer)
      expect(await working.customer.credit()).toBe(before)
    },
  )

  world.refuses(303, 'revoked before', async () => {
    const { customer, id } = await one()
    await customer.delete(`/pec/${id}`)
    return customer.delete(`/pec/${id}`)
  })
  world.refuses(304, 'not active', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    return customer.delete(`/pec/${id}`)
  })

  const patches: [number, string, Record<string, unknown>][] = [
    [273, 'trasformazione', {}],
    [274, 'trasformazione', { tipo_casella: 'PECMASSIVA' }],
    [275, 'trasformazione', { tipo_casella: 'GOLD' }],
    [276, 'trasformazione', { tipo_casella: 'BRONZE' }],
    [282, 'modifica', { spazio_conservazione: 512 }],
    [283, 'modifica', {}],
    ...['+-1024', '1e3', '0x400', 2 ** 53, -1024, 1.5, true, ['+1024']].map(
      (spazio_disco): [number, string, Record<string, unknown>] => [284, 'modifica', { spazio_disco }],
    ),
    [285, 'modifica', { spazio_disco: 1024 }],
    [286, 'modifica', { spazio_storico: '٢' }],
    [287, 'modifica', { spazio_storico: '1024' }],
    [288, 'modifica', { spazio_conservazione: 'x' }],
    [325, 'modifica', { spazio_disco: '+512' }],
    [294, 'conservazione', {}],
    [295, 'conservazione', { spazio_conservazione: 500, documenti: 'JVBERi0xLjUK' }],
    [299, 'conservazione', { documenti: 7 }],
    [296, 'conservazione', { documenti: 'aGVsbG8=' }],
  ]
  it.each(patches)('%i · %s %j', async (number, operation, body) => {
    const { customer, id } = await one()
    const before = await customer.credit()
    expect((await customer.patch(`/pec/${id}/${operation}`, body)).error).toBe(number)
    expect(await customer.credit()).toBe(before)
  })

  it.each([
    [289, { spazio_conservazione: 512 }],
    [324, { spazio_conservazione: '+100' }],
  ])('%i · modifica with preservation, %j', async (number, body) => {
    const { customer, id } = await one()
    await customer.patch(`/pec/${id}/conservazione`, { spazio_conservazione: 1024, documenti: await pdfText() })
    expect((await customer.patch(`/pec/${id}/modifica`, body)).error).toBe(number)
    expect((await customer.patch(`/pec/${id}/conservazione`, { documenti: await pdfText() })).error).toBe(293)
  })

  it('296 · conservazione with a PDF that needs a password, and says so', async () => {
    const { customer, id } = await one()
    const closed = await readFile(new URL('../../src/documents/fixtures/encrypted.pdf', import.meta.url))
    const answer = await customer.patch(`/pec/${id}/conservazione`, { documenti: closed.toString('base64') })
    expect(answer).toMatchObject({ error: 296, message: expect.stringContaining('needs a password') })
  })

  it.each(['0', '-1', '11', '1.5', '1e400', '"2"', '٢', '1&anni=1'])('204 · anni=%s', async (anni) => {
    const { customer, id } = await one()
    const before = await customer.credit()
    expect((await customer.get(`/pec/${id}/rinnovo?anni=${anni}`)).error).toBe(204)
    expect(await customer.credit()).toBe(before)
  })

  it.each([
    [215, { nome: '' }],
    [216, { cognome: null }],
    [218, { descrizione: undefined }],
    [215, { nome: '\u200b' }],
    [216, { cognome: 'ros\u202esi' }],
    [218, { descrizione: '\u3164' }],
    [219, { email_gestione_password: '' }],
    [221, { email_gestione_password: 'not an address' }],
  ])('%i · multiutenza with %j', async (number, change) => {
    const { customer, id } = await one()
    expect((await customer.post(`/pec/${id}/multiutenza`, { ...user, ...change })).error).toBe(number)
  })
})
