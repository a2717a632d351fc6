// Mailboxes under a customer's own domain: whose, when, and how many (326, 327, 328).
import { describe, expect, it } from 'vitest'
import type { Customer, GivenDomain, World } from '../../src/testing/world.ts'
import { inProduction, productionRegistration, registration } from '../../src/testing/fixtures.ts'
import { startServer } from '../../src/testing/world.ts'

const under = ({ dominio }: GivenDomain, local = 'info') => ({ casella_pec: `${local}@${dominio}` })

/** A domain activated by an operator, as there is no other way in production. */
async function certified(world: World, changes: Record<string, unknown> = {}, customer?: Customer) {
  const domain = await world.given.orderedDomain({ dominio: nextName(), ...changes }, customer)
  const operator = await world.operator()
  const decided = await operator.post(`/v1/operator/domains/${domain.id}/decision`, { decision: 'CERTIFIED' })
  expect(decided.data).toEqual({ id: domain.id, stato: 'evaso' })
  return domain
}
let named = 0
const nextName = () => `prova${(named += 1)}.legalmail.it`

describe('in the sandbox', () => {
  const world = startServer()

  it('a mailbox is registered under a domain of the caller, of any type', async () => {
    const domain = await world.given.certifiedDomain()
    for (const tipo_casella of ['STANDARD', 'GOLD', 'DOMICILIODIGITALE', 'PECMASSIVA']) {
      const mailbox = await world.given.workingMailbox(
        { ...under(domain, tipo_casella.toLowerCase()), tipo_casella },
        domain.customer,
      )
      expect((await domain.customer.get(`/pec/${mailbox.id}`)).data).toMatchObject({
        dominio: domain.dominio,
        stato: 'evasa',
      })
    }
  })

  it('numero_pec does not limit the mailboxes', async () => {
    const domain = await world.given.certifiedDomain({ numero_pec: 1 })
    for (const local of ['uno', 'due', 'tre'])
      await world.given.registeredMailbox(under(domain, local), domain.customer)
  })

  world.refuses(326, 'a domain of nobody', async ({ customer }) =>
    (await customer()).post('/pec', registration({ casella_pec: 'info@pec.nessuno.it' })),
  )
  world.refuses(326, 'a domain of somebody else', async ({ customer, given }) =>
    (await customer()).post('/pec', registration(under(await given.certifiedDomain()))),
  )
  world.refuses(326, 'a name under a domain of the caller', async ({ given }) => {
    const { customer, dominio } = await given.certifiedDomain()
    return customer.post('/pec', registration({ casella_pec: `info@sotto.${dominio}` }))
  })
  world.refuses(327, 'a domain not certified yet', async ({ given }) => {
    const domain = await given.orderedDomain()
    return domain.customer.post('/pec', registration(under(domain)))
  })
  world.refuses(327, 'a revoked domain', async ({ given }) => {
    const domain = await given.certifiedDomain()
    await domain.customer.delete(`/dominio/${domain.id}`)
    return domain.customer.post('/pec', registration(under(domain)))
  })
  world.refuses(327, 'a suspended domain', async ({ given, context }) => {
    const domain = await given.certifiedDomain()
    await context.database.pool.query('update certified_domains set suspended_at = now() where id = $1', [domain.id])
    return domain.customer.post('/pec', registration(under(domain)))
  })

  it('a domain ordered again after a revocation replaces the old one', async () => {
    const domain = await world.given.certifiedDomain()
    await domain.customer.delete(`/dominio/${domain.id}`)
    await world.given.certifiedDomain({ dominio: domain.dominio }, domain.customer)
    await world.given.registeredMailbox(under(domain), domain.customer)
  })

  it('an address is only verified for the owner of its domain, once it is certified', async () => {
    const domain = await world.given.orderedDomain()
    const asked = `/verifica_pec/info@${domain.dominio}`
    expect((await domain.customer.get(asked)).error).toBe(210)
    await world.pass(10_000)
    expect((await domain.customer.get(asked)).data).toEqual({ available: true })
    await world.given.registeredMailbox(under(domain), domain.customer)
    expect((await domain.customer.get(asked)).data).toEqual({ available: false })
    expect((await (await world.customer()).get(asked)).error).toBe(210)
    await domain.customer.delete(`/dominio/${domain.id}`)
    expect((await domain.customer.get(asked)).error).toBe(210)
  })

  it('a mailbox registered while its domain is revoked is refused or revoked with it', async () => {
    for (let round = 0; round < 20; round += 1) {
      const domain = await world.given.certifiedDomain()
      const { customer, id } = domain
      const [registered, revoked] = await Promise.all([
        customer.post('/pec', registration(under(domain))),
        customer.delete(`/dominio/${id}`),
      ])
      expect(revoked.error).toBeNull()
      expect([null, 327]).toContain(registered.error)
      const left = await world.context.database.pool.query('select stato from mailboxes where dominio = $1', [
        domain.dominio,
      ])
      expect(left.rows).toEqual(registered.error === null ? [{ stato: 'registrazione_annullata' }] : [])
      // In either order, only the domain is paid for in the end.
      expect(await customer.credit()).toBe('945.00')
    }
  })

  it('a mailbox renewed while its domain is revoked ends up revoked', async () => {
    for (let round = 0; round < 10; round += 1) {
      const domain = await world.given.certifiedDomain()
      const { customer, id } = domain
      const mailbox = await world.given.workingMailbox(under(domain), customer)
      await customer.delete(`/pec/${mailbox.id}`)
      const [, revoked] = await Promise.all([
        customer.get(`/pec/${mailbox.id}/rinnovo`),
        customer.delete(`/dominio/${id}`),
      ])
      expect(revoked.error).toBeNull()
      expect((await customer.get(`/pec/${mailbox.id}`)).data).toMatchObject({ stato: 'revocata' })
    }
  })
})

describe('everything at once', () => {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })

  it('a revocation concurrent with renewals and registrations leaves no mailbox behind, and every call is answered', async () => {
    for (let round = 0; round < 8; round += 1) {
      const domain = await world.given.certifiedDomain()
      const { customer, id, dominio } = domain
      const working = await world.given.workingMailbox(under(domain, 'una'), customer)
      const pending = await world.given.registeredMailbox(under(domain, 'altra'), customer)
      const answers = await Promise.all([
        customer.get(`/pec/${working.id}/rinnovo`),
        customer.post('/pec', registration(under(domain, 'nuova'))),
        customer.delete(`/dominio/${id}`),
        customer.get(`/pec/${working.id}/rinnovo`),
        customer.get(`/dominio/${id}/rinnovo`),
        customer.delete(`/pec/${pending.id}`),
      ])
      for (const { error, text } of answers) expect([null, 203, 304, 327], text).toContain(error)
      const { rows } = await world.context.database.pool.query(
        "select d.stato as domain, count(*) filter (where m.stato not in ('revocata', 'registrazione_annullata'))::int as left from certified_domains d join mailboxes m using (dominio) where d.dominio = $1 group by 1",
        [dominio],
      )
      if (rows[0]?.domain === 'revocato') expect(rows[0].left).toBe(0)
    }
  })
})

describe('in production', () => {
  const world = startServer({ ...inProduction(), RATE_LIMIT: 'off' })

  world.refuses(327, 'a domain not certified yet', async ({ given }) => {
    const domain = await given.orderedDomain({ dominio: nextName() })
    return domain.customer.post('/pec', productionRegistration(under(domain)))
  })
  world.refuses(328, 'one mailbox more than were bought', async () => {
    const domain = await certified(world, { numero_pec: 1 })
    const first = await domain.customer.post('/pec', productionRegistration(under(domain, 'uno')))
    expect(first.error).toBeNull()
    return domain.customer.post('/pec', productionRegistration(under(domain, 'due')))
  })

  it('concurrent registrations do not exceed the number bought, and only those accepted are paid', async () => {
    const customer = await world.customer({ creditCents: 100_000 })
    const domain = await certified(world, { numero_pec: 3 }, customer)
    const credit = Number(await customer.credit())
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => customer.post('/pec', productionRegistration(under(domain, `n${n}`)))),
    )
    expect(answers.filter((one) => one.error === null)).toHaveLength(3)
    expect(answers.filter((one) => one.error === 328)).toHaveLength(9)
    expect(credit - Number(await customer.credit())).toBe(3 * 64)
  })

  it('a cancelled registration frees its place', async () => {
    const domain = await certified(world, { numero_pec: 1 })
    const first = await domain.customer.post('/pec', productionRegistration(under(domain, 'uno')))
    const id = String(Object(first.data).id)
    const operator = await world.operator()
    await operator.post(`/v1/operator/mailboxes/${id}/decision`, { decision: 'CALLED_OFF' })
    expect((await domain.customer.post('/pec', productionRegistration(under(domain, 'due')))).error).toBeNull()
  })
})
