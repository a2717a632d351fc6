import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fiscalCodeMatches, fiscalCodeProblem } from './fiscal-code.ts'

// The complete rule, implemented a second time from the decree and not from the library.
const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
const months = 'ABCDEHLMPRST'
const consonants = 'BCDFGHJKLMNPQRSTVWXYZ'
const vowels = 'AEIOU'

function checkCharacter(fifteen: string): string {
  const value = (char: string) => (/\d/.test(char) ? Number(char) : char.charCodeAt(0) - 65)
  const sum = [...fifteen].reduce(
    (total, char, at) => total + (at % 2 === 0 ? (odd[value(char)] ?? 0) : value(char)),
    0,
  )
  return String.fromCharCode(65 + (sum % 26))
}

function pick(name: string, letters: string): string {
  return [...name].filter((letter) => letters.includes(letter)).join('')
}

function surnameLetters(name: string): string {
  return `${pick(name, consonants)}${pick(name, vowels)}XXX`.slice(0, 3)
}

function firstNameLetters(name: string): string {
  const found = pick(name, consonants)
  return found.length > 3 ? `${found.charAt(0)}${found.slice(2, 4)}` : surnameLetters(name)
}

// A number from 0 to 127 selects which of the seven digits become letters.
function omocode(code: string, which: number): string {
  const places = [6, 7, 9, 10, 12, 13, 14].filter((_, index) => (which >> index) & 1)
  const letters = [...code.slice(0, 15)].map((char, at) =>
    places.includes(at) ? 'LMNPQRSTUV'.charAt(Number(char)) : char,
  )
  return letters.join('') + checkCharacter(letters.join(''))
}

const name = fc.string({ unit: fc.constantFrom(...consonants, ...vowels), minLength: 2, maxLength: 12 })
const person = fc.record({
  nome: name,
  cognome: name,
  sesso: fc.constantFrom('M' as const, 'F' as const),
  born: fc.date({ min: new Date('1900-01-01'), max: new Date('2026-12-31'), noInvalidDate: true }),
  place: fc.oneof(
    fc.tuple(fc.constantFrom(...'ABCDEFGHIJKLM'), fc.integer({ min: 1, max: 999 })),
    fc.tuple(fc.constant('Z'), fc.integer({ min: 100, max: 999 })),
  ),
  which: fc.integer({ min: 0, max: 127 }),
})
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never

function codeOf(one: Person): string {
  const day = one.born.getUTCDate() + (one.sesso === 'F' ? 40 : 0)
  const date = `${pad(one.born.getUTCFullYear() % 100)}${months.charAt(one.born.getUTCMonth())}${pad(day)}`
  const place = one.place[0] + String(one.place[1]).padStart(3, '0')
  return omocode(`${surnameLetters(one.cognome)}${firstNameLetters(one.nome)}${date}${place}`, one.which)
}

function declared(one: Person) {
  const born = `${pad(one.born.getUTCDate())}/${pad(one.born.getUTCMonth() + 1)}/${one.born.getUTCFullYear()}`
  return { nome: one.nome, cognome: one.cognome, sesso: one.sesso, data_nascita: born }
}

function pad(number: number): string {
  return String(number).padStart(2, '0')
}

describe('fiscalCodeProblem', () => {
  it.each(['RSSMRA80A01H501U', 'RSSMRA80A01L117D', 'LNNFNC80A01A08VZ', 'rssmra80a01h501u'])(
    'finds none in %s',
    (code) => {
      expect(fiscalCodeProblem(code)).toBeUndefined()
    },
  )

  it.each([
    ['', 'length'],
    ['RSSXXXXXXXX56E', 'length'],
    [' RSSMRA80A01H501U', 'length'],
    ['RSSMRA80A01H501', 'length'],
    ['RSSMRA80A32H501U', 'form'],
    ['RSSMRA80B30H501U', 'form'],
    ['RSSMRA81B29H501U', 'form'],
    ['RSSMRA80F01H501U', 'form'],
    ['RSSMRA80A01N501U', 'form'],
    ['RSSMRAOOA01H501U', 'form'],
    ['RSSMRA8IA01H501U', 'form'],
    ['R5SMRA80A01H501U', 'form'],
    ['ASRMRA80A01H501U', 'form'],
    ['RSSMRA80A01H5011', 'form'],
    ['RSSMRA80A01H501\n', 'form'],
    ['R\u017f\u017fMRA80A01H501U', 'form'],
    ['RSSMRA80A01H501X', 'check character'],
    ['LNNFNC80A01A089Z', 'check character'],
  ])('says of %j: %s', (code, problem) => {
    expect(fiscalCodeProblem(code)).toBe(problem)
  })

  it('accepts every code made by the rule, omocode or not, and rejects every other last letter', () => {
    fc.assert(
      fc.property(person, (one) => {
        const code = codeOf(one)
        expect(fiscalCodeProblem(code)).toBeUndefined()
        const good = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].filter(
          (last) => fiscalCodeProblem(code.slice(0, 15) + last) === undefined,
        )
        expect(good).toEqual([code.charAt(15)])
      }),
      { numRuns: 500 },
    )
  })

  it('accepts all 127 omocodes of a code', () => {
    const codes = Array.from({ length: 128 }, (_, which) => omocode('RSSMRA80A01H501', which))
    expect(new Set(codes).size).toBe(128)
    expect(codes.map(fiscalCodeProblem).every((problem) => problem === undefined)).toBe(true)
  })

  it('answers whatever the text, at once', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 14, maxLength: 18 }),
        (text) => fiscalCodeProblem(text) !== undefined,
      ),
    )
    expect(fiscalCodeProblem('A'.repeat(10_000_000))).toBe('length')
  })
})

describe('fiscalCodeMatches', () => {
  const mario = { nome: 'Mario', cognome: 'Rossi', sesso: 'M', data_nascita: '01/01/1980' } as const

  it('returns nothing when all agree, including omocodes, accents and hyphens', () => {
    expect(fiscalCodeMatches('RSSMRA80A01H501U', mario)).toEqual([])
    expect(fiscalCodeMatches(omocode('RSSMRA80A01H501', 127), mario)).toEqual([])
    expect(fiscalCodeMatches('rssmra80a01h501u', { sesso: 'M', data_nascita: '01/01/1980' })).toEqual([])
    expect(
      fiscalCodeMatches(omocode('DNGNCL80A41H501', 0), {
        nome: 'Nicolò-Ia',
        cognome: "D'Angelò",
        sesso: 'F',
        data_nascita: '01/01/1980',
      }),
    ).toEqual([])
    expect(fiscalCodeMatches('RSSMRA80A01H501U', { ...mario, nome: 'マリオ' })).toEqual([])
  })

  it('takes the century from the declared date', () => {
    expect(fiscalCodeMatches(omocode('RSSMRA20A01H501', 0), { ...mario, data_nascita: '01/01/1920' })).toEqual([])
    expect(fiscalCodeMatches(omocode('RSSMRA20A01H501', 0), { ...mario, data_nascita: '01/01/2020' })).toEqual([])
  })

  it('names what does not agree', () => {
    expect(fiscalCodeMatches('RSSMRA80A01H501U', { ...mario, nome: 'Luigi' })).toEqual(['nome'])
    expect(fiscalCodeMatches('RSSMRA80A01H501U', { ...mario, cognome: 'Bianchi' })).toEqual(['cognome'])
    expect(fiscalCodeMatches('RSSMRA80A01H501U', { ...mario, sesso: 'F' })).toEqual(['sesso'])
    expect(fiscalCodeMatches('RSSMRA80A01H501U', { ...mario, data_nascita: '11/04/1982' })).toEqual(['data_nascita'])
    expect(fiscalCodeMatches('RSSMRA80A01H501U', { ...mario, data_nascita: 'ieri' })).toEqual(['data_nascita'])
    expect(fiscalCodeMatches('nonsense', mario)).toEqual(['cognome', 'nome', 'sesso', 'data_nascita'])
  })

  it('agrees with every person a code was made for, and with no other day or sex', () => {
    fc.assert(
      fc.property(person, (one) => {
        const said = declared(one)
        expect(fiscalCodeMatches(codeOf(one), said)).toEqual([])
        expect(fiscalCodeMatches(codeOf(one), { ...said, sesso: said.sesso === 'M' ? 'F' : 'M' })).toEqual(['sesso'])
        const nextDay = declared({ ...one, born: new Date(one.born.getTime() + 86_400_000) })
        expect(fiscalCodeMatches(codeOf(one), nextDay)).toEqual(['data_nascita'])
      }),
      { numRuns: 500 },
    )
  })

  it('survives hostile names', () => {
    expect(fiscalCodeMatches('RSSMRA80A01H501U', { ...mario, cognome: 'Z'.repeat(5_000_000) })).toEqual(['cognome'])
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const found = fiscalCodeMatches('RSSMRA80A01H501U', { ...mario, nome: text, cognome: text, data_nascita: text })
        return found.length <= 3
      }),
    )
  })
})
