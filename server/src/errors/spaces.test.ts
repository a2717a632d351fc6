import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contractRefusals } from './contract.ts'
import { oauthRefusals } from './oauth.ts'
import { ownRefusals } from './own.ts'
import { rowIn, spaces } from './spaces.ts'

// Contract 4.1: the rows with source "documented (O)" or "(S)".
const documented = [
  200, 201, 202, 203, 207, 208, 212, 213, 217, 220, 224, 242, 262, 265, 266, 267, 272, 276, 279, 282, 290, 293, 294,
  296, 297, 301, 302, 303, 304, 325, 326, 332, 333, 334, 336, 344, 351, 353, 354, 355, 356, 390, 400, 401, 402, 403,
]
const free = [277, 278, 300, 369, 372, 378, 379, 383, 384, 385, 386, 387, 388, 394, 395, 396, 397, 398, 399]

const rows = Object.entries({ ...contractRefusals, ...ownRefusals })
  .map(([number, row]) => ({ number: Number(number), ...row }))
  .sort((one, other) => one.number - other.number)

describe('the refusals of the 24 operations and of our own calls', () => {
  it('equals the frozen list: a change of number, status or text is seen in review', () => {
    const golden = readFileSync(new URL('../../test/golden/refusals.txt', import.meta.url), 'utf8')
    expect(rows.map((row) => `${row.number} ${row.http} ${row.known} ${row.text}\n`).join('')).toBe(golden)
  })

  it('has the 46 documented numbers of the operations and marks no other so', () => {
    expect(documented).toHaveLength(46)
    expect(rows.filter((row) => row.number >= 200 && row.known === 'documented').map((row) => row.number)).toEqual(
      documented,
    )
  })

  it('has all 185 numbers of the operations and leaves the free ones free', () => {
    const taken = rows.map((row) => row.number)
    const expected = Array.from({ length: 204 }, (_, index) => 200 + index).filter((number) => !free.includes(number))
    expect(taken.filter((number) => number >= 200)).toEqual(expected)
    expect(expected).toHaveLength(185)
  })

  it('uses only statuses of the contract, or of HTTP for what is no request, and texts without control characters', () => {
    const statuses = [400, 401, 402, 403, 404, 405, 406, 408, 409, 413, 422, 428, 429, 431, 500, 503]
    for (const row of rows) {
      expect(statuses).toContain(row.http)
      expect(row.text).toMatch(/^[\x20-\x7e]+$/)
      expect(row.text.replace(/\{[a-z_]+\}/g, '')).not.toMatch(/[{}<]/)
    }
  })

  it('keeps the one number that is not whole as one key', () => {
    expect(contractRefusals[125.22]).toEqual({ http: 401, text: 'Wrong Token', known: 'documented' })
  })
})

describe('the number spaces', () => {
  it('may mean two things by one number, each in its own', () => {
    expect(rowIn('contract', 200)).toMatchObject({ text: 'no pec linked to this account' })
    expect(rowIn('oauth', 200)).toMatchObject({ text: 'Callback not found' })
    expect(rowIn('contract', 109)).toBeUndefined()
    expect(rowIn('own', 265)).toBeUndefined()
  })

  it('has what any call may be refused with in both of ours, with the same words', () => {
    for (const number of [100, 103, 104, 105, 106, 107, 108, 111, 112, 125.22, 126])
      expect(rowIn('own', number)).toBe(rowIn('contract', number))
  })

  it('has every documented number of the platform calls (contract 2.25)', () => {
    const documented = [10, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150, 160, 170, 180, 190, 200, 210, 240]
    const own = Object.keys(oauthRefusals).map(Number)
    const theirs = own.filter((number) => rowIn('oauth', number) !== rowIn('contract', number))
    expect(theirs).toEqual(documented)
    expect(own).toContain(127)
    expect(Object.keys(spaces)).toEqual(['contract', 'own', 'oauth'])
  })
})
