import type { ResourceKind } from './resource-kind.ts'

const A_DAY_MS = 86_400_000
const USUAL_DAYS = 3
/** What already lapsed at the provider is done first. */
const LAPSED_DAYS = 1

const CERTIFIED_WITHIN_MS = 10 * A_DAY_MS
const AN_HOUR_MS = 3_600_000

/** How long what is to be judged may wait: documents and filings for so many hours, a domain for its certification. */
export const reviewDueMs = (kind: ResourceKind, hours: number): number =>
  kind === 'certified-domain' ? CERTIFIED_WITHIN_MS : hours * AN_HOUR_MS

/**
 * By when people have to have done something. `expiryBefore` (Unix seconds): what is renewed lapses at the provider then,
 * so it is done before; null for everything else.
 */
export function taskDueAt(now: Date, expiryBefore: number | null): Date {
  const usual = now.getTime() + USUAL_DAYS * A_DAY_MS
  if (expiryBefore === null) return new Date(usual)
  const lapses = expiryBefore * 1000
  return new Date(lapses > now.getTime() ? Math.min(lapses, usual) : now.getTime() + LAPSED_DAYS * A_DAY_MS)
}
