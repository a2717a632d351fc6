import fc from 'fast-check'
import { expect, it } from 'vitest'
import { byMoment, byPlace, nextAfter, pageBy } from './paging.ts'
import { strictnessIn } from '../model/strictness.ts'

const moment = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9900-01-01T00:00:00Z'),
  noInvalidDate: true,
})
const hexId = fc.stringMatching(/^[0-9a-f]{24}$/)
const strictness = strictnessIn('sandbox')

it('a cursor that was given out is taken back, whatever the time of the product', () => {
  fc.assert(
    fc.property(moment, hexId, fc.nat(), (at, id, place) => {
      const byId = nextAfter(byMoment, [{ at, id }], 1, (row) => row)
      expect(pageBy(byMoment, 'rows').cursor.type.read(byId, strictness, {})).toEqual({ at, id })
      const byNth = nextAfter(byPlace, [{ at, place }], 1, (row) => row)
      expect(pageBy(byPlace, 'rows').cursor.type.read(byNth, strictness, {})).toEqual({ at, place })
    }),
  )
})

it('what was never given out is none', () => {
  const { type } = pageBy(byMoment, 'rows').cursor
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.constant('0000-01-01T00:00:00.000Z')), (text) => {
      expect(type.read(text, strictness, {})).toBeUndefined()
    }),
  )
})
