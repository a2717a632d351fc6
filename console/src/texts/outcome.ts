import { defineTexts } from './define.ts'

/** What a provider or the register made of it. */
export const outcomeTexts = defineTexts(
  {
    PENDING: 'In attesa di una decisione',
    ACCEPTED: 'Accettato',
    SENT_BACK: 'Documenti da correggere',
    CALLED_OFF: 'Rifiutato',
    UNDONE: 'Il gestore non ha eseguito l’ultima richiesta',
    final: 'Riprovare non cambierebbe nulla.',
  },
  {
    PENDING: 'Waiting for a decision',
    ACCEPTED: 'Accepted',
    SENT_BACK: 'Documents to correct',
    CALLED_OFF: 'Refused',
    UNDONE: 'The provider did not do what was asked last',
    final: 'Trying again would not change it.',
  },
)
