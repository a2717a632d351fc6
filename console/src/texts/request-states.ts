import type { Mood } from '../ui/state.tsx'
import { defineTexts } from './define.ts'

/** The states of requests to the Business Register as people say them. */
export const requestStates = defineTexts(
  {
    codice_in_richiesta: 'In attesa del codice',
    in_attesa_di_documenti: 'Procura da firmare',
    documenti_caricati: 'In lavorazione',
    comunicazione_evasa: 'Comunicata',
  },
  {
    codice_in_richiesta: 'Waiting for the code',
    in_attesa_di_documenti: 'Power of attorney to sign',
    documenti_caricati: 'Being filed',
    comunicazione_evasa: 'Communicated',
  },
)

export type RequestState = keyof (typeof requestStates)['it']

/** Whose turn it is in each state. */
export const requestMoods: Record<RequestState, Mood> = {
  codice_in_richiesta: 'waiting',
  in_attesa_di_documenti: 'yours',
  documenti_caricati: 'waiting',
  comunicazione_evasa: 'good',
}
