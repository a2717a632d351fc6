import { describe, expect, it } from 'vitest'
import { memberOf } from '../../testing/caller.ts'
import { pdfText } from '../../testing/fixtures.ts'
import { startServer } from '../../testing/world.ts'

describe('GET /pec/{id}', () => {
  const world = startServer()
  const none = 'f'.repeat(24)

  it('200 · is what the registration answered, as long as nothing happens', async () => {
    const customer = await world.customer()
    const { id } = await world.given.registeredMailbox({}, customer)
    const first = await customer.get(`/pec/${id}`)
    expect(first.data).toMatchObject({ id, stato: 'registrata', owner: customer.email, data_scadenza: '' })
    expect(Object.keys(Object(memberOf(first.data, 'timestamp')))).toEqual(['registrazione', 'ultima_modifica'])
    expect((await customer.get(`/pec/${id}`)).text).toBe(first.text)
    expect(first.headers.get('cache-control')).toBe('no-store')
  })

  it('200 · tells each step of the mailbox in timestamp, by the Unix second', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const timestamp = async () => Object(memberOf((await customer.get(`/pec/${id}`)).data, 'timestamp'))
    const working = await timestamp()
    expect(Object.keys(working)).toEqual(['registrazione', 'ultima_modifica', 'evasione', 'scadenza'])
    expect(working.ultima_modifica).toBe(working.evasione)
    expect(parseInt(id.slice(0, 8), 16)).toBe(working.registrazione)
    await customer.delete(`/pec/${id}`)
    const revoked = await timestamp()
    expect(revoked).toEqual({ ...working, ultima_modifica: revoked.revoca, revoca: revoked.revoca })
  })

  it('200 · dates are those of Rome and a year apart', async () => {
    const { customer, id } = await world.given.workingMailbox()
    const { data } = await customer.get(`/pec/${id}`)
    const inRome = new Intl.DateTimeFormat('it-IT', {
      timeZone: 'Europe/Rome',
      day: '2-digit',
      month: '2-digit',
      year: 'numeric',
    })
    const { evasione, scadenza } = Object(memberOf(data, 'timestamp'))
    expect(memberOf(data, 'data_attivazione')).toBe(inRome.format(evasione * 1000))
    expect(memberOf(data, 'data_scadenza')).toBe(inRome.format(scadenza * 1000))
    expect([365, 366]).toContain(Math.round((scadenza - evasione) / 86_400))
  })

  world.refuses(201, 'an id that is not 24 hex digits', async ({ customer }) => (await customer()).get('/pec/zz'))
  world.refuses(201, 'upper case hex digits', async ({ customer }) => (await customer()).get(`/pec/${'F'.repeat(24)}`))
  world.refuses(201, 'an escape that does not decode', async ({ customer }) => (await customer()).get('/pec/%E0%A4%A'))
  world.refuses(202, 'an id of nothing', async ({ customer }) => (await customer()).get(`/pec/${none}`))
  world.refuses(202, "another account's mailbox", async ({ customer, given }) =>
    (await customer()).get(`/pec/${(await given.registeredMailbox()).id}`),
  )
  world.refuses(125.22, 'nobody, with a wrong id', async ({ stranger }) => stranger().get('/pec/zz'))
  world.refuses(125.22, 'a token nobody gave out', async ({ stranger }) =>
    stranger().get('/pec/zz', { authorization: `Bearer ${'0'.repeat(32)}` }),
  )
  world.refuses(126, 'a token for another path, with a wrong id', async ({ customer }) =>
    (await customer({ scopes: ['GET:test.pec.openapi.it/dominio'] })).get('/pec/zz'),
  )
  world.refuses(126, 'a token of the other environment', async ({ customer }) =>
    (await customer({ scopes: ['GET:pec.openapi.it/pec'] })).get(`/pec/${none}`),
  )
  world.refuses(101, 'a route nobody has', async ({ customer }) => (await customer()).get(`/pec/${none}/nulla`))

  it('102 · a method it does not have, telling which it has', async () => {
    const reply = await (await world.customer()).patch(`/pec/${none}`, { documenti: await pdfText() })
    expect(reply.error).toBe(102)
    expect(reply.headers.get('allow')).toBe('GET, DELETE')
  })
})
