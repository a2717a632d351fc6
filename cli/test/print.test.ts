import { expect, it } from 'vitest'
import { textFor } from '../src/print.ts'

it('a list is a table, without what has members of its own', () => {
  const items = [
    { id: 'a', stato: 'evasa', timestamp: { scadenza: 1 } },
    { id: 'bb', stato: 'in_evasione', owner: 'x@example.com' },
  ]
  expect(textFor(items)).toBe('id  stato        owner\na   evasa\nbb  in_evasione  x@example.com')
  expect(textFor({ items, next: 'ABC' })).toMatch(/\nmore: --cursor ABC$/)
  expect(textFor({ items: [], next: null })).toBe('none')
  expect(textFor({ items: [], counts: { review: 0 }, next: null })).toBe('none\n\ncounts:\n  review  0')
  expect(textFor(items, ['stato', 'id', 'nothing'])).toBe('stato        id\nevasa        a\nin_evasione  bb')
  expect(textFor([])).toBe('none')
  expect(textFor(['a', 'b'])).toBe('a\nb')
})

it('anything else is a line for each member', () => {
  expect(textFor({ id: 'a', data_scadenza: '', multiutenza: [{ nome: 'mario' }] })).toBe(
    'id             a\ndata_scadenza\nmultiutenza:\n  nome\n  mario',
  )
  expect(
    textFor({ id: 'a', documenti: ['x', 'y'], timestamp: { scadenza: 1, di: { chi: 'b' } }, stato: 'evasa' }),
  ).toBe('id         a\ndocumenti  x, y\nstato      evasa\ntimestamp:\n  scadenza  1\n  di:\n    chi  b')
  expect(textFor(null)).toBe('done')
  expect(textFor(7)).toBe('7')
})

it('nothing speaks to the terminal or draws lines of its own', () => {
  expect(textFor({ nome: 'mario\u001b[2J\nrossi\u202e' })).toBe('nome  mario [2J rossi')
  expect(textFor([{ nome: 'a\tb\r\n' }])).toBe('nome\na b')
})

it('a long cell is shortened in a table', () => {
  expect(textFor([{ nome: 'x'.repeat(100) }])).toBe(`nome\n${'x'.repeat(59)}…`)
  expect(textFor({ nome: 'x'.repeat(100) })).toBe(`nome  ${'x'.repeat(100)}`)
})
