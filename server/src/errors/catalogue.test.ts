import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'

// Contract 4.1: the rows with source "documented (O)" or "(S)".
const documented = [
  200, 201, 202, 203, 207, 208, 212, 213, 217, 220, 224, 242, 262, 265, 266, 267, 272, 276, 279, 282, 290, 293, 294,
  296, 297, 301, 302, 303, 304, 325, 326, 332, 333, 334, 336, 344, 351, 353, 354, 355, 356, 390, 400, 401, 402, 403,
]
const free = [277, 278, 300, 369, 372, 378, 379, 383, 384, 385, 386, 387, 388, 394, 395, 396, 397, 398, 399]

const rows = Object.entries(catalogue)
  .map(([number, row]) => ({ number: Number(number), ...row }))
  .sort((one, other) => one.number - other.number)

describe('the catalogue of refusals', () => {
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

  it('uses only statuses of the contract and texts without control characters', () => {
    const statuses = [400, 401, 402, 403, 404, 405, 406, 409, 413, 422, 428, 429, 500, 503]
    for (const row of rows) {
      expect(statuses).toContain(row.http)
      expect(row.text).toMatch(/^[\x20-\x7e]+$/)
      expect(row.text.replace(/\{[a-z_]+\}/g, '')).not.toMatch(/[{}<]/)
    }
  })

  it('keeps the one number that is not whole as one key', () => {
    expect(catalogue[125.22]).toEqual({ http: 401, text: 'Wrong Token', known: 'documented' })
  })
})
