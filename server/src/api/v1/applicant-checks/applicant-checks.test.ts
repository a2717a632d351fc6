// What helps somebody who is filling in a registration: the checks before it is made, and the towns of Italy by name.
import { describe, expect, it } from 'vitest'
import { itemsOf, memberOf } from '../../../testing/caller.ts'
import { registration } from '../../../testing/fixtures.ts'
import { startServer } from '../../../testing/world.ts'

describe('filling in a registration', () => {
  const world = startServer()

  it('is checked as it will be, while it is written', async () => {
    const customer = await world.customer()
    const { casella_pec: _, callback: __, tipo_casella: ___, ...written } = registration()
    const known = Object.entries(written).filter(([name]) => /richiedente|titolare|tipo_cliente/.test(name))
    const declared = Object.fromEntries(known.filter(([name]) => !/^(indirizzo|comune_tit|denominazione)/.test(name)))
    const { id } = await world.given.registeredMailbox({}, customer)
    const whole = await customer.post('/v1/applicant-checks', declared)
    const kept = await customer.get(`/v1/pec/${id}/checks`)
    expect(whole.error, whole.text).toBeNull()
    expect(memberOf(whole.data, 'checks')).toEqual(memberOf(kept.data, 'checks'))

    const wrong = await customer.post('/v1/applicant-checks', { codice_fiscale_richiedente: 'RSSMRA80A01H501X' })
    const checks: unknown = memberOf(wrong.data, 'checks')
    expect(Array.isArray(checks) && checks[0]).toMatchObject({ check: 'fiscal_code', outcome: 'warning' })
    expect((await customer.post('/v1/applicant-checks', {})).error).toBeNull()
    expect(world.logLines.join('')).not.toContain('RSSMRA')
  })

  world.refuses(110, 'what is no text', async ({ customer }) =>
    (await customer()).post('/v1/applicant-checks', { cap_titolare: { a: 1 } }),
  )

  it('finds towns by how their name begins, those of today first, with their province where it is known', async () => {
    const customer = await world.customer()
    const find = async (q: string) => {
      const reply = await customer.get(`/v1/comuni?q=${encodeURIComponent(q)}`)
      expect(reply.error, reply.text).toBeNull()
      return itemsOf(reply.data)
    }
    expect(await find('bologn')).toContainEqual({ code: 'A944', name: 'Bologna', province: 'BO', until: null })
    expect(await find("sant'agata")).not.toEqual([])
    const rome = await find('ROMA')
    expect(rome).toContainEqual({ code: 'H501', name: 'Roma', province: 'RM', until: null })
    const ended = rome.findIndex((town) => memberOf(town, 'until') !== null)
    expect(rome.slice(ended === -1 ? rome.length : ended).every((town) => memberOf(town, 'until') !== null)).toBe(true)
    expect((await find('sa')).length).toBe(20)
    for (const none of ['zzzz', '..', '😀😀']) expect(await find(none), none).toEqual([])
  })

  it('finds those of an imported archive instead', async () => {
    const customer = await world.customer()
    const { database } = world.context
    await database.pool.query(
      `insert into municipalities (id, code, valid_from, valid_to, name, other_name, province)
       values (1, 'M999', '2030-01-01', '9999-12-31', 'ROMANELLA NUOVA', '', 'RM')`,
    )
    const { data } = await customer.get('/v1/comuni?q=romanella')
    expect(itemsOf(data)).toEqual([{ code: 'M999', name: 'ROMANELLA NUOVA', province: 'RM', until: null }])
  })

  world.refuses(110, 'too little of a name', async ({ customer }) => (await customer()).get('/v1/comuni?q=a'))
})
