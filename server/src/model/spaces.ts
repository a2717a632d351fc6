// Spaces of a mailbox as sent by a customer: `3072`, `"3072"` (the new size) or `"+1024"` (added), in MiB.

export interface SpaceChange {
  add: boolean
  mb: number
}

const LARGEST_MB = 99_999_999

/** Parses a space (contract 2.8): whole megabytes in plain digits, at most eight of them; a leading + adds. */
export function parseSpace(value: unknown): SpaceChange | undefined {
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 && value <= LARGEST_MB ? { add: false, mb: value } : undefined
  if (typeof value !== 'string' || value.length > 9 || !/^\+?[0-9]{1,8}$/.test(value)) return undefined
  return value.startsWith('+') ? { add: true, mb: Number(value.slice(1)) } : { add: false, mb: Number(value) }
}

/** The size after a change; the current size when there is no change. */
export const resized = (current: number, change: SpaceChange | undefined): number =>
  change === undefined ? current : change.add ? current + change.mb : change.mb
