// What operators should know, page by page; the people of the back office are told who joins them.
import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf } from '../../../../testing/caller.ts'
import { startServer } from '../../../../testing/world.ts'

describe('/v1/operator/events', () => {
  const world = startServer()

  it('tells of operators invited, joined, changed and removed, and by whom', async () => {
    const operator = await world.operator()
    const { data } = await operator.post('/v1/operator/operators', { email: 'nuova@example.com', role: 'finance' })
    const [id, secret] = [String(memberOf(data, 'id')), memberOf(data, 'invitation')]
    await world.stranger().post('/v1/operator/invitations/accept', { secret })
    await operator.patch(`/v1/operator/operators/${id}`, { role: 'reviewer' })
    await operator.delete(`/v1/operator/operators/${id}`)
    const principal = await world.context.authenticator.principalOf(`Bearer ${operator.token}`)
    const by = memberOf(principal, 'operatorId')
    const all = itemsOf((await operator.get('/v1/operator/events')).data)
    expect(all).toMatchObject([
      { subject: id, kind: 'operator-removed', detail: { role: 'reviewer', from: 'active', by } },
      { subject: id, kind: 'operator-changed', detail: { from: 'finance', to: 'reviewer', by } },
      { subject: id, kind: 'operator-joined', detail: { role: 'finance', by: null } },
      { subject: id, kind: 'operator-invited', detail: { role: 'finance', by } },
    ])
    const seen: object[] = []
    for (let cursor: unknown = ''; cursor !== null;) {
      const page = (
        await operator.get(`/v1/operator/events?limit=3${cursor === '' ? '' : `&cursor=${String(cursor)}`}`)
      ).data
      seen.push(...itemsOf(page))
      cursor = memberOf(page, 'next')
      await operator.post('/v1/operator/operators', { email: `altra${seen.length}@example.com`, role: 'reviewer' })
    }
    expect(seen).toEqual(all)
  })

  world.refuses(160, 'a cursor that is none', async ({ operator }) =>
    (await operator()).get('/v1/operator/events?cursor=-1'),
  )
})
