import { describe, expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'
import type { RefusalNumber, SlotsOf } from './catalogue.ts'
import { Refusal, refusal, refuse } from './refusal.ts'

function refused(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}

describe('refuse', () => {
  it('throws number, status and text of the catalogue', () => {
    const error = refused(() => refuse(265))
    expect(error).toBeInstanceOf(Refusal)
    expect(error).toMatchObject({ number: 265, http: 400, text: 'Wrong id' })
  })

  it('fills the slots, and the compiler demands them', () => {
    const error = refused(() => refuse(217, { max: 25 }))
    expect(error).toMatchObject({ http: 406, text: 'maximum number of users reached: 25' })
    // @ts-expect-error 217 has a slot
    expect(refused(() => refuse(217))).toBeInstanceOf(TypeError)
    // @ts-expect-error 265 has none
    expect(refused(() => refuse(265, { max: 1 }))).toMatchObject({ text: 'Wrong id' })
  })

  it('knows the slots of a text as a type', () => {
    const slots: SlotsOf<328>[] = ['dominio', 'numero_pec']
    const none: SlotsOf<265>[] = []
    expect([...slots, ...none].every((slot) => catalogue[328].text.includes(`{${slot}}`))).toBe(true)
  })
})

describe('refusal', () => {
  it('takes a number known only at run time', () => {
    const numbers: RefusalNumber[] = [262, 276]
    const slots = { price: '11.00', credit: '0.60', allowed: 'SILVER or GOLD' }
    expect(numbers.map((number) => refusal(number, slots).text)).toEqual([
      'Insufficient Credit in Wallet: 11.00 > 0.60',
      "a downgrade of the 'tipo_casella' is not allowed; only SILVER or GOLD allowed",
    ])
  })

  it('keeps what was typed out of the message, which may be logged', () => {
    const error = refusal(326, { dominio: 'mario-rossi.it' })
    expect(error.text).toContain('mario-rossi.it')
    expect(`${error.message} ${String(error.stack)}`).not.toContain('mario-rossi.it')
  })

  it('puts a hostile slot in as it is, once, and not without bound', () => {
    expect(refusal(110, { field: '$& {field} $1' }).text).toBe('$& {field} $1 not valid')
    expect(refusal(110, { field: 'x'.repeat(100_000) }).text.length).toBeLessThan(300)
    expect(() => refusal(110, Object.create({ field: 'inherited' }))).toThrow(TypeError)
  })
})
