// The number space of the platform calls (contract 2.25): numbers of their own, some of which mean something else in the
// contract. Texts the page does not name are ours.
import { platformRefusals } from './platform.ts'
import type { RefusalRow } from './row.ts'

/** Every refusal of the platform calls, by number; 100 and 110 are not those of other calls. */
export const oauthRefusals = {
  ...platformRefusals,

  10: { http: 404, text: 'Scope not found', known: 'documented' },
  60: { http: 422, text: 'Invalid Token Format', known: 'documented' },
  70: { http: 422, text: 'missing scopes array', known: 'documented' },
  80: { http: 422, text: 'invalid scopes format', known: 'documented' },
  90: { http: 422, text: 'Invalid scopes specified or API not enabled', known: 'documented' },
  100: { http: 422, text: 'invalid body', known: 'ours' },
  110: { http: 422, text: 'Invalid scopes specified or API not enabled', known: 'ours' },
  120: { http: 404, text: 'Token not found', known: 'ours' },
  130: { http: 401, text: 'Unauthorized', known: 'documented' },
  140: { http: 401, text: 'Unauthorized', known: 'documented' },
  150: { http: 400, text: 'token not updated', known: 'ours' },
  160: { http: 404, text: 'Token not found', known: 'ours' },
  170: { http: 400, text: 'token not deleted', known: 'ours' },
  180: { http: 404, text: 'Token not found', known: 'ours' },
  190: { http: 400, text: 'Query error', known: 'ours' },
  200: { http: 404, text: 'Callback not found', known: 'documented' },
  210: { http: 400, text: 'Query error', known: 'documented' },
  240: { http: 422, text: 'date not valid', known: 'ours' },
} as const satisfies Readonly<Record<number, RefusalRow>>
