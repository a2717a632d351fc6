// The simulated filing with the Business Register: a code after the delay, and after the documents an answer.
import type { RequestPort } from '../port/registry-requests.ts'
import { outcomesIn, simulatedFailure, SLOW_FACTOR } from './outcomes.ts'

/** The code every sample of the contract shows. */
const CODE = 'openapi'

/** A filing that is open, as the simulated provider has them. */
export const simulatedFiling = {
  codice_registro_imprese: CODE,
  attorney: { name: 'Intermediario di prova S.r.l.', fiscalCode: '12345678903' },
}

/** What the simulated provider does about the Business Register; `delayMs` is how long each of its steps takes. */
export function sandboxRegister(options: { delayMs: number }): RequestPort {
  const after = (moment: Date, casella_pec: string) => {
    const factor = outcomesIn(casella_pec).has('lenta') ? SLOW_FACTOR : 1
    return new Date(moment.getTime() + options.delayMs * factor)
  }
  return {
    async open({ casella_pec }, { now }) {
      if (outcomesIn(casella_pec).has('guasto')) return simulatedFailure
      return { is: 'done', value: { codice_registro_imprese: CODE, askAgainAt: after(now, casella_pec) } }
    },

    async submitDocuments({ casella_pec }, _documents, { now }) {
      if (outcomesIn(casella_pec).has('guasto')) return simulatedFailure
      return { is: 'done', value: { askAgainAt: after(now, casella_pec) } }
    },

    async status({ casella_pec, placedAt, submittedAt, submissions }, now) {
      const decidesAt = after(submittedAt ?? placedAt, casella_pec)
      if (now < decidesAt) return { is: 'pending', askAgainAt: decidesAt }
      if (submittedAt === null) {
        return { is: 'done', value: { is: 'code obtained', ...simulatedFiling } }
      }
      if (outcomesIn(casella_pec).has('errati') && submissions <= 1) {
        return { is: 'done', value: { is: 'sent back', reasons: ['firma non leggibile'] } }
      }
      return { is: 'done', value: { is: 'communicated' } }
    },
  }
}
