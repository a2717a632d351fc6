import { describe, expect, it } from 'vitest'
import { unmatchedDebits } from '../../../../ledger/debits.ts'
import { itemsOf as listed, memberOf, noticesTo } from '../../../../testing/caller.ts'
import type { Caller } from '../../../../testing/caller.ts'
import { inProduction, pdfText, productionRegistration } from '../../../../testing/fixtures.ts'
import { startReceiver } from '../../../../testing/receiver.ts'
import { startServer } from '../../../../testing/world.ts'

const A_DAY_MS = 86_400_000
const asForm = { 'content-type': 'application/x-www-form-urlencoded' }
const user = { nome: 'luca', cognome: 'bianchi', descrizione: 'x', email_gestione_password: 'luca@example.com' }

describe('the queue of the back office', () => {
  const world = startServer(inProduction())

  interface Listed {
    id: string
    kind: string
    operation: string
    title: string
    due_at: string
    overdue: boolean
    claimed_by: string | null
    resource: { kind: string; id: string }
  }
  const itemsIn = (data: unknown): Listed[] => Object(data).items
  const queue = async (operator: Caller, query = '') => itemsIn((await operator.get(`/v1/operator/queue${query}`)).data)
  const itemsOf = async (operator: Caller, id: string) =>
    (await queue(operator, '?limit=1000')).filter(({ resource }) => resource.id === id)
  const onlyItemOf = async (operator: Caller, id: string): Promise<Listed> => {
    const [item, ...others] = await itemsOf(operator, id)
    expect(others).toEqual([])
    if (item === undefined) throw new Error('nothing waits for it')
    return item
  }
  const decide = (operator: Caller, id: string, body: Record<string, unknown>) =>
    operator.post(`/v1/operator/queue/${id}/decision`, body)

  async function submitted(changes: Record<string, unknown> = {}) {
    const customer = await world.customer()
    const { data } = await customer.post('/pec', productionRegistration(changes))
    const id = String(memberOf(data, 'id'))
    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    return { customer, id, casella_pec: String(memberOf(data, 'casella_pec')) }
  }
  /** A mailbox that works, accepted by the queue alone. */
  async function working(changes: Record<string, unknown> = {}) {
    const operator = await world.operator()
    const mailbox = await submitted(changes)
    const accepted = await decide(operator, (await onlyItemOf(operator, mailbox.id)).id, { decision: 'accepted' })
    expect(accepted.error, accepted.text).toBeNull()
    expect(await itemsOf(operator, mailbox.id)).toEqual([])
    return { ...mailbox, operator }
  }
  const read = async (customer: Caller, id: string) => (await customer.get(`/pec/${id}`)).data
  const lasting = (data: unknown) => {
    const { timestamp, ...rest } = Object(data)
    const { ultima_modifica: _, ...timestamps } = timestamp
    return { ...rest, timestamp: timestamps }
  }

  const orders = [
    {
      operation: 'renewMailbox',
      segment: 'rinnovo',
      make: (customer: Caller, id: string) => customer.get(`/pec/${id}/rinnovo`),
    },
    {
      operation: 'resizeMailbox',
      segment: 'modifica',
      make: (customer: Caller, id: string) => customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' }),
    },
    {
      operation: 'upgradeMailbox',
      segment: 'trasformazione',
      make: (customer: Caller, id: string) => customer.patch(`/pec/${id}/trasformazione`, { tipo_casella: 'GOLD' }),
    },
    {
      operation: 'preserveMailbox',
      segment: 'conservazione',
      make: async (customer: Caller, id: string) =>
        customer.patch(`/pec/${id}/conservazione`, { documenti: await pdfText() }),
    },
    {
      operation: 'addMailboxUser',
      segment: 'multiutenza',
      make: (customer: Caller, id: string) => customer.post(`/pec/${id}/multiutenza`, user),
    },
    { operation: 'revokeMailbox', make: (customer: Caller, id: string) => customer.delete(`/pec/${id}`) },
  ]

  it.each(orders)('$operation is answered at once, and is a task until somebody has done it', async (order) => {
    const { customer, id, operator, casella_pec } = await working({ tipo_casella: 'STANDARD' })
    const reply = await order.make(customer, id)
    expect(reply.error, reply.text).toBeNull()
    const item = await onlyItemOf(operator, id)
    expect(item).toMatchObject({ kind: 'task', operation: order.operation, overdue: false, claimed_by: null })
    expect(item.title).toContain(casella_pec)
    const shown = (await operator.get(`/v1/operator/queue/${item.id}`)).data
    expect(memberOf(shown, 'resource')).toEqual(await read(customer, id))
    expect(Object(shown).changes.length).toBeGreaterThan(0)
    expect((await decide(operator, item.id, { decision: 'DONE' })).error).toBeNull()
    expect(await itemsOf(operator, id)).toEqual([])
    expect(await read(customer, id)).toEqual(reply.data)
    expect((await decide(operator, item.id, { decision: 'DONE' })).error).toBe(109)
  })

  it.each(orders)('$operation that failed is undone, refunded once and told', async (order) => {
    await using receiver = await startReceiver()
    const callback = { url: receiver.url, method: 'JSON' }
    const { customer, id, operator } = await working({ tipo_casella: 'STANDARD', callback })
    const [before, credit] = [await read(customer, id), await customer.credit()]
    await order.make(customer, id)
    const item = await onlyItemOf(operator, id)
    await world.drain()
    const told = receiver.received.length
    const failed = { decision: 'FAILED', reasons: ['refused-by-provider'], note: 'pratica sospesa' }
    const replies = await Promise.all([1, 2, 3].map(() => decide(operator, item.id, failed)))
    expect(replies.filter(({ error }) => error === null)).toHaveLength(1)
    expect(lasting(await read(customer, id))).toEqual(lasting(before))
    expect(await customer.credit()).toBe(credit)
    if (order.segment !== undefined) {
      const [refund, paid] = Object((await customer.byKey.get('/wallet/transactions')).data)
      const what = `Refund of ${paid.id} (${order.segment} ${id}): pratica sospesa`
      expect(refund).toMatchObject({ amount: -paid.amount, description: what })
    }
    await world.drain()
    expect(receiver.received).toHaveLength(told + 1)
    expect(receiver.resourceOf(receiver.received.at(-1))).toEqual(await read(customer, id))
    expect(Object(memberOf((await customer.get('/v1/deliveries')).data, 'items'))[0]).toMatchObject({
      reasons: [{ code: 'refused-by-provider', it: 'Il gestore ha rifiutato la richiesta.', final: true }],
      note: 'pratica sospesa',
    })
    const events = await noticesTo(customer)
    expect(events[0]).toMatchObject({
      kind: 'order-undone',
      detail: { operation: order.operation, reasons: [{ code: 'refused-by-provider' }], note: 'pratica sospesa' },
    })
    expect((await customer.get(`/v1/pec/${id}/esito`)).data).toMatchObject({
      outcome: 'UNDONE',
      reasons: [{ code: 'refused-by-provider', final: true }],
      note: 'pratica sospesa',
    })
  })

  it('a task is not undone for reasons that are no list; a form writes them with commas', async () => {
    const { customer, id, operator } = await working({ tipo_casella: 'STANDARD' })
    await customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' })
    const [changed, credit] = [await read(customer, id), await customer.credit()]
    const item = await onlyItemOf(operator, id)
    for (const reasons of ['refused-by-provider', { 0: 'refused-by-provider' }, 1])
      expect((await decide(operator, item.id, { decision: 'FAILED', reasons })).error).toBe(110)
    expect(await read(customer, id)).toEqual(changed)
    expect(await customer.credit()).toBe(credit)
    const form = 'decision=FAILED&reasons=refused-by-provider,not-possible-in-time'
    expect((await operator.post(`/v1/operator/queue/${item.id}/decision`, form, asForm)).error).toBeNull()
    expect((await customer.get(`/v1/pec/${id}/esito`)).data).toMatchObject({
      reasons: [{ code: 'refused-by-provider' }, { code: 'not-possible-in-time' }],
    })
  })

  it('a renewal is to be done before the old expiry, and one that failed leaves it where it was', async () => {
    const { customer, id, operator } = await working({ tipo_casella: 'STANDARD' })
    const expiry = Number(Object(await read(customer, id)).timestamp.scadenza)
    await world.pass(expiry * 1000 - world.context.clock.now().getTime() - A_DAY_MS)
    await customer.get(`/pec/${id}/rinnovo`)
    const item = await onlyItemOf(operator, id)
    expect(new Date(item.due_at).getTime()).toBe(expiry * 1000)
    await world.pass(A_DAY_MS)
    expect(await onlyItemOf(operator, id)).toMatchObject({ overdue: true })
    expect(await read(customer, id)).toMatchObject({ stato: 'evasa' })
    await decide(operator, item.id, { decision: 'FAILED', reason: 'pannello fermo' })
    await world.drain()
    expect(await read(customer, id)).toMatchObject({ stato: 'revocata', timestamp: { scadenza: expiry } })
  })

  it('an automatic renewal is a task too; one that failed does not stop the next try', async () => {
    const { customer, id, operator } = await working({ tipo_casella: 'STANDARD', autorinnovo: true })
    const expiry = Number(Object(await read(customer, id)).timestamp.scadenza)
    const credit = await customer.credit()
    await world.pass(expiry * 1000 - world.context.clock.now().getTime() - A_DAY_MS / 2)
    const item = await onlyItemOf(operator, id)
    expect(item).toMatchObject({ kind: 'task', operation: 'renewAutomatically' })
    expect(await customer.credit()).not.toBe(credit)
    await decide(operator, item.id, { decision: 'FAILED', reasons: ['not-possible-in-time'] })
    await world.drain()
    expect(await customer.credit()).toBe(credit)
    expect(await read(customer, id)).toMatchObject({ stato: 'evasa', timestamp: { scadenza: expiry } })
    await world.pass(A_DAY_MS)
    const again = await onlyItemOf(operator, id)
    expect(again.id).not.toBe(item.id)
    expect((await decide(operator, again.id, { decision: 'DONE' })).error).toBeNull()
    expect(await read(customer, id)).toMatchObject({ stato: 'evasa' })
  })

  it('a mailbox that was brought back by a renewal that failed is revoked again', async () => {
    const { customer, id, operator } = await working({ tipo_casella: 'STANDARD' })
    await customer.delete(`/pec/${id}`)
    await decide(operator, (await onlyItemOf(operator, id)).id, { decision: 'DONE' })
    const before = await read(customer, id)
    await customer.get(`/pec/${id}/rinnovo`)
    await decide(operator, (await onlyItemOf(operator, id)).id, { decision: 'FAILED', reason: 'no' })
    expect(lasting(await read(customer, id))).toEqual(lasting(before))
  })

  it('what came later stays, unless it rests on what failed: then that is decided first', async () => {
    const { customer, id, operator } = await working({ tipo_casella: 'STANDARD' })
    const before = Object(await read(customer, id))
    await customer.get(`/pec/${id}/rinnovo?anni=2`)
    await customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' })
    await customer.post(`/pec/${id}/multiutenza`, user)
    await customer.post(`/pec/${id}/multiutenza`, { ...user, nome: 'ugo' })
    await customer.patch(`/pec/${id}/trasformazione`, { tipo_casella: 'SILVER' })
    await customer.patch(`/pec/${id}/trasformazione`, { tipo_casella: 'GOLD' })
    const tasks = await itemsOf(operator, id)
    const named = (operation: string) => tasks.filter((one) => one.operation === operation).map((one) => one.id)
    const fail = (task: string | undefined) => decide(operator, String(task), { decision: 'FAILED', reason: 'no' })
    const users = async () => Object(await read(customer, id)).multiutenza.map((one: { nome: string }) => one.nome)
    const renewal = named('renewMailbox')
    expect((await fail(renewal[0])).error).toBeNull()
    expect(Object(await read(customer, id)).timestamp.scadenza).toBe(before.timestamp.scadenza)
    const madeIt = async (operation: string, field: string, after: unknown) => {
      const shown = await Promise.all(
        named(operation).map(async (task) => Object((await operator.get(`/v1/operator/queue/${task}`)).data)),
      )
      const changes = (one: { changes: { field: string; after: unknown }[] }) =>
        one.changes.some((change) => change.field === field && JSON.stringify(change.after).includes(String(after)))
      return String(shown.find(changes)?.item.id)
    }
    const silver = await madeIt('upgradeMailbox', 'tipo_casella', 'SILVER')
    expect((await fail(silver)).error).toBe(143)
    expect((await fail(await madeIt('upgradeMailbox', 'tipo_casella', 'GOLD'))).error).toBeNull()
    expect((await fail(silver)).error).toBeNull()
    expect(await read(customer, id)).toMatchObject({ tipo_casella: 'STANDARD', spazio_storico: before.spazio_storico })
    const both = await Promise.all(
      named('addMailboxUser').map(async (task) => Object((await operator.get(`/v1/operator/queue/${task}`)).data)),
    )
    expect((await fail(both.find(({ changes }) => changes[0].before === null).item.id)).error).toBeNull()
    expect(await users()).toEqual(['ugo'])
    await customer.post(`/pec/${id}/multiutenza`, { ...user, nome: 'ida' })
    const ids = Object(await read(customer, id)).multiutenza.map((one: { id_utenza: string }) => one.id_utenza)
    expect(new Set(ids).size).toBe(ids.length)
    expect((await fail(named('resizeMailbox')[0])).error).toBeNull()
    expect(await read(customer, id)).toMatchObject({ spazio_disco: before.spazio_disco })
  })

  it('tells once of what nobody has done in time, in the log and by a metric', async () => {
    const { customer, id, operator } = await working({ tipo_casella: 'STANDARD' })
    await customer.patch(`/pec/${id}/modifica`, { spazio_disco: '+1024' })
    const item = await onlyItemOf(operator, id)
    const told = () => world.logLines.filter((line) => line.includes('is overdue') && line.includes(item.id)).length
    await world.pass(2 * A_DAY_MS)
    expect(told()).toBe(0)
    await world.pass(2 * A_DAY_MS)
    await world.drain()
    expect(told()).toBe(1)
    expect(world.logLines.join('')).not.toContain('@legalmail.it')
    const events = listed((await operator.get('/v1/operator/events?limit=1000')).data)
    const about = events.filter((one) => memberOf(one, 'subject') === item.id)
    const resource = { kind: 'mailbox', id }
    expect(about).toMatchObject([{ kind: 'task-overdue', at: item.due_at, detail: { resource } }])
    expect(await noticesTo(customer)).not.toContainEqual(expect.objectContaining({ kind: 'task-overdue' }))
    expect(await world.metric('ceralacca_overdue{kind="task",provider="back-office"}')).toBeGreaterThan(0)
    expect(await queue(operator, '?state=overdue&limit=1000')).toContainEqual(
      expect.objectContaining({ id: item.id, overdue: true }),
    )
    await decide(operator, item.id, { decision: 'DONE' })
    expect(await queue(operator, '?state=overdue&limit=1000')).not.toContainEqual(
      expect.objectContaining({ id: item.id }),
    )
  })

  it('tells once of each review that waits too long, and again of documents that were handed in again', async () => {
    const operator = await world.operator()
    const { customer, id } = await submitted()
    const domain = await world.given.orderedDomain({ fornitore: 'namirial' })
    const request = await world.given.request()
    const eventsAbout = async (subject: string) =>
      listed((await operator.get('/v1/operator/events?limit=1000')).data).filter(
        (one) => memberOf(one, 'kind') === 'review-overdue' && memberOf(one, 'subject') === subject,
      )
    const due = (await onlyItemOf(operator, id)).due_at
    await world.pass(1.9 * A_DAY_MS)
    expect(await eventsAbout(id)).toEqual([])
    await world.pass(0.2 * A_DAY_MS)
    await world.drain()
    const told = { detail: { operation: 'activateMailbox', resource: { kind: 'mailbox', id } } }
    expect(await eventsAbout(id)).toMatchObject([{ at: due, ...told }])
    expect(await eventsAbout(request.id)).toMatchObject([{ detail: { operation: 'createRegistryRequest' } }])
    expect(await eventsAbout(domain.id)).toEqual([])
    expect(await onlyItemOf(operator, id)).toMatchObject({ overdue: true })
    const lines = world.logLines.filter((line) => line.includes('a review is overdue') && line.includes(id))
    expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
      { resource: 'mailbox', provider: 'back-office' },
    ])
    expect(await world.metric('ceralacca_overdue{kind="review",provider="back-office"}')).toBeGreaterThan(1)
    await decide(operator, id, { decision: 'SENT_BACK', reasons: ['id-missing'] })
    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    await world.pass(10 * A_DAY_MS)
    expect(await eventsAbout(id)).toHaveLength(2)
    expect(await eventsAbout(domain.id)).toMatchObject([{ detail: { operation: 'orderCertifiedDomain' } }])
    await decide(operator, id, { decision: 'ACCEPTED' })
  })

  it('is read page by page, most urgent first, with counts of all that waits', async () => {
    const operator = await world.operator()
    const waiting = [await submitted(), await submitted(), await submitted()]
    const all = await queue(operator, '?limit=1000')
    expect([...all].sort((one, other) => one.due_at.localeCompare(other.due_at)).map(({ due_at }) => due_at)).toEqual(
      all.map(({ due_at }) => due_at),
    )
    const paged: string[] = []
    for (let next: unknown = ''; next !== null;) {
      const query: string = next === '' ? '' : `&cursor=${String(next)}`
      const { data } = await operator.get(`/v1/operator/queue?limit=2${query}`)
      paged.push(...itemsIn(data).map(({ id }) => id))
      next = memberOf(data, 'next')
    }
    expect(paged).toEqual(all.map(({ id }) => id))
    for (const { id } of waiting) expect(paged).toContain(id)
    const counts = Object((await operator.get('/v1/operator/queue?kind=task')).data).counts
    expect(counts.review + counts.task).toBe(all.length)
    expect((await queue(operator, '?kind=review&limit=1000')).every(({ kind }) => kind === 'review')).toBe(true)
    expect(await queue(operator, '?provider=nobody')).toEqual([])
  })

  it('an item in hand is nobody else’s for half an hour, or until it is taken over', async () => {
    const [one, other] = [await world.operator(), await world.operator()]
    const { id } = await submitted()
    const claim = (who: Caller, body = {}) => who.post(`/v1/operator/queue/${id}/claim`, body)
    expect((await claim(one)).error).toBeNull()
    expect((await claim(one)).error).toBeNull()
    expect((await claim(other)).error).toBe(140)
    expect((await claim(other, { take_over: 'forse' })).error).toBe(110)
    expect((await decide(other, id, { decision: 'ACCEPTED' })).error).toBe(140)
    expect(await queue(other, '?state=claimed&limit=1000')).toContainEqual(expect.objectContaining({ id }))
    const mine = await queue(one, '?state=mine&limit=1000')
    expect(mine).toContainEqual(expect.objectContaining({ id, claimed_by_name: expect.any(String) }))
    expect(await queue(other, '?state=mine')).toEqual([])
    expect((await claim(other, { take_over: true })).error).toBeNull()
    expect((await claim(one)).error).toBe(140)
    await world.pass(30 * 60_000)
    expect((await claim(one)).error).toBeNull()
    const release = async (who: Caller) => (await who.post(`/v1/operator/queue/${id}/release`)).data
    const claimedBy = (await onlyItemOf(one, id)).claimed_by
    expect(claimedBy).not.toBeNull()
    expect(await release(other)).toEqual({ id, claimed_by: claimedBy })
    expect(await release(one)).toEqual({ id, claimed_by: null })
    expect((await claim(other)).error).toBeNull()
    expect((await decide(other, id, { decision: 'ACCEPTED' })).error).toBeNull()
  })

  it('a claim is of what its holder saw: documents that came since are not decided with it', async () => {
    const [one, other] = [await world.operator(), await world.operator()]
    const { customer, id } = await submitted()
    expect((await one.post(`/v1/operator/queue/${id}/claim`)).error).toBeNull()
    // The other one takes it over, sends the documents back, and the customer hands in better ones.
    expect((await decide(other, id, { decision: 'SENT_BACK', reasons: ['id-illegible'] })).error).toBe(140)
    await other.post(`/v1/operator/queue/${id}/claim`, { take_over: true })
    expect((await decide(one, id, { decision: 'ACCEPTED' })).error).toBe(140)
    const byResource = `/v1/operator/mailboxes/${id}/decision`
    expect((await other.post(byResource, { decision: 'SENT_BACK', reason: 'retro' })).error).toBeNull()
    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    expect((await decide(other, id, { decision: 'ACCEPTED' })).error).toBe(141)
    const again = await other.post(`/v1/operator/queue/${id}/claim`)
    expect(memberOf(again.data, 'version')).toBe(
      memberOf((await other.get(`/v1/operator/queue/${id}`)).data, 'version'),
    )
    await world.pass(31 * 60_000)
    // Nobody's by now, so anybody may decide.
    expect(await onlyItemOf(one, id)).toMatchObject({ claimed_by: null })
    expect((await decide(one, id, { decision: 'ACCEPTED' })).error).toBeNull()
    expect((await other.post(`/v1/operator/queue/${id}/claim`)).error).toBe(109)
    const { history } = Object((await one.get(`/v1/operator/mailboxes/${id}`)).data)
    const who = (at: number) => history[at].author.operator
    expect(history).toMatchObject([{ move: 'accept' }, {}, { move: 'sendBack', reason: 'retro' }, {}, {}])
    expect(who(0)).not.toBe(who(2))
    expect([who(0), who(2)].every((operator) => /^[0-9a-f]{24}$/.test(operator))).toBe(true)
  })

  it('of two who take an item in hand at once, one has it', async () => {
    const operators = await Promise.all([1, 2, 3, 4].map(() => world.operator()))
    const { id } = await submitted()
    const claims = await Promise.all(operators.map((operator) => operator.post(`/v1/operator/queue/${id}/claim`)))
    expect(claims.map(({ error }) => error).toSorted()).toEqual([140, 140, 140, null].toSorted())
    const decisions = await Promise.all(operators.map((one) => decide(one, id, { decision: 'ACCEPTED' })))
    expect(decisions.filter(({ error }) => error === null)).toHaveLength(1)
    expect(await itemsOf(operators[0] ?? (await world.operator()), id)).toEqual([])
  })

  it('shows what was handed in with what was found, and refuses a decision about older documents', async () => {
    const operator = await world.operator()
    const { customer, id } = await submitted()
    const shown = (await operator.get(`/v1/operator/queue/${id}`)).data
    expect(shown).toMatchObject({
      item: { kind: 'review', operation: 'activateMailbox' },
      owner: { email: customer.email },
      resource: { nome_richiedente: 'mario' },
      documents: [{ purpose: 'attivazione', submission: 1, form: { outcome: 'not_found' } }],
      history: [{ move: 'submitDocuments', by: 'customer' }, { move: 'register' }],
    })
    expect(Object(shown).checks.length).toBeGreaterThan(0)
    const version = Number(memberOf(shown, 'version'))
    const sentBack = { decision: 'SENT_BACK', reasons: ['id-illegible', 'form-not-signed'], note: 'retro tagliato' }
    expect((await decide(operator, id, { ...sentBack, version })).error).toBeNull()
    expect((await customer.get(`/v1/pec/${id}/esito`)).data).toMatchObject({
      outcome: 'SENT_BACK',
      reasons: [
        { code: 'id-illegible', it: 'Il documento di identità non è leggibile.', final: false },
        { code: 'form-not-signed', en: 'The form is not signed.' },
      ],
      note: 'retro tagliato',
    })
    expect((await noticesTo(customer))[0]).toMatchObject({ kind: 'documents-sent-back' })
    expect((await decide(operator, id, { decision: 'ACCEPTED' })).error).toBe(109)
    await customer.patch(`/pec/${id}/attivazione`, { documenti: await pdfText() })
    expect((await customer.get(`/v1/pec/${id}/esito`)).data).toMatchObject({ outcome: 'PENDING', reasons: [] })
    expect((await decide(operator, id, { decision: 'ACCEPTED', version })).error).toBe(141)
    expect((await decide(operator, id, { decision: 'ACCEPTED' })).error).toBeNull()
    expect((await customer.get(`/v1/pec/${id}/esito`)).data).toMatchObject({ outcome: 'ACCEPTED' })
  })

  it('a registration called off as the address is taken says so, and the address is answered as taken from then on', async () => {
    const operator = await world.operator()
    const { customer, id, casella_pec } = await submitted()
    await decide(operator, id, { decision: 'CALLED_OFF', reasons: ['address-taken'] })
    expect((await customer.get(`/v1/pec/${id}/esito`)).data).toMatchObject({
      outcome: 'CALLED_OFF',
      reasons: [{ code: 'address-taken', final: true }],
    })
    expect(await customer.credit()).toBe('1000.00')
    const free = async () => (await customer.get(`/verifica_pec/${casella_pec}`)).data
    expect(await free()).toEqual({ available: false })
    expect((await customer.post('/pec', productionRegistration({ casella_pec }))).error).toBe(261)
    expect((await operator.delete(`/v1/operator/taken-addresses/${casella_pec}`)).error).toBeNull()
    expect(await free()).toEqual({ available: true })
    await operator.post('/v1/operator/taken-addresses', { casella_pec: casella_pec.toUpperCase() })
    await operator.post('/v1/operator/taken-addresses', { casella_pec })
    expect(await free()).toEqual({ available: false })
  })

  it('lists the reasons there are, in both languages', async () => {
    const { data } = await (await world.operator()).get('/v1/operator/decision-reasons')
    expect(data).toContainEqual({
      code: 'id-expired',
      it: 'Il documento di identità è scaduto.',
      en: 'The identity document has expired.',
      final: false,
    })
  })

  it('leaves every debit with its effect, also where it was undone', async () => {
    const { customer, id, operator } = await working({ tipo_casella: 'STANDARD' })
    for (const { make } of orders) await make(customer, id)
    for (const item of await itemsOf(operator, id))
      await decide(operator, item.id, { decision: 'FAILED', reason: 'no' })
    const { n } = (
      await world.context.database.pool.query<{ n: number }>(
        "select count(*)::int as n from ledger_entries where kind = 'refund' and account_id = $1",
        [customer.accountId],
      )
    ).rows[0] ?? { n: 0 }
    expect(n).toBeGreaterThan(3)
    expect(await unmatchedDebits(world.context.database.kysely)).toEqual([])
  })

  const claimed = async () => (await submitted()).id
  world.refuses(110, 'no number of events', async () => (await world.operator()).get('/v1/operator/events?limit=x'))
  world.refuses(160, 'events after a word', async () => (await world.operator()).get('/v1/operator/events?cursor=x'))
  world.refuses(160, 'a cursor that is none', async () => (await world.operator()).get('/v1/operator/queue?cursor=zzz'))
  world.refuses(110, 'a kind there is not', async () => (await world.operator()).get('/v1/operator/queue?kind=x'))
  world.refuses(110, 'a limit beyond all', async () => (await world.operator()).get('/v1/operator/queue?limit=1001'))
  world.refuses(110, 'no reason', async () =>
    decide(await world.operator(), await claimed(), { decision: 'SENT_BACK' }),
  )
  world.refuses(110, 'a reason there is not', async () =>
    decide(await world.operator(), await claimed(), { decision: 'SENT_BACK', reasons: ['because'] }),
  )
  world.refuses(142, 'a task’s decision about documents', async () =>
    decide(await world.operator(), await claimed(), { decision: 'DONE' }),
  )
  world.refuses(109, 'an item there is not', async () =>
    decide(await world.operator(), 'f'.repeat(24), { decision: 'DONE' }),
  )
  world.refuses(109, 'no id', async () => (await world.operator()).get('/v1/operator/queue/zz'))
  world.refuses(109, 'a claim on nothing', async () => (await world.operator()).post('/v1/operator/queue/zz/claim'))
  world.refuses(109, 'a release of nothing', async () => (await world.operator()).post('/v1/operator/queue/zz/release'))
  world.refuses(109, 'an address nobody recorded', async () =>
    (await world.operator()).delete('/v1/operator/taken-addresses/libero@legalmail.it'),
  )
  world.refuses(110, 'an address that is none', async () =>
    (await world.operator()).post('/v1/operator/taken-addresses', { casella_pec: 'nonsense' }),
  )
  world.refuses(126, 'a customer', async () => (await world.customer()).get('/v1/operator/queue'))
  world.refuses(109, 'the outcome of somebody else’s mailbox', async () =>
    (await world.customer()).get(`/v1/pec/${await claimed()}/esito`),
  )
})
