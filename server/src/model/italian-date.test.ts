import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addYears,
  ageOn,
  beginningOf,
  beginningOfDay,
  isFutureItalianDate,
  isItalianDateAfter,
  isPastItalianDate,
  italianDateAt,
  nextDay,
  parseItalianDate,
} from './italian-date.ts'

const rome = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Rome',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

function wallClock(instant: Date): { date: string; time: string } {
  const parts = Object.fromEntries(rome.formatToParts(instant).map((part) => [part.type, part.value]))
  return { date: `${parts.day}/${parts.month}/${parts.year}`, time: `${parts.hour}:${parts.minute}:${parts.second}` }
}

const instants = fc.integer({ min: 1_500_000_000, max: 2_500_000_000 }).map((seconds) => new Date(seconds * 1000))

describe('parseItalianDate', () => {
  it('reads a real day', () => {
    expect(parseItalianDate('11/04/1982')).toEqual({ day: 11, month: 4, year: 1982 })
    expect(parseItalianDate('29/02/2024')).toEqual({ day: 29, month: 2, year: 2024 })
    expect(parseItalianDate('29/02/2000')).toEqual({ day: 29, month: 2, year: 2000 })
  })

  it.each([
    '29/02/2023',
    '29/02/1900',
    '31/04/2024',
    '00/01/2024',
    '01/13/2024',
    '01/00/2024',
    '01/01/1899',
    '01/01/2101',
  ])('knows that %s is no day', (text) => {
    expect(parseItalianDate(text)).toBeUndefined()
  })

  it.each([
    '',
    '1/4/1982',
    '11-04-1982',
    '11/04/82',
    ' 11/04/1982',
    '11/04/1982\n',
    '1982/04/11',
    '١١/٠٤/١٩٨٢',
    '11/04/19822',
  ])('refuses the spelling %j', (text) => {
    expect(parseItalianDate(text)).toBeUndefined()
  })

  it('agrees with the calendar of the platform on every day of two centuries, and never throws', () => {
    const numbers = fc.tuple(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 0, max: 14 }),
      fc.integer({ min: 1890, max: 2110 }),
    )
    fc.assert(
      fc.property(numbers, ([day, month, year]) => {
        const text = `${String(day).padStart(2, '0')}/${String(month).padStart(2, '0')}/${year}`
        const real = new Date(Date.UTC(year, month - 1, day))
        const exists = real.getUTCDate() === day && real.getUTCMonth() === month - 1 && year >= 1900 && year <= 2100
        expect(parseItalianDate(text)).toEqual(exists ? { day, month, year } : undefined)
      }),
      { numRuns: 500 },
    )
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseItalianDate(text) === undefined || form(text)))
  })
})

function form(text: string): boolean {
  return /^\d\d\/\d\d\/\d{4}$/.test(text)
}

const secondsOf = (text: string) => new Date(text).getTime() / 1000

describe('italianDateAt', () => {
  it('matches the examples of the contract', () => {
    expect(italianDateAt(1_646_391_493)).toBe('04/03/2022')
    expect(italianDateAt(1_801_559_882)).toBe('02/02/2027')
  })

  it('changes day at midnight in Rome, in winter and in summer', () => {
    expect(italianDateAt(secondsOf('2026-12-31T22:59:59Z'))).toBe('31/12/2026')
    expect(italianDateAt(secondsOf('2026-12-31T23:00:00Z'))).toBe('01/01/2027')
    expect(italianDateAt(secondsOf('2026-06-30T22:00:00Z'))).toBe('01/07/2026')
  })

  it('changes day at midnight on the days the clock changes', () => {
    expect(
      ['2026-03-28T22:59:59Z', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z', '2026-03-29T22:00:00Z'].map((text) =>
        italianDateAt(secondsOf(text)),
      ),
    ).toEqual(['28/03/2026', '29/03/2026', '29/03/2026', '30/03/2026'])
    expect(
      ['2026-10-24T21:59:59Z', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z', '2026-10-25T23:00:00Z'].map((text) =>
        italianDateAt(secondsOf(text)),
      ),
    ).toEqual(['24/10/2026', '25/10/2026', '25/10/2026', '26/10/2026'])
  })

  it('is read back as the same day', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const [day, month, year] = wallClock(instant).date.split('/').map(Number)
        expect(parseItalianDate(italianDateAt(instant.getTime() / 1000))).toEqual({ day, month, year })
      }),
    )
  })

  it('throws for an invalid instant', () => {
    expect(() => italianDateAt(Number.NaN)).toThrow(RangeError)
  })
})

describe('addYears', () => {
  it('spans 28 years in 10227 days, as the sample of the contract', () => {
    const start = new Date('2026-02-02T10:31:22Z')
    expect((addYears(start, 28).getTime() - start.getTime()) / 86_400_000).toBe(10_227)
  })

  it('goes from 29 February to 28 February, and back to 29 where there is one', () => {
    const leap = new Date('2024-02-29T11:00:00Z')
    expect(addYears(leap, 1).toISOString()).toBe('2025-02-28T11:00:00.000Z')
    expect(addYears(leap, 4).toISOString()).toBe('2028-02-29T11:00:00.000Z')
  })

  it('keeps the time of day when summer time begins on another day', () => {
    expect(addYears(new Date('2026-03-28T11:00:00Z'), 1).toISOString()).toBe('2027-03-28T10:00:00.000Z')
    expect(addYears(new Date('2026-10-25T11:00:00Z'), 1).toISOString()).toBe('2027-10-25T10:00:00.000Z')
  })

  it('moves a skipped time forward by the skipped hour', () => {
    expect(wallClock(addYears(new Date('2026-03-28T01:30:00Z'), 1))).toEqual({ date: '28/03/2027', time: '03:30:00' })
  })

  it('resolves an ambiguous time to the offset of the start', () => {
    expect(addYears(new Date('2026-10-31T01:30:00Z'), 1).toISOString()).toBe('2027-10-31T01:30:00.000Z')
    expect(addYears(new Date('2025-10-25T00:30:00Z'), 1).toISOString()).toBe('2026-10-25T00:30:00.000Z')
  })

  it('keeps day and time of day except where the calendar has none', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: -5, max: 40 }), (instant, years) => {
        const before = wallClock(instant)
        const after = wallClock(addYears(instant, years))
        const [day, month, year] = before.date.split('/')
        const leapDay = day === '29' && month === '02'
        if (!leapDay) expect(after.date).toBe(`${day}/${month}/${Number(year) + years}`)
        if (!(month === '03' && before.time.startsWith('02:'))) expect(after.time).toBe(before.time)
      }),
      { numRuns: 500 },
    )
  })

  it('may be taken in two steps, as far as the calendar has the day', () => {
    const steps = fc.integer({ min: 0, max: 10 })
    fc.assert(
      fc.property(instants, steps, steps, (instant, first, second) => {
        const { date, time } = wallClock(instant)
        fc.pre(!date.startsWith('29/02') && !(date.slice(3, 5) === '03' && time.startsWith('02:')))
        const twice = addYears(addYears(instant, first), second)
        expect(wallClock(twice)).toEqual(wallClock(addYears(instant, first + second)))
      }),
    )
  })

  it('never goes back in time, keeps milliseconds, and takes whole years only', () => {
    fc.assert(fc.property(instants, (instant) => addYears(instant, 1) > instant))
    expect(addYears(new Date('2026-11-24T08:00:00.123Z'), 1).toISOString()).toBe('2027-11-24T08:00:00.123Z')
    expect(() => addYears(new Date(0), 0.5)).toThrow(RangeError)
  })
})

describe('isPastItalianDate', () => {
  it('counts days in Rome, today is not past', () => {
    const justAfterMidnightInRome = new Date('2026-11-23T23:00:01Z')
    expect(isPastItalianDate('23/11/2026', justAfterMidnightInRome)).toBe(true)
    expect(isPastItalianDate('24/11/2026', justAfterMidnightInRome)).toBe(false)
    expect(isPastItalianDate('01/01/2027', justAfterMidnightInRome)).toBe(false)
    expect(isPastItalianDate('31/12/2025', justAfterMidnightInRome)).toBe(true)
    expect(isPastItalianDate('not a date', justAfterMidnightInRome)).toBe(false)
  })
})

describe('dates beside others', () => {
  // A quarter past midnight of 2 March in Rome, still 1 March in Greenwich.
  const now = new Date('2026-03-01T23:15:00Z')

  it('are in the future from tomorrow in Rome on', () => {
    expect(['03/03/2026', '01/01/2080'].map((date) => isFutureItalianDate(date, now))).toEqual([true, true])
    expect(['02/03/2026', '01/03/2026', '', '2080-01-01'].map((date) => isFutureItalianDate(date, now))).not.toContain(
      true,
    )
  })

  it('lie after another or not, and no date after none', () => {
    expect(isItalianDateAfter('01/02/2026', '31/01/2026')).toBe(true)
    expect(isItalianDateAfter('31/01/2026', '31/01/2026')).toBe(false)
    expect(isItalianDateAfter('31/12/2025', '01/01/2026')).toBe(false)
    expect([isItalianDateAfter('', '01/01/2026'), isItalianDateAfter('01/01/2026', 'x')]).toEqual([false, false])
  })

  it.each([
    ['02/03/2008', 18],
    ['03/03/2008', 17],
    ['29/02/2008', 18],
    ['01/01/1930', 96],
    ['02/03/2026', 0],
    ['03/03/2026', -1],
  ])('born on %s one is %i', (birth, age) => {
    expect(ageOn(birth, now)).toBe(age)
  })

  it('of a leap day one is of age on 1 March', () => {
    expect(ageOn('29/02/2008', new Date('2026-02-28T12:00:00Z'))).toBe(17)
    expect(ageOn('29/02/2008', new Date('2026-03-01T12:00:00Z'))).toBe(18)
    expect(ageOn('nothing', now)).toBeUndefined()
  })
})

describe('a day in Rome', () => {
  it('begins at midnight there, in winter, in summer and where the clock changes', () => {
    const begins = ['2026-01-15', '2026-07-15', '2026-03-29', '2026-10-25'].map((day) =>
      beginningOf(day)?.toISOString(),
    )
    expect(begins).toEqual([
      '2026-01-14T23:00:00.000Z',
      '2026-07-14T22:00:00.000Z',
      '2026-03-28T23:00:00.000Z',
      '2026-10-24T22:00:00.000Z',
    ])
  })

  it.each(['', '2026', '2026-02-29', '2026-13-01', '26-01-01', '2026-1-1', '2026-01-01-', '01/01/2026', '2101-01-01'])(
    '%s is none',
    (text) => {
      expect(beginningOf(text)).toBeUndefined()
    },
  )

  it('is followed by the next one at its midnight', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const [begun, ends] = [beginningOfDay(instant), nextDay(instant)]
        expect([begun, ends].map((moment) => wallClock(moment).time)).toEqual(['00:00:00', '00:00:00'])
        expect(begun <= instant && instant < ends).toBe(true)
        expect(wallClock(begun).date).toBe(wallClock(instant).date)
        expect(beginningOfDay(new Date(ends.getTime() - 1))).toEqual(begun)
      }),
    )
  })
})
