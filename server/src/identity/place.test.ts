import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginsAlike, isSameTown, periodOn } from './place.ts'

describe('isSameTown', () => {
  it.each([
    ['roma', 'Roma'],
    ['FORLI', 'Forlì'],
    ["Forli'", 'Forlì'],
    ['FORLI\u0300', 'Forlì'],
    ['L’Aquila', "L'Aquila"],
    ['Aquila', "L'Aquila"],
    ['S. Donà di Piave', 'San Donà di Piave'],
    ["SAN DONA' DI PIAVE", 'San Donà di Piave'],
    ["Sant'Angelo Lodigiano", 'SANT’ANGELO LODIGIANO'],
    ['Reggio Emilia', "Reggio nell'Emilia"],
    ['Reggio Calabria', 'Reggio di Calabria'],
    ['Bolzano/Bozen', 'Bolzano'],
    ['Bolzano - Bozen', 'Bolzano'],
    ['Bozen', 'Bolzano', 'Bozen'],
    ['Valle d’Aosta (Aosta)', 'Aosta'],
    ['Corigliano Rossano', 'Corigliano-Rossano'],
    ['  Roma  (RM) ', 'Roma'],
  ])('%s is %s', (written, ...names) => {
    expect(isSameTown(written, names)).toBe(true)
  })

  it.each([
    ['', 'Roma'],
    ['-', 'Roma'],
    ['', ''],
    ['Romano', 'Roma'],
    ['Terni', 'Roma'],
    ['Bozen', 'Bolzano', ''],
    ['San Donato Milanese', 'San Donà di Piave'],
    ['Rossano', 'Corigliano-Rossano'],
  ])('%s is not %s', (written, ...names) => {
    expect(isSameTown(written, names)).toBe(false)
  })

  it('bears whatever is written, and knows a name as it stands', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !isSameTown(text, [])))
    fc.assert(fc.property(fc.stringMatching(/^[A-Z][a-zàèéìòù' ]{3,30}$/), (name) => isSameTown(name, [name])))
    expect(isSameTown('(/-'.repeat(2_000_000), ['Roma'])).toBe(false)
  })
})

describe('beginsAlike', () => {
  it.each([
    ['Acqui', 'Acqui Terme'],
    ["Cervignano d'Adda", 'Cervignano'],
    ['La Valle', 'La Valle Agordina'],
    ['San Martino', 'Santa Martina di Sotto'],
    ['PALÙ', 'palu'],
  ])('%s and %s: %#', (one, other) => {
    expect(beginsAlike(one, other)).toBe(one !== 'San Martino')
  })

  it('nothing begins as nothing does', () => {
    expect(beginsAlike('', 'Roma')).toBe(false)
    expect(beginsAlike('San', 'Santa')).toBe(false)
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !beginsAlike(text, '')))
  })
})

describe('periodOn', () => {
  const period = (from: string, to: string) => ({ from, to, name: '', otherName: '', province: '' })
  const periods = [period('1861-03-17', '1927-12-31'), period('1946-01-01', '9999-12-31')]

  it('counts both days, and knows of gaps', () => {
    expect(['1861-03-16', '1928-01-01', '1945-12-31'].map((day) => periodOn(periods, day))).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    expect(['1861-03-17', '1927-12-31', '1946-01-01', '2026-01-01'].map((day) => periodOn(periods, day)?.from)).toEqual(
      ['1861-03-17', '1861-03-17', '1946-01-01', '1946-01-01'],
    )
  })
})
