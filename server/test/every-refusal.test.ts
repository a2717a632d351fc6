// Every number an operation declares was answered by some test of this run; what no test reaches is listed.
import { readFile } from 'node:fs/promises'
import { expect, inject, it } from 'vitest'
import { routes } from '../src/api/routes.ts'

it('every declared refusal was seen in this run, but for those listed as untested', async () => {
  const seen = new Set((await readFile(inject('seenRefusals'), 'utf8')).split('\n'))
  const declared = routes
    .filter((operation) => operation.built)
    .flatMap(({ route, refusals }) => refusals.map(({ number }) => `${route} ${number}`))
  expect(declared.length).toBeGreaterThan(100)
  const unseen = [...new Set(declared)].filter((pair) => !seen.has(pair)).sort()
  const golden = await readFile(new URL('./golden/untested-refusals.txt', import.meta.url), 'utf8')
  expect(unseen).toEqual(golden.split('\n').filter((line) => line !== ''))
})
