import { describe, expect, it } from 'vitest'
import { isResourceId, newResourceId } from './resource-id.ts'

describe('resource ids', () => {
  it('begin with the creation second, as the sample of the contract', () => {
    expect(newResourceId(new Date(1_615_199_726_999)).slice(0, 8)).toBe('6045fdee')
    expect(newResourceId(new Date(0)).slice(0, 8)).toBe('00000000')
  })

  it('have the form, and do not repeat within one second', () => {
    const now = new Date(1_800_000_000_000)
    const ids = Array.from({ length: 1000 }, () => newResourceId(now))
    expect(ids.every(isResourceId)).toBe(true)
    expect(new Set(ids).size).toBe(1000)
  })

  it.each([
    '',
    'zz',
    '6045fdee',
    '6045FDEE0000000000000000',
    '6045fdee0000000000000000 ',
    '6045fdee000000000000000g',
    '6045fdee0000000000000000\n',
  ])('are not %j', (text) => {
    expect(isResourceId(text)).toBe(false)
  })
})
