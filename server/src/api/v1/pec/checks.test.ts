import { describe, expect, it } from 'vitest'
import { checkNames } from '../../../identity/check.ts'
import { memberOf } from '../../../testing/caller.ts'
import { inProduction, productionRegistration } from '../../../testing/fixtures.ts'
import { startServer } from '../../../testing/world.ts'

describe('GET /v1/pec/{id}/checks', () => {
  const world = startServer()
  const { given } = world

  it('compares every datum, warns of nothing with Mario of Rome, and names its sources', async () => {
    const { customer, id } = await given.registeredMailbox()
    const { data } = await customer.get(`/v1/pec/${id}/checks`)
    expect(data).toMatchObject({ id, warnings: 0, checks: checkNames.map((check) => ({ check })) })
    expect(memberOf(data, 'checks')).toContainEqual({
      check: 'birth_town',
      outcome: 'agrees',
      fields: ['codice_fiscale_richiedente', 'comune_nascita_richiedente'],
      declared: 'roma',
      found: 'Roma (RM, H501)',
      italian: 'Il comune di nascita torna.',
      english: 'The town of birth agrees.',
    })
    expect(memberOf(data, 'sources')).toEqual([
      expect.objectContaining({ license: 'CC BY 4.0' }),
      expect.objectContaining({ license: 'CC BY 4.0' }),
      expect.objectContaining({ name: 'Istituto nazionale di statistica, stati esteri', license: 'CC BY 3.0 IT' }),
    ])
  })

  it('warns, and the mailbox is registered all the same', async () => {
    const { customer, id } = await given.registeredMailbox({
      cognome_richiedente: 'bianchi',
      comune_nascita_richiedente: 'Terni',
      cap_titolare: '20121',
      cf_piva_titolare: '12345678910',
    })
    const { data } = await customer.get(`/v1/pec/${id}/checks`)
    const checks: unknown = memberOf(data, 'checks')
    const warned = Array.isArray(checks) ? checks.filter((one) => memberOf(one, 'outcome') === 'warning') : []
    expect(warned.map((one) => memberOf(one, 'check'))).toEqual([
      'surname',
      'birth_town',
      'holder_code',
      'holder_postal_code',
    ])
    expect(memberOf(data, 'warnings')).toBe(4)
    expect((await customer.get(`/pec/${id}`)).error).toBeNull()
  })

  it('warns of a minor, and of a postal code that is none of Italy’s', async () => {
    const { customer, id } = await given.registeredMailbox({
      data_nascita_richiedente: '01/01/2015',
      cap_titolare: '00142-RM',
    })
    const { data } = await customer.get(`/v1/pec/${id}/checks`)
    const checks: unknown = memberOf(data, 'checks')
    const warned = Array.isArray(checks) ? checks.filter((one) => memberOf(one, 'outcome') === 'warning') : []
    expect(warned.map((one) => memberOf(one, 'check'))).toEqual(['birth_date', 'holder_postal_code', 'applicant_age'])
  })

  it('takes a town the data know for another, and a name they do not know for one of old', async () => {
    const aprilia = await given.registeredMailbox({ comune_nascita_richiedente: 'Aprilia' })
    const roma = await given.registeredMailbox({ comune_nascita_richiedente: 'Roma Antica' })
    const warnings = async ({ customer, id }: typeof roma) =>
      memberOf((await customer.get(`/v1/pec/${id}/checks`)).data, 'warnings')
    expect([await warnings(aprilia), await warnings(roma)]).toEqual([1, 0])
  })

  it('bears the masked code of the documentation', async () => {
    const { customer, id } = await given.registeredMailbox({ codice_fiscale_richiedente: 'RSSXXXXXXXX56E' })
    const { data } = await customer.get(`/v1/pec/${id}/checks`)
    expect(memberOf(data, 'warnings')).toBe(1)
  })

  it('is open to an operator for any mailbox, and to a token that may read mailboxes', async () => {
    const { id } = await given.registeredMailbox()
    expect(memberOf((await (await world.operator()).get(`/v1/pec/${id}/checks`)).data, 'id')).toBe(id)
    const reader = await world.customer({ scopes: [`*:${world.context.settings.SCOPE_HOST}/pec`] })
    const own = await given.registeredMailbox({}, reader)
    expect((await reader.get(`/v1/pec/${own.id}/checks`)).error).toBeNull()
  })

  world.refuses(109, "somebody else's mailbox", async ({ customer }) => {
    const { id } = await given.registeredMailbox()
    return (await customer()).get(`/v1/pec/${id}/checks`)
  })
  world.refuses(109, 'a mailbox there is not', async ({ customer }) =>
    (await customer()).get(`/v1/pec/${'f'.repeat(24)}/checks`),
  )
  it('has its former name too', async () => {
    const { customer, id } = await world.given.registeredMailbox()
    const { text } = await customer.get(`/v1/pec/${id}/checks`)
    expect((await customer.get(`/v1/pec/${id}/controlli`)).text).toBe(text)
    expect((await customer.get(`/v1/pec/${'f'.repeat(24)}/controlli`)).error).toBe(109)
    const posted = await customer.post(`/v1/pec/${id}/controlli`, {})
    expect([posted.status, posted.error, posted.headers.get('allow')]).toEqual([405, 102, 'GET'])
  })

  world.refuses(109, 'no id', async ({ operator }) => (await operator()).get('/v1/pec/%00/checks'))
  world.refuses(126, 'a token that may not read mailboxes', async ({ customer, context }) =>
    (await customer({ scopes: [`POST:${context.settings.SCOPE_HOST}/pec`] })).get('/v1/pec/zz/checks'),
  )
  world.refuses(125.22, 'nobody', async ({ stranger }) => stranger().get('/v1/pec/zz/checks'))
})

describe('GET /v1/pec/{id}/checks in production', () => {
  const world = startServer(inProduction())

  it('240 stays a matter of strictness: what only a check objects to is accepted', async () => {
    const customer = await world.customer()
    const { data } = await customer.post('/pec', productionRegistration({ sesso_richiedente: 'F' }))
    const checks = await customer.get(`/v1/pec/${String(memberOf(data, 'id'))}/checks`)
    expect(memberOf(checks.data, 'warnings')).toBe(1)
  })
})
