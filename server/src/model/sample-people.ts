// Invented people with valid identifiers, for whoever tries something out: Mario Rossi, born in Rome, and Azienda Prova.

/** Mario Rossi, as a registration declares him. */
export const mario = {
  tipo_casella: 'GOLD',
  tipo_cliente: 'PV',
  nome_richiedente: 'mario',
  cognome_richiedente: 'rossi',
  email: 'mario.rossi@example.com',
  telefono: '0612345678',
  codice_fiscale_richiedente: 'RSSMRA80A01H501U',
  data_nascita_richiedente: '01/01/1980',
  sesso_richiedente: 'M',
  nazione_nascita_richiedente: 'it',
  comune_nascita_richiedente: 'roma',
  provincia_nascita_richiedente: 'RM',
  indirizzo_titolare: 'via verdi 20',
  comune_titolare: 'roma',
  cap_titolare: '00142',
  nazione_titolare: 'it',
  provincia_titolare: 'RM',
} as const

/** Azienda Prova with Mario at its head, as a communication to the Business Register declares them. */
export const aziendaProva = {
  cf: 'RSSMRA80A01H501U',
  nome: 'mario',
  cognome: 'rossi',
  qualifica: 'LEGALE_RAPPRESENTANTE',
  email: 'mario.rossi@example.com',
  cellulare: '3331234567',
  ragione_sociale: 'azienda prova srl',
  cf_piva: '12345678903',
  comune: 'roma',
  provincia: 'RM',
} as const
