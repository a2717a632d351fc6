// The product's simulated provider: a movable clock, delays, and outcomes chosen by the address. It keeps no state of
// its own: what it answers follows from the order and the time, so that restarts and several processes agree.
import type { Provider } from '../port/capabilities.ts'
import { sandboxDomains } from './domains.ts'
import { sandboxMailboxes } from './mailboxes.ts'
import { manifest } from './manifest.ts'
import { sandboxRegister } from './register.ts'

/** The simulated provider; `delayMs` is how long it takes to decide. */
export function sandboxProvider(options: { delayMs: number }): Provider {
  return {
    manifest,
    mailboxes: sandboxMailboxes(options),
    certifiedDomains: sandboxDomains(options),
    registryRequests: sandboxRegister(options),
  }
}
