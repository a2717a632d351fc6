import { randomBytes } from 'node:crypto'

/** A new resource id: the creation second as 8 hex digits and 16 random ones (contract 1.4). */
export function newResourceId(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000) >>> 0
  return seconds.toString(16).padStart(8, '0') + randomBytes(8).toString('hex')
}

/** Whether a text has the format of a resource id: 24 lower-case hex digits (contract 1.4). */
export function isResourceId(text: string): boolean {
  return text.length === 24 && /^[0-9a-f]{24}$/.test(text)
}
