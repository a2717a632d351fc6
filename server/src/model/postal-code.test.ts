import { expect, it } from 'vitest'
import { isPostalCode } from './postal-code.ts'

const wrongInItaly = ['142', '0142', '001420', 'ABCDE', '00142-RM', '00142 ', 'I-00142', '٠٠١٤٢']

it('of Italy has five digits where that is checked', () => {
  expect(isPostalCode('00142', 'IT', 'checked')).toBe(true)
  expect(wrongInItaly.filter((code) => isPostalCode(code, 'IT', 'checked'))).toEqual([])
})

it('of other countries, or where it is not checked, only needs the general format', () => {
  for (const code of ['10115', 'SW1A 1AA', 'D-10115', '1010']) expect(isPostalCode(code, 'AT', 'checked')).toBe(true)
  for (const code of ['142', 'ABCDE', '00142-RM']) expect(isPostalCode(code, 'IT', 'any')).toBe(true)
  for (const code of ['', '1', '-1', 'x'.repeat(11), '00142;', '00\n142']) {
    expect(isPostalCode(code, 'DE', 'checked')).toBe(false)
    expect(isPostalCode(code, 'IT', 'any')).toBe(false)
  }
})
