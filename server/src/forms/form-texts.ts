// The texts of the forms, in Italian and English. Changing them requires a new version of the form: form-mark.ts.

/** A text in Italian, which is binding, and in English, as a convenience. */
export interface Bilingual {
  it: string
  en: string
}

type Texts = Record<string, Bilingual>

/** Texts of the page itself. */
export const words = {
  code: { it: 'Codice di attivazione', en: 'Activation code' },
  reference: { it: 'Riferimento', en: 'Reference' },
  issued: { it: 'Modulo emesso il', en: 'Form issued on' },
  version: { it: 'versione', en: 'version' },
  page: { it: 'pagina', en: 'page' },
  of: { it: 'di', en: 'of' },
  qr: { it: 'Codice QR del modulo', en: 'QR code of the form' },
  sandbox: { it: 'SANDBOX – facsimile senza valore', en: 'SANDBOX – facsimile without value' },
  place: { it: 'Luogo', en: 'Place' },
  date: { it: 'Data', en: 'Date' },
  term: { it: '1 anno dall’attivazione', en: '1 year from activation' },
  notNeeded: { it: 'non previsto per questo tipo', en: 'not applicable to this type' },
} as const satisfies Texts

export const titles = {
  modulo_attivazione: {
    it: 'Modulo di attivazione PEC',
    en: 'Activation form for a certified electronic mailbox (PEC)',
  },
  modulo_conservazione: {
    it: 'Modulo di conservazione PEC',
    en: 'Form for the legal preservation of a certified mailbox (PEC)',
  },
} as const satisfies Texts

export const headings = {
  steps: { it: 'Come procedere', en: 'What to do' },
  box: { it: 'Casella richiesta', en: 'Mailbox requested' },
  preservedBox: { it: 'Casella da conservare', en: 'Mailbox to be preserved' },
  applicant: { it: 'Richiedente', en: 'Applicant' },
  holder: { it: 'Titolare della casella', en: 'Holder of the mailbox' },
  identity: { it: 'Documento di identità del richiedente', en: 'Identity document of the applicant' },
  declarations: { it: 'Dichiarazioni del richiedente', en: 'Declarations of the applicant' },
  conditions: { it: 'Condizioni generali', en: 'General conditions' },
  clauses: { it: 'Approvazione specifica di clausole', en: 'Separate approval of clauses' },
  privacy: { it: 'Protezione dei dati personali', en: 'Protection of personal data' },
  space: { it: 'Servizio richiesto', en: 'Service requested' },
  appointment: { it: 'Incarichi per la conservazione', en: 'Appointments for preservation' },
} as const satisfies Texts

/** The label of each box. Boxes named like a wire field contain that field. */
export const labels = {
  casella_pec: { it: 'Indirizzo PEC', en: 'PEC address' },
  tipo_casella: { it: 'Tipo di casella', en: 'Mailbox type' },
  durata: { it: 'Durata', en: 'Term' },
  gestore: { it: 'Gestore del servizio', en: 'Provider of the service' },
  tipo_cliente: { it: 'Tipo di cliente', en: 'Customer type' },
  sottotipo_cliente: { it: 'Settore o categoria', en: 'Sector or category' },
  sottotipo_cliente_altro: { it: 'Altro settore (specificare)', en: 'Other sector (specify)' },
  cognome_richiedente: { it: 'Cognome', en: 'Surname' },
  nome_richiedente: { it: 'Nome', en: 'First name' },
  codice_fiscale_richiedente: { it: 'Codice fiscale', en: 'Italian tax code' },
  data_nascita_richiedente: { it: 'Data di nascita', en: 'Date of birth' },
  sesso_richiedente: { it: 'Sesso', en: 'Sex' },
  comune_nascita_richiedente: { it: 'Comune di nascita', en: 'Town of birth' },
  provincia_nascita_richiedente: { it: 'Provincia', en: 'Province of birth' },
  nazione_nascita_richiedente: { it: 'Nazione di nascita', en: 'Country of birth' },
  email: { it: 'E-mail per le comunicazioni', en: 'E-mail for communications' },
  telefono: { it: 'Telefono', en: 'Telephone' },
  cellulare: { it: 'Cellulare', en: 'Mobile phone' },
  denominazione_titolare: { it: 'Denominazione, o cognome e nome', en: 'Company name, or surname and name' },
  cf_piva_titolare: { it: 'Codice fiscale o partita IVA', en: 'Tax code or VAT number' },
  indirizzo_titolare: { it: 'Indirizzo', en: 'Address' },
  comune_titolare: { it: 'Comune', en: 'Town' },
  cap_titolare: { it: 'CAP', en: 'Postal code' },
  provincia_titolare: { it: 'Provincia', en: 'Province' },
  nazione_titolare: { it: 'Nazione', en: 'Country' },
  tipo_documento: {
    it: 'Documento (carta d’identità, patente, passaporto)',
    en: 'Document (identity card, driving licence, passport)',
  },
  numero_documento: { it: 'Numero', en: 'Number' },
  documento_rilasciato_da: { it: 'Rilasciato da', en: 'Issued by' },
  data_rilascio_documento: { it: 'Data di rilascio', en: 'Date of issue' },
  data_scadenza_documento: { it: 'Data di scadenza', en: 'Expiry date' },
  spazio_conservazione: {
    it: 'Spazio di conservazione in MB (multipli di 512)',
    en: 'Preservation space in MB (multiples of 512)',
  },
  responsabile_nome: {
    it: 'Responsabile della conservazione (nome e cognome)',
    en: 'Person responsible for preservation (full name)',
  },
  responsabile_codice_fiscale: { it: 'Codice fiscale del responsabile', en: 'Tax code of that person' },
  responsabile_ruolo: { it: 'Ruolo o qualifica', en: 'Role' },
  responsabile_email: { it: 'E-mail del responsabile', en: 'E-mail of that person' },
  firma_contratto: {
    it: 'Firma del richiedente (richiesta, dichiarazioni e condizioni)',
    en: 'Signature of the applicant (request, declarations and conditions)',
  },
  firma_clausole: {
    it: 'Firma del richiedente (clausole della sezione precedente)',
    en: 'Signature of the applicant (clauses above)',
  },
} as const satisfies Texts

/** Labels of the checkboxes. */
export const ticks = {
  in_proprio: {
    it: 'Il richiedente agisce in proprio ed è il titolare della casella.',
    en: 'The applicant acts on their own behalf and is the holder of the mailbox.',
  },
  per_conto: {
    it: 'Il richiedente è il legale rappresentante del titolare, o persona da questo delegata con poteri sufficienti.',
    en: 'The applicant is the legal representative of the holder, or a person empowered by it.',
  },
  condizioni_generali: {
    it: 'Ho letto e accetto le condizioni generali del servizio di posta elettronica certificata e il manuale operativo del gestore, messi a disposizione dal fornitore.',
    en: 'I have read and accept the general conditions of the certified mail service and the provider’s operating manual, made available by the supplier.',
  },
  condizioni_conservazione: {
    it: 'Ho letto e accetto le condizioni generali del servizio di conservazione e il manuale di conservazione del conservatore, messi a disposizione dal fornitore.',
    en: 'I have read and accept the general conditions of the preservation service and the preservation manual of the preservation provider, made available by the supplier.',
  },
  privacy_informativa: {
    it: 'Ho ricevuto e letto l’informativa sul trattamento dei dati personali (art. 13 del regolamento (UE) 2016/679).',
    en: 'I have received and read the information on the processing of personal data (art. 13 of Regulation (EU) 2016/679).',
  },
  privacy_commerciale: {
    it: 'Facoltativo: acconsento all’uso dei miei recapiti per comunicazioni commerciali del fornitore. Il consenso è libero e revocabile; lasciare vuota la casella per negarlo.',
    en: 'Optional: I consent to the use of my contact details for commercial messages of the supplier. Consent is free and can be withdrawn; leave the box empty to refuse.',
  },
} as const satisfies Texts

const sign = {
  it: 'Spuntate le caselle da accettare e firmate nei due spazi «Firma»: a mano su carta, oppure con firma digitale sul PDF.',
  en: 'Tick the boxes you accept and sign in both signature spaces: by hand on paper, or with a digital signature on the PDF.',
}
const fill = {
  it: 'Controllate i dati stampati e completate i campi su fondo azzurro, a video o a penna. Se un dato stampato è errato non correggetelo a mano: chiedete un nuovo modulo.',
  en: 'Check the printed data and fill the light blue fields, on screen or by pen. If something printed is wrong do not correct it by hand: ask for a new form.',
}

/** Instructions for the form, in order. */
export const guides = {
  twoFiles: [
    fill,
    sign,
    {
      it: 'Inviate il modulo firmato insieme alla copia fronte e retro del documento di identità indicato, in corso di validità: due file PDF.',
      en: 'Send the signed form together with a copy, both sides, of the valid identity document named in it: two PDF files.',
    },
  ],
  oneFile: [
    fill,
    sign,
    {
      it: 'Inviate il modulo firmato e la copia fronte e retro del documento di identità indicato, in corso di validità, riuniti in un unico file PDF.',
      en: 'Send the signed form and a copy, both sides, of the valid identity document named in it, merged into one single PDF file.',
    },
  ],
} as const satisfies Record<string, readonly Bilingual[]>

/** The body text of the activation form. */
export const activation = {
  declares: {
    it: 'Il richiedente, consapevole delle sanzioni penali previste per le dichiarazioni mendaci (artt. 46, 47 e 76 del D.P.R. 445/2000), chiede l’attivazione della casella sopra indicata e dichiara:',
    en: 'The applicant, aware of the criminal penalties for false statements (artt. 46, 47 and 76 D.P.R. 445/2000), asks for the activation of the mailbox named above and declares:',
  },
  declarations: [
    {
      it: 'che i dati riportati in questo modulo sono esatti e completi, e che ne comunicherà ogni variazione;',
      en: 'that the data in this form are exact and complete, and that any change will be communicated;',
    },
    {
      it: 'di avere titolo a chiedere la casella, in proprio o per il titolare indicato;',
      en: 'to be entitled to ask for the mailbox, on their own behalf or for the holder named;',
    },
    {
      it: 'di sapere che un messaggio di posta elettronica certificata si considera consegnato quando è reso disponibile nella casella del destinatario (D.P.R. 68/2005), anche se non viene letto;',
      en: 'to know that a certified message counts as delivered once it is available in the recipient’s mailbox (D.P.R. 68/2005), even if it is not read;',
    },
    {
      it: 'che custodirà le credenziali di accesso, non le cederà a terzi e userà la casella nel rispetto della legge.',
      en: 'that the credentials will be kept safe and not given to others, and the mailbox used within the law.',
    },
  ],
  clauses: {
    it: 'Ai sensi e per gli effetti degli artt. 1341 e 1342 del codice civile, il richiedente approva specificamente le clausole delle condizioni generali che riguardano: durata, rinnovo e recesso; sospensione, interruzione e risoluzione del servizio; modifica delle condizioni; limitazioni di responsabilità del fornitore e del gestore; obblighi e responsabilità del titolare; legge applicabile e foro competente.',
    en: 'Under artt. 1341 and 1342 of the Italian civil code the applicant separately approves the clauses of the general conditions on: term, renewal and withdrawal; suspension, interruption and termination of the service; changes of the conditions; limits of liability of supplier and provider; duties and liability of the holder; governing law and competent court.',
  },
  privacy: {
    it: 'I dati sono trattati dal fornitore del servizio e dal gestore della casella, ciascuno per la propria parte, per identificare il richiedente, attivare e gestire la casella e adempiere agli obblighi di legge; senza di essi il servizio non può essere fornito. Sono conservati per la durata del servizio e per i termini di legge. L’interessato può esercitare i diritti degli artt. 15-22 del regolamento e proporre reclamo al Garante. L’informativa completa, con titolari e recapiti, è messa a disposizione dal fornitore.',
    en: 'Data are processed by the supplier of the service and the provider of the mailbox, each for its part, to identify the applicant, activate and run the mailbox and meet legal duties; without them the service cannot be given. They are kept while the service lasts and as long as the law requires. The rights of artt. 15-22 of the Regulation and a complaint to the Garante are open to the data subject. The full information, with controllers and contacts, is made available by the supplier.',
  },
} as const

/** The body text of the preservation form. */
export const preservation = {
  asks: {
    it: 'Il richiedente chiede, per il titolare, che i messaggi e le ricevute della casella sopra indicata siano versati nel sistema di conservazione del conservatore di cui si avvale il gestore, entro lo spazio indicato. Lo spazio è quello acquistato con l’ordine trasmesso insieme a questo modulo.',
    en: 'The applicant asks, for the holder, that messages and receipts of the mailbox named above be submitted to the preservation system of the preservation provider used by the mailbox provider, within the space stated. The space is the one bought with the order sent together with this form.',
  },
  appoints: {
    it: 'Il titolare, quale titolare dell’oggetto della conservazione (Linee guida AgID sulla formazione, gestione e conservazione dei documenti informatici):',
    en: 'The holder, as owner of the objects to be preserved (AgID guidelines on electronic documents):',
  },
  appointments: [
    {
      it: 'affida il servizio di conservazione al conservatore indicato dal gestore nel proprio manuale di conservazione, che lo svolge secondo tale manuale;',
      en: 'entrusts the preservation service to the preservation provider named by the mailbox provider in its preservation manual, who performs it according to that manual;',
    },
    {
      it: 'indica come responsabile della conservazione la persona qui sotto, interna all’organizzazione o esterna purché terza rispetto al conservatore; se non è indicata, il titolare stesso se persona fisica, o il suo legale rappresentante.',
      en: 'names as responsible for preservation the person below, inside the organisation or outside it but independent of the preservation provider; if none is named, the holder if a natural person, or its legal representative.',
    },
  ],
  honest: {
    it: 'La conservazione a norma è svolta dal conservatore, e solo da quando questi accetta i versamenti. Il sistema che ha prodotto questo modulo lo compila e lo trasmette: gli archivi che esso tiene non sono conservazione a norma.',
    en: 'Preservation with legal value is performed by the preservation provider, and only from when it accepts the submissions. The system that made this form fills it in and passes it on: the archives it keeps are not legal preservation.',
  },
  declares: {
    it: 'Il richiedente, consapevole delle sanzioni penali previste per le dichiarazioni mendaci (artt. 46, 47 e 76 del D.P.R. 445/2000), dichiara che i dati riportati in questo modulo sono esatti e completi e di avere titolo a chiedere il servizio, in proprio o per il titolare indicato.',
    en: 'The applicant, aware of the criminal penalties for false statements (artt. 46, 47 and 76 D.P.R. 445/2000), declares that the data in this form are exact and complete and to be entitled to ask for the service, on their own behalf or for the holder named.',
  },
  clauses: {
    it: 'Ai sensi e per gli effetti degli artt. 1341 e 1342 del codice civile, il richiedente approva specificamente le clausole delle condizioni generali che riguardano: durata, rinnovo e recesso; esaurimento dello spazio; restituzione e cancellazione dei documenti alla cessazione del servizio; sospensione e risoluzione; modifica delle condizioni; limitazioni di responsabilità del fornitore, del gestore e del conservatore; legge applicabile e foro competente.',
    en: 'Under artt. 1341 and 1342 of the Italian civil code the applicant separately approves the clauses of the general conditions on: term, renewal and withdrawal; exhaustion of the space; return and deletion of the documents at the end of the service; suspension and termination; changes of the conditions; limits of liability of supplier, mailbox provider and preservation provider; governing law and competent court.',
  },
  privacy: {
    it: 'I dati, compresi quelli contenuti nei messaggi, sono trattati dal fornitore, dal gestore e dal conservatore, ciascuno per la propria parte, per fornire il servizio di conservazione e adempiere agli obblighi di legge; senza di essi il servizio non può essere fornito. Sono conservati per la durata del servizio e per i termini di legge. L’interessato può esercitare i diritti degli artt. 15-22 del regolamento e proporre reclamo al Garante. L’informativa completa, con titolari e recapiti, è messa a disposizione dal fornitore.',
    en: 'Data, including those inside the messages, are processed by the supplier, the mailbox provider and the preservation provider, each for its part, to give the preservation service and meet legal duties; without them the service cannot be given. They are kept while the service lasts and as long as the law requires. The rights of artt. 15-22 of the Regulation and a complaint to the Garante are open to the data subject. The full information, with controllers and contacts, is made available by the supplier.',
  },
} as const

/** The provider, named by the domain of the address: the form does not know the company's name. */
export const providerOf = { it: 'Gestore del dominio', en: 'Provider of the domain' }

/** Customer types and subtypes (contract 1.11). The same code can mean different things as a type and as a subtype. */
export const customerTypes: Record<string, string> = {
  IM: 'Impresa',
  PS: 'Professionista',
  PL: 'Pubblica amministrazione locale',
  PC: 'Pubblica amministrazione centrale',
  A: 'Associazione',
  PV: 'Privato',
  X: 'Altro',
}

export const customerSubtypes: Record<string, Record<string, string>> = {
  IM: {
    SI: 'Servizi',
    IN: 'Informatica',
    CM: 'Commercio',
    TE: 'Telecomunicazioni',
    ES: 'Editoria e stampa',
    ME: 'Meccanica ed elettrica',
    AL: 'Alimentare',
    CF: 'Chimica e farmaceutica',
    ED: 'Edilizia',
    TM: 'Tessile e moda',
    MA: 'Mobili e arredamento',
    AR: 'Alberghi e ristoranti',
    TL: 'Trasporti e logistica',
    FI: 'Finanza',
    X: 'Altro',
  },
  PS: {
    PC: 'Commercialista',
    PR: 'Ragioniere',
    PN: 'Notaio',
    PT: 'Tributarista',
    PA: 'Avvocato',
    PL: 'Consulente del lavoro',
    X: 'Altro',
  },
  PL: {
    LR: 'Regione',
    LP: 'Provincia',
    LC: 'Comune',
    LM: 'Comunità montana',
    LA: 'Azienda sanitaria',
    LI: 'Camera di commercio',
    X: 'Altro',
  },
}

export const identityDocuments: Record<string, string> = {
  CARTA_D_IDENTITA: 'Carta d’identità',
  PATENTE: 'Patente di guida',
  PASSAPORTO: 'Passaporto',
}

export const sexes: Record<string, string> = { M: 'Maschile', F: 'Femminile' }
