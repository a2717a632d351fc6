// How long a fuzzer runs: short in the suite; FUZZ_RUNS makes it longer, PROPERTY_SEED repeats a run.
import fc from 'fast-check'
import { expect } from 'vitest'
import { propertySeed } from '../../src/testing/property-seed.ts'

export interface FuzzRun {
  runs: number
  seed: number
}

/** Splits the runs asked for into parts of `most`, each with a seed that follows from the first. */
export function fuzzRuns(what: string, { usual, most }: { usual: number; most: number }): FuzzRun[] {
  const asked = Number(process.env.FUZZ_RUNS)
  const all = Number.isInteger(asked) && asked > 0 ? asked : usual
  const seed = propertySeed(what)
  return Array.from({ length: Math.ceil(all / most) }, (_, part) => ({
    runs: Math.min(most, all - part * most),
    seed: seed + part,
  }))
}

/** Expects `holds` of every value; says how to repeat what failed, and for what value when that can be read. */
export async function expectOfAll<T>(
  { runs, seed }: FuzzRun,
  values: fc.Arbitrary<T>,
  holds: (value: T) => Promise<void>,
  told: (value: T) => string = (value) => JSON.stringify(value),
): Promise<void> {
  const property = fc.asyncProperty(values, holds)
  const { failed, errorInstance, counterexample, numShrinks } = await fc.check(property, { numRuns: runs, seed })
  if (!failed) return
  const repeat = `PROPERTY_SEED=${seed} FUZZ_RUNS=${runs} repeats this (made simpler ${numShrinks} times)`
  expect.fail(`${repeat}\n${String(errorInstance)}\n${counterexample === null ? '' : told(counterexample[0])}`)
}
