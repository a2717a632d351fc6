// No API behind it: an operator works at the provider's own panel and records here what became of each order.
import { randomInt } from 'node:crypto'
import type { Provider } from '../port.ts'
import { manifest } from './manifest.ts'

/** The provider that is a person: every order is taken, and news come only from the operator. */
export function backOfficeProvider(): Provider {
  // Taken at once; the operator sees the order in the history and does it at the provider's panel.
  const taken = async () => ({ is: 'done', value: {} }) as const
  const onlyTheOperatorKnows = async (_order: unknown, now: Date) =>
    ({ is: 'pending', askAgainAt: new Date(now.getTime() + A_DAY_MS) }) as const
  return {
    manifest,
    revoke: taken,
    renew: taken,
    resize: taken,
    upgrade: taken,
    preserve: taken,
    addUser: taken,
    async checkAddress() {
      return { is: 'done', value: { available: true } }
    },
    async reserveAddress() {
      return { is: 'done', value: { cod_attivazione: String(randomInt(10_000_000, 100_000_000)) } }
    },
    async submitDocuments() {
      return { is: 'done', value: { askAgainAt: undefined } }
    },
    activationStatus: onlyTheOperatorKnows,
    openRegisterFiling: taken,
    async submitToRegister() {
      return { is: 'done', value: { askAgainAt: undefined } }
    },
    registerStatus: onlyTheOperatorKnows,
    orderDomain: taken,
    domainStatus: onlyTheOperatorKnows,
    renewDomain: taken,
    revokeDomain: taken,
  }
}

const A_DAY_MS = 86_400_000
