// Hashes of passwords: scrypt with the parameters OWASP gives for 32 MiB, a few at once in each process.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import type { ScryptOptions } from 'node:crypto'

/** What a hash was made with: the parameters and the salt, as its text begins. */
const PARAMETERS = 'scrypt$15$8$3'
const HASH_BYTES = 32
const SALT_BYTES = 16
// Each takes 32 MiB and one of the few threads that also read files and look up names.
const MOST_AT_ONCE = 2
const MOST_WAITING = 64

/** There is more to hash than this process can take on. */
export class TooManyHashesError extends Error {
  override name = 'TooManyHashesError'
}

/** A new salt with the parameters of today. */
export const newSalt = (): string => `${PARAMETERS}$${randomBytes(SALT_BYTES).toString('base64url')}`

/** Parameters and salt of a hash. */
export const saltOf = (hash: string): string => hash.slice(0, hash.lastIndexOf('$'))

/** The hash of a password by a salt. Throws TooManyHashesError. */
export async function hashPassword(password: string, salt: string): Promise<string> {
  const [, cost = '', blockSize = '', parallelization = '', bytes = ''] = salt.split('$')
  const [N, r, p] = [2 ** Number(cost), Number(blockSize), Number(parallelization)]
  const options = { N, r, p, maxmem: 256 * N * r }
  const derived = await inTurn(() => derive(password.normalize('NFKC'), Buffer.from(bytes, 'base64url'), options))
  return `${salt}$${derived.toString('base64url')}`
}

/** Whether two hashes are the same, in a time that does not tell where they differ. */
export function isSameHash(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const derive = (password: string, salt: Buffer, options: ScryptOptions) =>
  new Promise<Buffer>((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, options, (error, key) => (error === null ? resolve(key) : reject(error)))
  })

let running = 0
const waiting: (() => void)[] = []

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= MOST_WAITING) throw new TooManyHashesError('too many passwords at once')
  if (running >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve))
  else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }
}
