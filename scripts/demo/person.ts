// The invented person of the demo, with identifiers in a valid format.

/** The body of POST /pec for an address and a callback. */
export function registration(casella_pec: string, callback: Record<string, unknown>): Record<string, unknown> {
  return {
    casella_pec,
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
    indirizzo_titolare: 'via verdi 20',
    comune_titolare: 'roma',
    cap_titolare: '00142',
    nazione_titolare: 'it',
    provincia_titolare: 'RM',
    callback,
  }
}

/** The body of POST /comunica_pec for an address and a callback. */
export function communication(casella_pec: string, callback: Record<string, unknown>): Record<string, unknown> {
  return {
    casella_pec,
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
    callback,
  }
}
