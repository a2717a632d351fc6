import { defineTexts } from './define.ts'

/** Outcomes of checks, and the history of something. */
export const reviewTexts = defineTexts(
  {
    agrees: 'Concorda',
    passed: 'A posto',
    warning: 'Attenzione',
    failed: 'Non va',
    not_assessed: 'Non valutato',
    when: 'Quando',
    what: 'Che cosa',
    by: 'Chi',
    why: 'Perché',
    noHistory: 'Non è ancora successo nulla.',
    customer: 'cliente',
    provider: 'gestore',
    clock: 'scadenza',
    operator: 'operatore',
  },
  {
    agrees: 'Agrees',
    passed: 'Passed',
    warning: 'Attention',
    failed: 'Failed',
    not_assessed: 'Not assessed',
    when: 'When',
    what: 'What',
    by: 'Who',
    why: 'Why',
    noHistory: 'Nothing has happened yet.',
    customer: 'customer',
    provider: 'provider',
    clock: 'clock',
    operator: 'operator',
  },
)
