import { describe, expect, it } from 'vitest'
import { memberOf, noticesTo } from '../../../../testing/caller.ts'
import type { Caller } from '../../../../testing/caller.ts'
import { inProduction, pdfText, productionRegistration } from '../../../../testing/fixtures.ts'
import { startServer } from '../../../../testing/world.ts'

describe('domains in the queue of the back office', () => {
  const world = startServer(inProduction())

  const itemOf = async (operator: Caller, id: string) => {
    const { data } = await operator.get('/v1/operator/queue?limit=1000')
    return Object(data).items.filter((one: { resource: { id: string } }) => one.resource.id === id)
  }
  const decide = async (operator: Caller, id: string, body: Record<string, unknown>) =>
    operator.post(`/v1/operator/queue/${(await itemOf(operator, id))[0]?.id}/decision`, body)

  /** A certified domain with a working mailbox under it. */
  async function domainWithMailbox() {
    const operator = await world.operator()
    const { customer, id, dominio } = await world.given.orderedDomain({ fornitore: 'namirial', numero_pec: 5 })
    expect((await decide(operator, id, { decision: 'ACCEPTED' })).error).toBeNull()
    const { data } = await customer.post('/pec', productionRegistration({ casella_pec: `info@${dominio}` }))
    const mailbox = String(memberOf(data, 'id'))
    await customer.patch(`/pec/${mailbox}/attivazione`, { documenti: await pdfText() })
    expect((await decide(operator, mailbox, { decision: 'ACCEPTED' })).error).toBeNull()
    const read = async () => Object((await customer.get(`/dominio/${id}`)).data)
    const readMailbox = async () => Object((await customer.get(`/pec/${mailbox}`)).data)
    return { operator, customer, id, mailbox, read, readMailbox }
  }

  it('an order waits until it is certified, with its outcome for the customer', async () => {
    const { operator, customer, id } = await domainWithMailbox()
    expect(await itemOf(operator, id)).toEqual([])
    expect((await customer.get(`/v1/dominio/${id}/esito`)).data).toMatchObject({ outcome: 'ACCEPTED' })
  })

  it('an order called off is refunded, with reasons', async () => {
    const operator = await world.operator()
    const { customer, id } = await world.given.orderedDomain({ fornitore: 'namirial' })
    expect((await customer.get(`/v1/dominio/${id}/esito`)).data).toMatchObject({ outcome: 'PENDING' })
    expect((await decide(operator, id, { decision: 'SENT_BACK', reason: 'no' })).error).toBe(142)
    const called = { decision: 'CALLED_OFF', reasons: ['domain-not-available'], note: 'conteso' }
    expect((await decide(operator, id, called)).error).toBeNull()
    expect(await customer.credit()).toBe('1000.00')
    expect((await customer.get(`/v1/dominio/${id}/esito`)).data).toMatchObject({
      outcome: 'CALLED_OFF',
      reasons: [{ code: 'domain-not-available', final: true }],
      note: 'conteso',
    })
    expect((await noticesTo(customer))[0]).toMatchObject({ kind: 'called-off' })
  })

  it('a renewal that failed leaves the expiry where it was, and is refunded', async () => {
    const { operator, customer, id, read } = await domainWithMailbox()
    const [before, credit] = [await read(), await customer.credit()]
    await customer.get(`/dominio/${id}/rinnovo?anni=2`)
    expect((await read()).data_scadenza).not.toBe(before.data_scadenza)
    expect((await itemOf(operator, id))[0]).toMatchObject({ kind: 'task', operation: 'renewCertifiedDomain' })
    expect((await decide(operator, id, { decision: 'FAILED', reason: 'no' })).error).toBeNull()
    expect(await read()).toMatchObject({ stato: 'evaso', data_scadenza: before.data_scadenza })
    expect(await customer.credit()).toBe(credit)
  })

  it('a revocation that failed brings the domain back with its mailboxes', async () => {
    const { operator, customer, id, read, readMailbox } = await domainWithMailbox()
    const before = await readMailbox()
    const shown = (await operator.get(`/v1/operator/mailboxes/${before.id}`)).data
    expect(shown).toMatchObject({ resource: before, owner: { email: customer.email }, provider: 'back-office' })
    await customer.delete(`/dominio/${id}`)
    expect(await readMailbox()).toMatchObject({ stato: 'revocata' })
    expect((await itemOf(operator, id))[0]).toMatchObject({ operation: 'revokeCertifiedDomain' })
    expect((await decide(operator, id, { decision: 'FAILED', reason: 'no' })).error).toBeNull()
    expect(await read()).toMatchObject({ stato: 'evaso' })
    expect((await operator.get(`/v1/operator/domains/${id}`)).data).toMatchObject({
      resource: await read(),
      history: [{ move: 'undoRevocation', by: 'operator', reason: 'no' }, { move: 'revoke', by: 'customer' }, {}, {}],
    })
    expect((await read()).timestamp).not.toHaveProperty('revoca')
    const { stato, data_scadenza } = before
    expect(await readMailbox()).toMatchObject({ stato, data_scadenza })
    expect((await customer.get(`/v1/pec/${before.id}/esito`)).data).toMatchObject({ outcome: 'UNDONE' })
  })

  it('a domain that a failed renewal had brought back is revoked again, with its mailboxes', async () => {
    const { operator, customer, id, mailbox, read, readMailbox } = await domainWithMailbox()
    await customer.delete(`/dominio/${id}`)
    await decide(operator, id, { decision: 'DONE' })
    const before = await read()
    await customer.get(`/dominio/${id}/rinnovo`)
    expect((await customer.get(`/pec/${mailbox}/rinnovo`)).error).toBeNull()
    expect((await decide(operator, id, { decision: 'FAILED', reason: 'no' })).error).toBeNull()
    expect(await read()).toMatchObject({ stato: 'revocato', data_scadenza: before.data_scadenza })
    expect(await readMailbox()).toMatchObject({ stato: 'revocata' })
  })

  it('a domain revoked before it was certified goes back to its set-up, and a name somebody took meanwhile stays theirs', async () => {
    const operator = await world.operator()
    const { customer, id, dominio } = await world.given.orderedDomain({ fornitore: 'namirial' })
    await customer.delete(`/dominio/${id}`)
    const { id: theirs } = await world.given.orderedDomain({ fornitore: 'namirial', dominio })
    expect((await decide(operator, id, { decision: 'FAILED', reason: 'no' })).error).toBe(115)
    await decide(operator, theirs, { decision: 'CALLED_OFF', reason: 'no' })
    expect((await decide(operator, id, { decision: 'FAILED', reason: 'no' })).error).toBeNull()
    expect((await customer.get(`/dominio/${id}`)).data).toMatchObject({ stato: 'registrato' })
    expect((await itemOf(operator, id))[0]).toMatchObject({ kind: 'review', operation: 'orderCertifiedDomain' })
  })
})

describe('requests to the Business Register in the queue of the back office', () => {
  const world = startServer({ ...inProduction() })

  it('wait for their code, which has to come with who files', async () => {
    const operator = await world.operator()
    const { customer, id } = await world.given.request()
    const decide = (body: Record<string, unknown>) => operator.post(`/v1/operator/queue/${id}/decision`, body)
    const shown = (await operator.get(`/v1/operator/queue/${id}`)).data
    expect(shown).toMatchObject({
      item: { kind: 'review', operation: 'createRegistryRequest' },
      resource: { stato: 'codice_in_richiesta' },
      signed_documents: [],
      history: [{ move: 'register' }],
    })
    const filing = { decision: 'ACCEPTED', code: 'C-17', attorney: 'Studio Prova', attorney_code: '12345678903' }
    expect((await decide({ decision: 'ACCEPTED' })).error).toBe(110)
    expect((await decide({ ...filing, attorney: '' })).error).toBe(110)
    expect((await decide({ decision: 'SENT_BACK', reason: 'no' })).error).toBe(142)
    expect((await decide(filing)).error).toBeNull()
    expect((await customer.get(`/comunica_pec/${id}`)).data).toMatchObject({
      stato: 'in_attesa_di_documenti',
      codice_registro_imprese: 'C-17',
    })
    expect((await operator.get(`/v1/operator/queue/${id}`)).error).toBe(109)
    expect((await operator.get(`/v1/operator/registry-requests/${id}`)).data).toMatchObject({
      resource: (await customer.get(`/comunica_pec/${id}`)).data,
      history: [{ move: 'askForDocuments', by: 'operator' }, { move: 'register' }],
    })
    expect((await customer.get(`/v1/comunica_pec/${id}/esito`)).data).toMatchObject({ outcome: 'PENDING' })
  })

  it('with signed documents come back with reasons, or are filed', async () => {
    const operator = await world.operator()
    const { customer, id } = await world.given.request()
    const decide = (body: Record<string, unknown>) => operator.post(`/v1/operator/queue/${id}/decision`, body)
    const handIn = () =>
      world.context.database.pool.query(
        "update registry_requests set stato = 'documenti_caricati', submitted_at = now() where id = $1",
        [id],
      )
    await handIn()
    expect((await operator.get(`/v1/operator/queue/${id}`)).data).toMatchObject({
      item: { kind: 'review', operation: 'signRegistryRequest' },
    })
    expect((await decide({ decision: 'CALLED_OFF', reason: 'no' })).error).toBe(142)
    expect((await decide({ decision: 'SENT_BACK', reasons: ['signer-not-entitled'], note: 'delega' })).error).toBeNull()
    expect((await customer.get(`/v1/comunica_pec/${id}/esito`)).data).toMatchObject({
      outcome: 'SENT_BACK',
      reasons: [{ code: 'signer-not-entitled', final: false }],
      note: 'delega',
    })
    expect((await customer.get(`/v1/comunica_pec/${id}/checks`)).data).toMatchObject({
      reasons: ['Chi ha firmato non è la persona indicata.', 'delega'],
    })
    await handIn()
    expect((await decide({ decision: 'ACCEPTED' })).error).toBeNull()
    expect((await customer.get(`/v1/comunica_pec/${id}/esito`)).data).toMatchObject({ outcome: 'ACCEPTED' })
  })

  for (const resource of ['mailboxes', 'domains', 'registry-requests']) {
    world.refuses(109, `${resource}: nothing of that id`, async () =>
      (await world.operator()).get(`/v1/operator/${resource}/${'0'.repeat(24)}`),
    )
    world.refuses(109, `${resource}: no id`, async () => (await world.operator()).get(`/v1/operator/${resource}/zz`))
  }
  for (const resource of ['pec', 'dominio', 'comunica_pec'])
    world.refuses(109, `${resource}: the outcome of nothing`, async () =>
      (await world.customer()).get(`/v1/${resource}/zz/esito`),
    )
})
