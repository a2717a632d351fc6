import { describe, expect, it } from 'vitest'
import { startServer } from '../../../../testing/world.ts'

describe('GET /v1/operator/domains', () => {
  const world = startServer()

  it('lists certified domains whose records are wrong, those to be suspended first, page by page', async () => {
    const [sound, late, early] = [
      await world.given.certifiedDomain(),
      await world.given.certifiedDomain(),
      await world.given.certifiedDomain(),
    ]
    const breakAt = (id: string, at: string) =>
      world.context.database.pool.query('update certified_domains set broken_since = $2 where id = $1', [id, at])
    await breakAt(late.id, '2026-11-03T10:00:00Z')
    await breakAt(early.id, '2026-11-02T10:00:00Z')
    const operator = await world.operator('finance')
    const first = Object((await operator.get('/v1/operator/domains?limit=1')).data)
    expect(first.items).toEqual([
      {
        id: early.id,
        dominio: early.dominio,
        account: early.customer.accountId,
        broken_since: '2026-11-02T10:00:00.000Z',
        suspended_after: '2026-11-09T10:00:00.000Z',
        suspended_at: null,
      },
    ])
    const second = Object((await operator.get(`/v1/operator/domains?cursor=${first.next}`)).data)
    expect(second.items).toMatchObject([{ id: late.id }])
    expect(JSON.stringify([first, second])).not.toContain(sound.id)
    expect((await sound.customer.get('/v1/operator/domains')).error).toBe(126)
  })

  world.refuses(160, 'a cursor of nobody', async () => (await world.operator()).get('/v1/operator/domains?cursor=x'))
  world.refuses(110, 'no number', async () => (await world.operator()).get('/v1/operator/domains?limit=x'))
})
