// What a customer declares about an address to communicate to the Business Register, in wire names (contract 2.14). The
// only list of these fields.

/** Text fields. */
export const declaredRequestTexts = [
  'casella_pec',
  'cf',
  'nome',
  'cognome',
  'qualifica',
  'email',
  'cellulare',
  'ragione_sociale',
  'cf_piva',
  'comune',
  'provincia',
] as const

/** The declared data. `pec_amministratore`: the address is the director's own, not the company's. */
export type DeclaredRequest = Record<(typeof declaredRequestTexts)[number], string> & { pec_amministratore: boolean }
