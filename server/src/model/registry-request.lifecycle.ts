import { lifecycle } from './lifecycle.ts'

// Contract 3.2; documents sent back return to in_attesa_di_documenti, as no failure state exists.
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

/** What `stato` of a request to the business register may be. */
export type RegistryRequestState = keyof typeof registryRequestLifecycle.states

/** The moves of a request to the business register. */
export type RegistryRequestMove = keyof typeof registryRequestLifecycle.moves

/** What needs a state of the request and changes none. */
export type RegistryRequestActivity = keyof typeof registryRequestLifecycle.while
