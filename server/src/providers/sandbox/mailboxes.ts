// The simulated mailboxes: registered at once, activated or sent back after the delay.
import { randomInt } from 'node:crypto'
import type { MailboxOrder, MailboxPort } from '../port/mailboxes.ts'
import { outcomesOf, simulatedFailure, SLOW_FACTOR } from './outcomes.ts'

/** What the simulated provider does about mailboxes; `delayMs` is how long it takes to decide. */
export function sandboxMailboxes(options: { delayMs: number }): MailboxPort {
  const delayOf = (casella_pec: string) => options.delayMs * (outcomesOf(casella_pec).has('lenta') ? SLOW_FACTOR : 1)
  const after = (moment: Date, casella_pec: string) => new Date(moment.getTime() + delayOf(casella_pec))
  const doneOrFailing = async ({ casella_pec }: MailboxOrder) =>
    outcomesOf(casella_pec).has('guasto') ? simulatedFailure : ({ is: 'done', value: {} } as const)

  return {
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

    async register({ casella_pec }, { now }) {
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

    async submitDocuments({ casella_pec }, _documents, { now }) {
      if (outcomesOf(casella_pec).has('guasto')) return simulatedFailure
      return { is: 'done', value: { askAgainAt: after(now, casella_pec) } }
    },

    async status(order, now) {
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

const isFirstTry = (order: MailboxOrder) => order.submissions <= 1
