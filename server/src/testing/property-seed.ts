// The seed of a property test: another one every run, printed; PROPERTY_SEED repeats a run.

/** A seed for fast-check, from PROPERTY_SEED or new; what it is for is printed with it. */
export function propertySeed(what: string): number {
  const asked = Number(process.env.PROPERTY_SEED)
  const seed = Number.isInteger(asked) && asked > 0 ? asked : Number(process.hrtime.bigint() % 2n ** 31n)
  process.stdout.write(`${what}: PROPERTY_SEED=${seed}\n`)
  return seed
}
