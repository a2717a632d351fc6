// Dates of the platform calls: ISO 8601 with an offset, whole seconds (contract 1.4).

/** An instant such as 2026-02-12T08:30:00+00:00. */
export const isoWithOffset = (instant: Date): string => `${instant.toISOString().slice(0, 19)}+00:00`
