// What any call may be refused with before it comes to its own rules (contract 1.7; 106 to 112, 117 to 119, 123 and 128 are our own).
import type { RefusalRow } from './row.ts'

export const platformRefusals = {
  100: { http: 400, text: 'invalid json body', known: 'ours' },
  101: { http: 404, text: 'unknown route', known: 'ours' },
  102: { http: 405, text: 'wrong method', known: 'ours' },
  103: { http: 413, text: 'body too large', known: 'ours' },
  104: { http: 500, text: 'internal failure', known: 'ours' },
  105: { http: 429, text: 'too many requests', known: 'ours' },
  106: { http: 422, text: 'idempotency key reused with another request', known: 'ours' },
  107: { http: 409, text: 'the first request with this idempotency key is still running', known: 'ours' },
  108: { http: 400, text: 'idempotency key not valid', known: 'ours' },
  110: { http: 406, text: '{field} not valid', known: 'ours' },
  111: { http: 503, text: 'service temporarily unavailable', known: 'ours' },
  112: { http: 406, text: 'what spends credit is never run by HEAD or prefetch', known: 'ours' },
  117: { http: 400, text: 'malformed http request', known: 'ours' },
  118: { http: 431, text: 'headers too large', known: 'ours' },
  119: { http: 408, text: 'the request did not arrive in time', known: 'ours' },
  123: { http: 406, text: 'X-Sandbox-Refuse: this call is never refused with {number}', known: 'ours' },
  125.22: { http: 401, text: 'Wrong Token', known: 'documented' },
  126: { http: 403, text: 'Wrong Scope', known: 'ours' },
  127: { http: 403, text: 'token limits exceeded', known: 'ours' },
  128: { http: 406, text: 'nothing was renewed: the expiry is {expiry}, not that of Renewal-From', known: 'ours' },
} as const satisfies Readonly<Record<number, RefusalRow>>
