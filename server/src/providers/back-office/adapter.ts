// No API behind it: people work at the provider's own panel, by the operators' queue, and record here what became of each
// order.
import { randomInt } from 'node:crypto'
import type { Provider } from '../port/capabilities.ts'
import { manifest } from './manifest.ts'

/** The provider that is a person: every order is taken, and decisions come only from the operator. */
export function backOfficeProvider(): Provider {
  // Taken at once: a task, or a review, is in the queue from the same transaction on.
  const taken = async () => ({ is: 'done', value: {} }) as const
  return {
    manifest,
    mailboxes: {
      checkAddress: async () => ({ is: 'done', value: { available: true } }),
      register: async () => ({ is: 'done', value: { cod_attivazione: String(randomInt(10_000_000, 100_000_000)) } }),
      submitDocuments: taken,
      revoke: taken,
      renew: taken,
      resize: taken,
      upgrade: taken,
      preserve: taken,
      addUser: taken,
    },
    registryRequests: { open: taken, submitDocuments: taken },
    certifiedDomains: { order: taken, renew: taken, revoke: taken },
  }
}
