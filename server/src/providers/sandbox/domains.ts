// The simulated certification of a domain: order, records and set-up after the delay, the index after twice the delay.
import type { DomainOrder, DomainPort } from '../port/certified-domains.ts'
import { outcomesOfDomain, simulatedFailure, SLOW_FACTOR } from './outcomes.ts'

/** What the simulated provider does about domains; `delayMs` is how long each of its two steps takes. */
export function sandboxDomains(options: { delayMs: number }): DomainPort {
  const stepMs = (dominio: string) => options.delayMs * (outcomesOfDomain(dominio).has('lenta') ? SLOW_FACTOR : 1)
  const doneOrFailing = async ({ dominio }: DomainOrder) =>
    outcomesOfDomain(dominio).has('guasto') ? simulatedFailure : ({ is: 'done', value: {} } as const)

  return {
    renew: doneOrFailing,
    revoke: doneOrFailing,

    async order({ dominio }, { now }) {
      const outcomes = outcomesOfDomain(dominio)
      if (outcomes.has('guasto')) return simulatedFailure
      if (outcomes.has('occupata')) return { is: 'refused', reasons: ['dominio già registrato'] }
      return { is: 'done', value: { askAgainAt: new Date(now.getTime() + stepMs(dominio)) } }
    },

    async status({ dominio, orderedAt }, now) {
      const outcomes = outcomesOfDomain(dominio)
      const setUpAt = new Date(orderedAt.getTime() + stepMs(dominio))
      if (now < setUpAt) return { is: 'pending', askAgainAt: setUpAt }
      if (outcomes.has('annullata')) return { is: 'done', value: { is: 'called off', reason: 'annullato dal gestore' } }
      const done = { stato_fornitore: 'OK', config: 'OK' } as const
      if (outcomes.has('errati')) {
        return { is: 'done', value: { is: 'flags', flags: { ...done, dns: 'KO', certif: 'MISSING' } } }
      }
      const certifiedAt = new Date(setUpAt.getTime() + stepMs(dominio))
      if (now >= certifiedAt) return { is: 'done', value: { is: 'flags', flags: { ...done, dns: 'OK', certif: 'OK' } } }
      const flags = { ...done, dns: 'OK', certif: 'MISSING' } as const
      return { is: 'done', value: { is: 'flags', flags, askAgainAt: certifiedAt } }
    },
  }
}
