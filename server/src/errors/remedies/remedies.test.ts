import { describe, expect, it } from 'vitest'
import { spaces } from '../spaces.ts'
import type { Space } from '../spaces.ts'
import { remedyOf } from './all.ts'

const all = (['contract', 'own', 'oauth'] as const satisfies readonly Space[]).flatMap((space) =>
  Object.keys(spaces[space]).map((number) => ({ space, number: Number(number), ...remedyOf(space, Number(number)) })),
)

describe('what to do about a refusal', () => {
  it('is one short text for every number, in both languages', () => {
    expect(all.length).toBeGreaterThan(260)
    for (const { space, number, en, it: italian } of all) {
      expect(italian, `${space} ${number}`).not.toBe(en)
      for (const text of [en, italian]) {
        expect(text, `${space} ${number}`).toMatch(/^[\p{Lu}].{10,}\.$/u)
        expect(text.length, `${space} ${number}`).toBeLessThan(190)
        expect(text.split('`').length % 2, `${space} ${number}: code that does not end`).toBe(1)
      }
    }
  })

  it('is none for a number the space does not have', () => {
    expect(() => remedyOf('own', 265)).toThrow('the space own has no refusal 265')
  })
})
