// Dates of mailboxes across clock advances: clock changes, year ends and leap days in Rome.
import { describe, expect, it } from 'vitest'
import { memberOf } from '../testing/caller.ts'
import type { Caller } from '../testing/caller.ts'
import { startServer } from '../testing/world.ts'
import type { World } from '../testing/world.ts'

const A_DAY = 86_400

/** Advances the clock to an instant over the API and activates a mailbox there; returns its dates in seconds. */
async function workingAt(world: World, instant: string, changes: Record<string, unknown> = {}) {
  const customer = await world.customer({ creditCents: 90_000 })
  const moved = await customer.post('/v1/sandbox/clock', { now: instant })
  expect(moved.error, moved.text).toBeNull()
  const { id } = await world.given.submittedMailbox({ tipo_casella: 'STANDARD', ...changes }, customer)
  expect((await customer.post('/v1/sandbox/clock', { advance: 'PT10S' })).error).toBeNull()
  return { customer, id, ...(await datesOf(customer, id)) }
}

async function datesOf(customer: Caller, id: string) {
  const { data } = await customer.get(`/pec/${id}`)
  const timestamp = memberOf(data, 'timestamp')
  const moment = (name: string) => Number(Reflect.get(Object(timestamp), name) ?? 0)
  return {
    stato: memberOf(data, 'stato'),
    evasione: moment('evasione'),
    scadenza: moment('scadenza'),
    modified: moment('ultima_modifica'),
    data_scadenza: memberOf(data, 'data_scadenza'),
    data_attivazione: Reflect.get(Object(data), 'data_attivazione'),
  }
}

/** Date and time in Rome, from the platform's own calendar. */
function inRome(seconds: number): { day: string; time: string } {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('it-IT', { timeZone: 'Europe/Rome', hourCycle: 'h23', ...options }).format(seconds * 1000)
  return {
    day: format({ day: '2-digit', month: '2-digit', year: 'numeric' }),
    time: format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }),
  }
}

describe('dates of mailboxes', () => {
  // Each case starts after the previous one, because the clock only moves forward.
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })

  it.each([
    // Instant, and the dates in Rome on which it starts working and expires.
    [
      '2027-03-27T22:30:00Z',
      '27/03/2027',
      '27/03/2028',
      'the evening before summer time; a year later it is summer time',
    ],
    ['2027-03-28T00:30:00Z', '28/03/2027', '28/03/2028', 'half an hour before the clocks go forward'],
    ['2027-03-28T22:30:00Z', '29/03/2027', '29/03/2028', 'past midnight in Rome, still the day before in UTC'],
    ['2027-10-30T22:30:00Z', '31/10/2027', '31/10/2028', 'the night the clocks go back'],
    ['2027-10-31T00:30:00Z', '31/10/2027', '31/10/2028', 'the first half past two of two'],
    ['2027-10-31T01:30:00Z', '31/10/2027', '31/10/2028', 'the second half past two'],
    ['2027-12-31T22:59:00Z', '31/12/2027', '31/12/2028', 'a minute to midnight at year’s end'],
    ['2027-12-31T23:00:00Z', '01/01/2028', '01/01/2029', 'midnight at year’s end in Rome, an hour before it in UTC'],
    ['2028-02-28T23:30:00Z', '29/02/2028', '28/02/2029', '29 February in Rome, the 28th in UTC'],
    ['2028-02-29T12:00:00Z', '29/02/2028', '28/02/2029', '29 February at noon'],
    ['2028-02-29T23:30:00Z', '01/03/2028', '01/03/2029', '1 March in Rome'],
  ])('from %s: working on %s, expiring on %s: %s', async (instant, attivazione, scadenza) => {
    const seen = await workingAt(world, instant)
    expect(seen).toMatchObject({ stato: 'evasa', data_attivazione: attivazione, data_scadenza: scadenza })
    expect(inRome(seen.evasione).day).toBe(attivazione)
    // The same local time of day, whatever the UTC offsets.
    expect(inRome(seen.scadenza)).toEqual({ day: scadenza, time: inRome(seen.evasione).time })
  })

  it('a renewal over a leap day: 28 February stays the 28th, also in a leap year; 29 becomes 28', async () => {
    const { customer, id, scadenza } = await workingAt(world, '2028-03-01T12:00:00Z')
    expect(inRome(scadenza).day).toBe('01/03/2029')
    const leap = await workingAt(world, '2032-02-29T12:00:00Z')
    expect(leap.data_scadenza).toBe('28/02/2033')
    const renewals = [
      [1, '28/02/2034'],
      [2, '28/02/2036'],
      [4, '28/02/2040'],
    ] as const
    for (const [anni, day] of renewals) {
      expect((await leap.customer.get(`/pec/${leap.id}/rinnovo?anni=${anni}`)).data).toMatchObject({
        data_scadenza: day,
      })
    }
    // A mailbox that expired without a renewal is closed 90 days later and stays closed.
    expect((await datesOf(customer, id)).stato).toBe('chiusa')
  })

  it('renews automatically through clock changes and leap days, always at the same time of day in Rome', async () => {
    const first = await workingAt(world, '2033-03-27T00:15:00Z', { autorinnovo: true })
    const time = inRome(first.scadenza).time
    for (let year = 2035; year <= 2041; year += 1) {
      expect((await first.customer.post('/v1/sandbox/clock', { advance: 'P1Y' })).error).toBeNull()
      const seen = await datesOf(first.customer, first.id)
      expect(seen).toMatchObject({ stato: 'evasa', data_scadenza: `27/03/${year}` })
      expect(inRome(seen.scadenza).time).toBe(time)
    }
  })
})

describe('expiry at midnight in Rome', () => {
  const world = startServer({ RENEWAL_GUARD_SECONDS: '0' })

  it.each([
    ['2027-05-10T21:58:30Z', '10/05/2028', 'before midnight'],
    ['2029-05-10T22:00:05Z', '11/05/2030', 'after midnight'],
  ])(
    'works until its second, and is revoked from then on: working from %s, expiring on %s, %s',
    async (instant, day) => {
      const { customer, id, scadenza, data_scadenza } = await workingAt(world, instant)
      expect(data_scadenza).toBe(day)
      const clockTo = (seconds: number) =>
        customer.post('/v1/sandbox/clock', { now: new Date(seconds * 1000).toISOString() })
      // A minute before, so that the duration of this test does not matter.
      expect((await clockTo(scadenza - 60)).error).toBeNull()
      expect((await datesOf(customer, id)).stato).toBe('evasa')
      const moved = await clockTo(scadenza)
      expect(memberOf(moved.data, 'ran')).toMatchObject({ expire: 1 })
      expect(await datesOf(customer, id)).toMatchObject({ stato: 'revocata', modified: scadenza, data_scadenza: day })
      const ninetyDaysOn = scadenza + 90 * A_DAY
      await clockTo(ninetyDaysOn - 60)
      expect((await datesOf(customer, id)).stato).toBe('revocata')
      await clockTo(ninetyDaysOn)
      expect(await datesOf(customer, id)).toMatchObject({ stato: 'chiusa', modified: ninetyDaysOn, data_scadenza: day })
      expect((await customer.get(`/pec/${id}/rinnovo`)).error).toBe(203)
    },
  )

  it('renewed on its last day in Rome, it is extended from its expiry, not from now', async () => {
    const { customer, id, scadenza } = await workingAt(world, '2031-06-10T21:58:00Z')
    const lastMinute = new Date((scadenza - 60) * 1000).toISOString()
    expect((await customer.post('/v1/sandbox/clock', { now: lastMinute })).error).toBeNull()
    expect((await customer.get(`/pec/${id}/rinnovo`)).data).toMatchObject({ data_scadenza: '10/06/2033' })
    expect((await customer.post('/v1/sandbox/clock', { advance: 'P1D' })).error).toBeNull()
    expect((await datesOf(customer, id)).scadenza).toBeGreaterThan(scadenza + 364 * A_DAY)
  })

  it('revoked and expired, it is renewed from the current date in Rome', async () => {
    const { customer, id } = await workingAt(world, '2035-07-01T10:00:00Z')
    expect((await customer.delete(`/pec/${id}`)).error).toBeNull()
    expect((await customer.post('/v1/sandbox/clock', { now: '2036-08-31T22:10:00Z' })).error).toBeNull()
    const renewed = await customer.get(`/pec/${id}/rinnovo?anni=1`)
    expect(renewed.data).toMatchObject({ stato: 'evasa', data_scadenza: '01/09/2037' })
  })
})
