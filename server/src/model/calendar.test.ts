import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarOf } from './calendar.ts'

const day = {
  uid: '6045fdeef0e1d2c3b4a59687@ceralacca',
  day: '08/03/2027',
  changedAt: new Date('2026-03-08T10:35:26.789Z'),
  summary: 'Scade la casella mario.rossi@legalmail.it',
  description: 'Da rinnovare',
}

describe('a calendar', () => {
  it('has each day as an entry with its own id, the date alone, and when it was last changed', () => {
    expect(calendarOf('Scadenze', [day])).toContain(
      [
        '',
        'BEGIN:VEVENT',
        'UID:6045fdeef0e1d2c3b4a59687@ceralacca',
        'DTSTAMP:20260308T103526Z',
        'DTSTART;VALUE=DATE:20270308',
        'SUMMARY:Scade la casella mario.rossi@legalmail.it',
        'DESCRIPTION:Da rinnovare',
        'TRANSP:TRANSPARENT',
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    )
  })

  it('has a component also where nothing falls into it', () => {
    expect(calendarOf('Scadenze', [])).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n[^]*BEGIN:VTIMEZONE\r\n/)
  })

  it('says any text so that it can be read back: escaped, in lines of 75 bytes, no character cut', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'à', '€', '😀', ',', ';', '\\', '\n', ' '), maxLength: 300 })
    fc.assert(
      fc.property(texts, (summary) => {
        const written = calendarOf('Scadenze', [{ ...day, summary }])
        const lines = written.split('\r\n')
        expect(lines.join('')).not.toMatch(/[\r\n]/)
        for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
        const [, read = ''] = /\r\nSUMMARY:(.*)\r\n/.exec(written.replaceAll('\r\n ', '')) ?? []
        expect(read.replaceAll(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one))).toBe(summary)
      }),
    )
  })
})
