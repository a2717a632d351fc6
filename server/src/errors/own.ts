// The number space of our own calls under /v1.
import { platformRefusals } from './platform.ts'
import type { RefusalRow } from './row.ts'

/** Every refusal of our own calls, by number. */
export const ownRefusals = {
  ...platformRefusals,

  109: { http: 404, text: 'not found', known: 'ours' },
  114: { http: 406, text: 'this e-mail has an account already', known: 'ours' },
  115: { http: 428, text: 'the current state does not allow this', known: 'ours' },
  116: { http: 406, text: 'index not imported: it {why}', known: 'ours' },
} as const satisfies Readonly<Record<number, RefusalRow>>
