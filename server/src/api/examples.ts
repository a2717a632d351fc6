// Request bodies for the published contract, with valid invented identifiers.

const examples: Readonly<Record<string, unknown>> = {
  registerMailbox: {
    casella_pec: 'azienda.prova@testcert.legalmail.it',
    tipo_casella: 'GOLD',
    tipo_cliente: 'IM',
    sottotipo_cliente: 'IN',
    nome_richiedente: 'mario',
    cognome_richiedente: 'rossi',
    email: 'mario.rossi@example.com',
    telefono: '0612345678',
    codice_fiscale_richiedente: 'RSSMRA80A01H501U',
    data_nascita_richiedente: '01/01/1980',
    sesso_richiedente: 'M',
    nazione_nascita_richiedente: 'IT',
    comune_nascita_richiedente: 'roma',
    provincia_nascita_richiedente: 'RM',
    denominazione_titolare: 'azienda prova srl',
    cf_piva_titolare: '12345678903',
    indirizzo_titolare: 'via verdi 20',
    comune_titolare: 'roma',
    cap_titolare: '00142',
    nazione_titolare: 'IT',
    provincia_titolare: 'RM',
    callback: { url: 'https://www.example.com/callback', method: 'JSON' },
    autorinnovo: false,
  },
  activateMailbox: { documenti: ['JVBERi0xLjcK…', 'JVBERi0xLjcK…'] },
  resizeMailbox: { spazio_disco: '3072', spazio_storico: '+1024' },
  preserveMailbox: { spazio_conservazione: 1024, documenti: 'JVBERi0xLjcK…' },
  upgradeMailbox: { tipo_casella: 'GOLD' },
  addMailboxUser: {
    nome: 'luca',
    cognome: 'bianchi',
    descrizione: 'prima utenza',
    email_gestione_password: 'luca.bianchi@example.com',
  },
}

/** The example of an operation's request body, if it has one. */
export const exampleOf = (operationName: string): unknown => examples[operationName]
