import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anprCsv } from '../testing/anpr.ts'
import { readAnprArchive } from './anpr-archive.ts'

const read = (text: string) => readAnprArchive(Buffer.from(text))
const forli = { ID: '10', DATAISTITUZIONE: '1861-03-17', CODCATASTALE: 'D704', DENOMINAZIONE_IT: 'FORLÌ' }

describe('readAnprArchive', () => {
  it('reads the official layout, quoted, with an accent and a second language', () => {
    const text = anprCsv([
      { ...forli, DATACESSAZIONE: '1992-04-15', SIGLAPROVINCIA: 'FO', STATO: 'C' },
      {
        ID: '25',
        CODCATASTALE: 'A952',
        DENOMINAZIONE_IT: 'BOLZANO',
        ALTRADENOMINAZIONE: 'BOZEN',
        SIGLAPROVINCIA: 'BZ',
      },
    ])
    expect(read(text)).toEqual({
      is: 'archive',
      leftOut: 0,
      records: [
        { id: 10, code: 'D704', from: '1861-03-17', to: '1992-04-15', name: 'FORLÌ', otherName: '', province: 'FO' },
        {
          id: 25,
          code: 'A952',
          from: '1861-03-17',
          to: '9999-12-31',
          name: 'BOLZANO',
          otherName: 'BOZEN',
          province: 'BZ',
        },
      ],
    })
    const crlf = read(`\ufeff${text.replaceAll('\n', '\r\n').replaceAll('"', '')}`)
    expect(crlf).toEqual(read(text))
  })

  it('finds columns by their names, in any order', () => {
    const text =
      'siglaprovincia,ALTRADENOMINAZIONE,DENOMINAZIONE_IT,CODCATASTALE,DATACESSAZIONE,DATAISTITUZIONE,ID,NEW\n'
    expect(read(`${text}rm,,Roma,h501,9999-12-31,1870-01-15,1,x\n`)).toMatchObject({
      records: [{ id: 1, code: 'H501', from: '1870-01-15', name: 'Roma', province: 'RM' }],
    })
  })

  it.each(['ND', 'nd', 'N.D.', 'N/D', '-', ''])('takes a town whose code is %j for one without a code', (code) => {
    const text = anprCsv([forli, { ...forli, ID: '11', CODCATASTALE: code, SIGLAPROVINCIA: code }])
    expect(read(text)).toMatchObject({
      is: 'archive',
      leftOut: 0,
      records: [
        { id: 10, code: 'D704' },
        { id: 11, code: '', province: '' },
      ],
    })
  })

  it('leaves out records that end before they begin, and counts them', () => {
    const text = anprCsv([forli, { ...forli, ID: '12', DATACESSAZIONE: '1860-01-01' }])
    expect(read(text)).toMatchObject({ is: 'archive', leftOut: 1, records: [{ id: 10 }] })
  })

  it.each([
    [{ ID: 'x' }, 'ID is not a number'],
    [{ ID: '' }, 'ID is not a number'],
    [{ ID: '9999999999' }, 'ID is not a number'],
    [{ ID: '10' }, 'this ID came before'],
    [{ DATAISTITUZIONE: '17/03/1861' }, 'DATAISTITUZIONE is not a day as yyyy-mm-dd'],
    [{ DATAISTITUZIONE: '1861-02-30' }, 'DATAISTITUZIONE is not a day as yyyy-mm-dd'],
    [{ DATAISTITUZIONE: '0000-01-01' }, 'DATAISTITUZIONE is not a day as yyyy-mm-dd'],
    [{ DATACESSAZIONE: '' }, 'DATACESSAZIONE is not a day as yyyy-mm-dd'],
    [{ CODCATASTALE: 'Z112' }, 'CODCATASTALE is not a letter from A to M and three digits'],
    [{ CODCATASTALE: 'NDX' }, 'CODCATASTALE is not a letter from A to M and three digits'],
    [{ CODCATASTALE: 'D7O4' }, 'CODCATASTALE is not a letter from A to M and three digits'],
    [{ DENOMINAZIONE_IT: '' }, 'DENOMINAZIONE_IT is not a name'],
    [{ DENOMINAZIONE_IT: 'A\0' }, 'DENOMINAZIONE_IT is not a name'],
    [{ DENOMINAZIONE_IT: 'A'.repeat(201) }, 'DENOMINAZIONE_IT is not a name'],
    [{ ALTRADENOMINAZIONE: 'A\nB' }, 'ALTRADENOMINAZIONE is not a name'],
    [{ SIGLAPROVINCIA: 'ROM' }, 'SIGLAPROVINCIA is not two letters'],
    [{ FONTE: 'x'.repeat(4_100) }, 'the record is too long'],
  ])('is malformed on line 3 with %j: %s', (changes, why) => {
    const line = 'ALTRADENOMINAZIONE' in changes ? 4 : 3
    expect(read(anprCsv([forli, { ...forli, ID: '11', ...changes }]))).toEqual({ is: 'malformed', line, why })
  })

  it('says the line where the file stops being one', () => {
    const good = anprCsv([forli])
    expect(read(`${good}11,1861-03-17\n`)).toEqual({
      is: 'malformed',
      line: 3,
      why: 'not as many fields as the header',
    })
    expect(read(`${good}"11,1861`)).toMatchObject({ is: 'malformed', line: 3 })
    expect(read('')).toEqual({ is: 'malformed', line: 1, why: 'the header has no column ID' })
    expect(read('<html>')).toEqual({ is: 'malformed', line: 1, why: 'the header has no column ID' })
    expect(read(anprCsv([]))).toEqual({ is: 'malformed', line: 1, why: 'there are no records' })
    expect(read(good.replace('"FONTE"', '"ID"'))).toEqual({
      is: 'malformed',
      line: 1,
      why: 'the header has the column ID twice',
    })
    expect(readAnprArchive(Buffer.from(good, 'latin1'))).toEqual({
      is: 'malformed',
      line: 1,
      why: 'the file is not UTF-8',
    })
  })

  it('answers whatever the bytes, and whatever one of them is changed to', () => {
    const good = Buffer.from(anprCsv([forli, { ...forli, ID: '11' }, { ...forli, ID: '12' }]))
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => readAnprArchive(bytes).is === 'malformed'))
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const bytes = Uint8Array.from(good)
        bytes[at] = byte
        const answer = readAnprArchive(bytes)
        if (answer.is === 'archive') return answer.records.length + answer.leftOut === 3
        return answer.line >= 1 && answer.line <= 6
      }),
      { numRuns: 1_000 },
    )
  })

  it('reads back every archive it could be given', () => {
    const name = fc.stringMatching(/^[A-ZÀÈÌÒÙ',/" -]{0,20}[A-Z]$/)
    const record = fc.record({
      CODCATASTALE: fc.stringMatching(/^[A-M][0-9]{3}$/),
      DENOMINAZIONE_IT: name,
      ALTRADENOMINAZIONE: name,
    })
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), (rows) => {
        const answer = read(anprCsv(rows.map((row, at) => ({ ...row, ID: String(at + 1) }))))
        const names = rows.map((row) => row.DENOMINAZIONE_IT.trim())
        expect(answer).toMatchObject({ is: 'archive', records: names.map((one) => ({ name: one })) })
      }),
      { numRuns: 200 },
    )
  })
})
