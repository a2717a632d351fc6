import { expect, it } from 'vitest'
import { nearest } from '../src/nearest.ts'
import { withProgress } from '../src/progress.ts'

it('long work says how far it is, on one line, and takes it away at the end', async () => {
  const said: string[] = []
  let finish = () => {}
  const work = new Promise<string>((resolve) => (finish = () => resolve('done')))
  const write = (text: string) => {
    said.push(text)
    if (said.length === 3) finish()
  }
  let asked = 0
  const line = () => `${(asked += 1)} of 9`
  expect(await withProgress(work, line, { output: { isTTY: true, write }, everyMs: 1 })).toBe('done')
  expect(said.slice(0, 2)).toEqual(['\r\u001b[K1 of 9', '\r\u001b[K2 of 9'])
  expect(said.at(-1)).toBe('\r\u001b[K')
})

it('says nothing where nobody looks at it, and fails as the work does', async () => {
  const said: string[] = []
  const output = { isTTY: false, write: (text: string) => void said.push(text) }
  await expect(withProgress(Promise.reject(new Error('lost')), () => 'x', { output })).rejects.toThrow('lost')
  expect(said).toEqual([])
})

it.each([
  ['pec lst', ['pec list']],
  ['clok', ['clock']],
  ['lcock', ['clock']],
  ['tokens', ['tokens', 'token']],
  ['something else', []],
  ['', []],
])('nearest to %j', (text, found) => {
  expect(nearest(text, ['pec list', 'clock', 'token', 'tokens', 'queue list'])).toEqual(found)
})
