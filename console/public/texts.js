// What the console says: Italian first, English beside it.

/** A state of a mailbox in words, and whom it waits for (as in the lifecycle of the API). */
export const states = {
  registrata: { it: 'Registrata, modulo da firmare', en: 'Registered, form to be signed', waitsFor: 'customer' },
  in_evasione: { it: 'Documenti in verifica', en: 'Documents being checked', waitsFor: 'provider' },
  documenti_errati: { it: 'Documenti respinti, da ripresentare', en: 'Documents sent back', waitsFor: 'customer' },
  evasa: { it: 'Attiva', en: 'Working', waitsFor: 'nobody' },
  revocata: {
    it: 'Revocata, riattivabile con un rinnovo',
    en: 'Revoked, a renewal brings it back',
    waitsFor: 'nobody',
  },
  chiusa: { it: 'Chiusa', en: 'Closed', waitsFor: 'nobody' },
  registrazione_annullata: { it: 'Registrazione annullata', en: 'Registration cancelled', waitsFor: 'nobody' },
}

export const waits = {
  customer: { it: 'Voi', en: 'You' },
  provider: { it: 'Il gestore', en: 'The provider' },
  clock: { it: 'Il tempo', en: 'Time' },
  operator: { it: 'L’operatore', en: 'The operator' },
  nobody: { it: 'Nessuno', en: 'Nobody' },
}

export const texts = {
  loading: { it: 'Caricamento…', en: 'Loading…' },
  none: { it: 'Nessuna casella.', en: 'No mailbox yet.' },
  noExpiry: { it: 'non ancora attiva', en: 'not yet active' },
  download: { it: 'Scarica il modulo', en: 'Download the form' },
  noForm: { it: 'Il modulo serve solo prima dell’attivazione', en: 'The form is needed only before activation' },
  noToken: { it: 'Token non valido o scaduto.', en: 'Token not valid, or expired.' },
  noAnswer: { it: 'Il server non risponde.', en: 'The server does not answer.' },
  refused: { it: 'Richiesta rifiutata', en: 'Request refused' },
}
