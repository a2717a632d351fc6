// Creates and hashes secrets. Only hashes are stored.
import { createHash, randomBytes } from 'node:crypto'

/** A new bearer token: 32 lower-case hex digits, 128 random bits (contract 1.6 shows the format). */
export const newToken = (): string => randomBytes(16).toString('hex')

/** A new API key: 32 lower-case hex digits. */
export const newApiKey = (): string => randomBytes(16).toString('hex')

/** SHA-256 is enough, because the secrets have 128 random bits. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest()
