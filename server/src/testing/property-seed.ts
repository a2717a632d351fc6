// The seed of a property test: random and printed on every run; PROPERTY_SEED repeats a run.

/** A seed for fast-check, from PROPERTY_SEED or random, printed with the name of the test. */
export function propertySeed(what: string): number {
  const asked = Number(process.env.PROPERTY_SEED)
  const seed = Number.isInteger(asked) && asked > 0 ? asked : Number(process.hrtime.bigint() % 2n ** 31n)
  process.stdout.write(`${what}: PROPERTY_SEED=${seed}\n`)
  return seed
}
