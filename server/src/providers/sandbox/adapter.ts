// The product's simulated provider: a movable clock, delays, and outcomes chosen by the address. It keeps no state of
// its own: what it answers follows from the order and the hour, so that restarts and several processes agree.
import { randomInt } from 'node:crypto'
import type { Provider, PlacedOrder } from '../port.ts'
import { sandboxDomains } from './domains.ts'
import { manifest } from './manifest.ts'
import { outcomesOf, SLOW_FACTOR } from './outcomes.ts'
import { sandboxRegister } from './register.ts'

/** The simulated provider; `delayMs` is how long it takes to decide. */
export function sandboxProvider(options: { delayMs: number }): Provider {
  const delayOf = (casella_pec: string) => options.delayMs * (outcomesOf(casella_pec).has('lenta') ? SLOW_FACTOR : 1)
  const after = (moment: Date, casella_pec: string) => new Date(moment.getTime() + delayOf(casella_pec))

  const doneOrFailing = async ({ casella_pec }: PlacedOrder) =>
    outcomesOf(casella_pec).has('guasto') ? simulatedFailure : ({ is: 'done', value: {} } as const)

  return {
    manifest,
    ...sandboxRegister(options),
    ...sandboxDomains(options),
    revoke: doneOrFailing,
    renew: doneOrFailing,
    resize: doneOrFailing,
    upgrade: doneOrFailing,
    preserve: doneOrFailing,
    addUser: doneOrFailing,

    async checkAddress(casella_pec) {
      const outcomes = outcomesOf(casella_pec)
      if (outcomes.has('guasto')) return simulatedFailure
      return { is: 'done', value: { available: !outcomes.has('occupata') } }
    },

    async reserveAddress({ casella_pec }, now) {
      const outcomes = outcomesOf(casella_pec)
      if (outcomes.has('guasto')) return simulatedFailure
      if (outcomes.has('occupata')) return { is: 'refused', reasons: ['casella non disponibile'] }
      return {
        is: 'done',
        value: {
          cod_attivazione: String(randomInt(10_000_000, 100_000_000)),
          ...(outcomes.has('annullata') ? { askAgainAt: after(now, casella_pec) } : {}),
        },
      }
    },

    async submitDocuments({ casella_pec }, now) {
      if (outcomesOf(casella_pec).has('guasto')) return simulatedFailure
      return { is: 'done', value: { askAgainAt: after(now, casella_pec) } }
    },

    async activationStatus(order, now) {
      const outcomes = outcomesOf(order.casella_pec)
      const decidesAt = after(order.submittedAt ?? order.registeredAt, order.casella_pec)
      if (now < decidesAt) return { is: 'pending', askAgainAt: decidesAt }
      if (outcomes.has('annullata')) return { is: 'done', value: { is: 'called off', reason: 'annullata dal gestore' } }
      if (outcomes.has('errati') && isFirstTry(order)) {
        return { is: 'done', value: { is: 'sent back', reasons: ['documento non leggibile'] } }
      }
      return { is: 'done', value: { is: 'activated' } }
    },
  }
}

const simulatedFailure = { is: 'down', cause: 'simulated failure' } as const

const isFirstTry = (order: PlacedOrder) => order.submissions <= 1
