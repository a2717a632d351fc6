import { expect, it } from 'vitest'
import { watchOutages } from './outage.ts'

const full = new Error('no space left on device')
const away = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })

/** A database that is away until `there` is true, and what was told of it. */
function watched() {
  const state = { there: false }
  const told: string[] = []
  const watch = watchOutages({
    probe: () => (state.there ? Promise.resolve() : Promise.reject(away)),
    onLost: () => told.push('lost'),
    onBack: () => told.push('back'),
    causeOf: (error) => (error === full ? 'disk' : undefined),
    onFailing: (cause) => told.push(`${cause} fails`),
    onServing: (cause, { failures }) => told.push(`${cause} failed ${failures} times`),
    quietMs: 20,
  })
  const report = (error: unknown) => watch.report(error, () => told.push('error'))
  return { state, told, report, close: () => watch.close() }
}

it('a hundred errors of one outage are one line, and another when it is over', async () => {
  const { state, told, report, close } = watched()
  const asTheQueueTells = { code: '57P01', message: 'terminating connection' }
  for (let count = 0; count < 50; count += 1) [away, asTheQueueTells].forEach(report)
  await expect.poll(() => told).toEqual(['lost'])
  report(away)
  state.there = true
  await expect.poll(() => told, { timeout: 10_000 }).toEqual(['lost', 'back'])
  close()
})

it('errors that are not of the database are told as they are', async () => {
  const { state, told, report, close } = watched()
  report(new Error('a mistake of ours'))
  expect(told).toEqual(['error'])
  // A provider that refuses connections looks like a database that does, but the database answers.
  state.there = true
  report(away)
  await expect.poll(() => told).toEqual(['error', 'error'])
  close()
})

it('a hundred failures of one cause are one line, and another with their count once none has come for a while', async () => {
  const { told, report, close } = watched()
  for (let count = 0; count < 100; count += 1) report(full)
  expect(told).toEqual(['disk fails'])
  await expect.poll(() => told).toEqual(['disk fails', 'disk failed 100 times'])
  report(full)
  expect(told.at(-1)).toBe('disk fails')
  close()
})
