import type { Mood } from '../ui/state.tsx'
import { defineTexts } from './define.ts'

/** The states of mailboxes as people say them. */
export const mailboxStates = defineTexts(
  {
    registrata: 'Registrata',
    in_evasione: 'In attivazione',
    documenti_errati: 'Documenti da correggere',
    evasa: 'Attiva',
    revocata: 'Revocata',
    chiusa: 'Chiusa',
    registrazione_annullata: 'Annullata',
  },
  {
    registrata: 'Registered',
    in_evasione: 'Being activated',
    documenti_errati: 'Documents to correct',
    evasa: 'Active',
    revocata: 'Revoked',
    chiusa: 'Closed',
    registrazione_annullata: 'Cancelled',
  },
)

export type MailboxState = keyof (typeof mailboxStates)['it']

/** Whose turn it is in each state. */
export const mailboxMoods: Record<MailboxState, Mood> = {
  registrata: 'yours',
  in_evasione: 'waiting',
  documenti_errati: 'wrong',
  evasa: 'good',
  revocata: 'over',
  chiusa: 'over',
  registrazione_annullata: 'over',
}
