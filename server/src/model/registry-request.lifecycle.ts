import { lifecycle } from './lifecycle.ts'

// Contract 3.2. Rejected documents return the request to in_attesa_di_documenti, as there is no failure state.
export const registryRequestLifecycle = lifecycle('registry-request', {
  initial: 'codice_in_richiesta',
  states: {
    codice_in_richiesta: { means: 'asked for and paid; the register code is on its way', waitsFor: 'provider' },
    in_attesa_di_documenti: { means: 'power of attorney to be signed and handed in', waitsFor: 'customer' },
    documenti_caricati: { means: 'signed documents are with the provider', waitsFor: 'provider' },
    comunicazione_evasa: { means: 'the register has been told', waitsFor: 'nobody', final: true },
  },
  moves: {
    askForDocuments: { from: ['codice_in_richiesta'], to: 'in_attesa_di_documenti', by: 'provider' },
    submitDocuments: { from: ['in_attesa_di_documenti'], to: 'documenti_caricati', by: 'customer' },
    sendBack: { from: ['documenti_caricati'], to: 'in_attesa_di_documenti', by: 'provider' },
    accept: { from: ['documenti_caricati'], to: 'comunicazione_evasa', by: 'provider' },
  },
  while: { downloadPowerOfAttorney: ['in_attesa_di_documenti', 'documenti_caricati', 'comunicazione_evasa'] },
})

/** The values of `stato` of a request to the Business Register. */
export type RegistryRequestState = keyof typeof registryRequestLifecycle.states

/** The moves of a request to the Business Register. */
export type RegistryRequestMove = keyof typeof registryRequestLifecycle.moves

/** Activities that require a state of the request without changing it. */
export type RegistryRequestActivity = keyof typeof registryRequestLifecycle.while
