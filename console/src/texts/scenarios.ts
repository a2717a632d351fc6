import { defineTexts } from './define.ts'

/** What the sandbox lets happen to something; what each scenario does is told by the server. */
export const scenarioTexts = defineTexts(
  {
    title: 'Sandbox: cosa può succedere',
    note: 'In produzione lo decidono gestore, server DNS, Registro imprese o il tempo; qui lo scegliete voi.',
    what: 'Cosa succede',
    needs: (what: string) => `Serve: ${what}.`,
    why: 'Motivi, uno per riga',
    whyNote: 'Facoltativi: un codice (per esempio id-expired) o parole vostre.',
    run: 'Fai accadere',
    none: 'In questo stato non può succedere più nulla.',
    done: 'Fatto.',
  },
  {
    title: 'Sandbox: what may happen',
    note: 'In production providers, name servers, the Business Register or time decide; here you do.',
    what: 'What happens',
    needs: (what: string) => `It takes: ${what}.`,
    why: 'Reasons, one a line',
    whyNote: 'Optional: a code (such as id-expired) or words of your own.',
    run: 'Let it happen',
    none: 'Nothing more can happen in this state.',
    done: 'Done.',
  },
)
