// What a customer declares of an address to be communicated to the Business Register, spelled as on the wire
// (contract 2.14). Named here once.

/** Fields whose value is a text. */
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

/** What was declared; `pec_amministratore`: the address is the director's own, not the company's. */
export type DeclaredRequest = Record<(typeof declaredRequestTexts)[number], string> & { pec_amministratore: boolean }
