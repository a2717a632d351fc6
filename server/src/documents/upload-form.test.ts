import { describe, expect, it } from 'vitest'
import { splitForm } from './upload-form.ts'

const contentType = 'application/x-www-form-urlencoded'
const split = (text: string, type = contentType) =>
  splitForm(Buffer.from(text, 'latin1'), { base64: 'strict', maxDocumentBytes: 100, contentType: type })
const document = (text: string) => ({ is: 'bytes', bytes: new Uint8Array(Buffer.from(text)) })
const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('an upload form', () => {
  it.each([
    ['one document', `documenti=${base64('a')}`, [document('a')]],
    ['one in a list', `documenti[]=${encodeURIComponent(base64('a'))}`, [document('a')]],
    ['two', `documenti%5B%5D=${base64('aaa')}&documenti%5b%5d=${base64('bbb')}`, [document('aaa'), document('bbb')]],
    ['two as PHP writes them', `documenti%5B0%5D=YQ%3D%3D&documenti%5B1%5D=Yg%3D%3D`, [document('a'), document('b')]],
    ['a plus that was not escaped', 'documenti=+/+/', [{ is: 'bytes', bytes: Uint8Array.of(0xfb, 0xff, 0xbf) }]],
    ['none', 'x=1', 'absent'],
    ['an empty one', 'documenti=', 'absent'],
    ['an empty one in a list', 'documenti[]=', [{ is: 'unreadable', why: 'empty' }]],
    ['something else', 'documenti=%25', [{ is: 'unreadable', why: 'not base64' }]],
    ['one too large', `documenti=${base64('a'.repeat(101))}`, [{ is: 'unreadable', why: 'too large' }]],
    ['51', 'documenti[]=YQ==&'.repeat(51), 'too many'],
    ['a table', 'documenti[a]=YQ==', 'wrong type'],
    ['a table in a list', 'documenti[0][a]=YQ==', 'wrong type'],
  ])('%s', (_, text, documenti) =>
    expect(split(`${text}&y=1`)).toMatchObject({ is: 'split', body: { y: '1' }, documenti }),
  )

  it.each([
    ['a name given twice', 'documenti=YQ==&documenti=YQ=='],
    ['one document and a list', 'documenti=YQ==&documenti[]=YQ=='],
    ['a list and one document', 'documenti[]=YQ==&documenti=YQ=='],
    ['a place given twice', 'documenti[0]=YQ==&documenti[0]=YQ=='],
    ['an escape cut short', 'documenti=YQ%3'],
    ['an escape cut short by another member', 'documenti=YQ%3&d=1'],
    ['an escape that is none', 'documenti=YQ%3g%3D'],
    ['another member that is no UTF-8', 'documenti=YQ==&x=%f2'],
  ])('is refused with %s', (_, text) => expect(split(text)).toEqual({ is: 'not json' }))

  it('bounds everything else', () => {
    expect(split(`x=${'a'.repeat(1_000_001)}`)).toMatchObject({ is: 'too large' })
    expect(split('x&'.repeat(10_001))).toMatchObject({ is: 'too large' })
    expect(split('documenti[]=YQ==&'.repeat(10_001))).toMatchObject({ is: 'too large' })
    expect(split('&'.repeat(100_000))).toMatchObject({ is: 'split', documenti: 'absent' })
  })
})
