// The texts of the power of attorney for the Business Register. Changing them requires a new version: form-mark.ts.
import type { Bilingual } from './form-texts.ts'

export const title: Bilingual = {
  it: 'Procura speciale per il Registro delle Imprese',
  en: 'Special power of attorney for one filing with the Italian Business Register',
}

export const codeLabel: Bilingual = { it: 'Codice univoco della pratica', en: 'Unique code of the filing' }

export const headings = {
  steps: { it: 'Come procedere', en: 'What to do' },
  filing: { it: 'Pratica a cui la procura si riferisce', en: 'The filing this power of attorney is for' },
  principal: { it: 'Chi conferisce la procura', en: 'Who grants the power' },
  company: { it: 'Impresa', en: 'Company' },
  attorney: { it: 'A chi è conferita (procuratore)', en: 'To whom (attorney)' },
  powers: { it: 'Procura e poteri', en: 'Grant and powers' },
  limits: { it: 'Limiti', en: 'Limits' },
  domicile: { it: 'Domicilio per il procedimento', en: 'Domicile for the proceeding' },
  declarations: { it: 'Dichiarazioni sostitutive', en: 'Declarations in place of certificates' },
  privacy: { it: 'Protezione dei dati personali', en: 'Protection of personal data' },
  signature: { it: 'Sottoscrizione', en: 'Signature' },
} as const satisfies Record<string, Bilingual>

export const labels = {
  codice: { it: 'Codice univoco della pratica', en: 'Unique code of the filing' },
  ufficio: { it: 'Ufficio del Registro delle Imprese', en: 'Business Register office' },
  adempimento: { it: 'Adempimento', en: 'What is filed' },
  casella_pec: { it: 'Indirizzo PEC da comunicare', en: 'PEC address to be communicated' },
  cognome: { it: 'Cognome', en: 'Surname' },
  nome: { it: 'Nome', en: 'First name' },
  cf: { it: 'Codice fiscale', en: 'Italian tax code' },
  qualifica: { it: 'Qualifica', en: 'Capacity' },
  email: { it: 'E-mail', en: 'E-mail' },
  cellulare: { it: 'Cellulare', en: 'Mobile phone' },
  ragione_sociale: { it: 'Denominazione o ragione sociale', en: 'Company name' },
  cf_piva: { it: 'Codice fiscale o partita IVA', en: 'Tax code or VAT number' },
  comune: { it: 'Comune della sede', en: 'Town of the seat' },
  provincia: { it: 'Provincia', en: 'Province' },
  procuratore: { it: 'Nome o denominazione', en: 'Name' },
  procuratore_cf: { it: 'Codice fiscale', en: 'Tax code' },
  firma: { it: 'Firma digitale di chi conferisce la procura', en: 'Digital signature of who grants the power' },
} as const satisfies Record<string, Bilingual>

/** The register office of the chamber of commerce where the company has its seat. */
export const officeOf: Bilingual = {
  it: 'Camera di commercio della sede:',
  en: 'Chamber of commerce of the seat:',
}

/** Italian names of the capacities, keyed by wire value. */
export const capacities: Readonly<Record<string, string>> = {
  AMMINISTRATORE: 'Amministratore',
  COMMISSARIO_GIUDIZIARIO: 'Commissario giudiziale',
  CURATORE_FALLIMENTARE: 'Curatore fallimentare',
  LEGALE_RAPPRESENTANTE: 'Legale rappresentante',
  LIQUIDATORE: 'Liquidatore',
  SOCIO: 'Socio',
  TITOLARE: 'Titolare',
}

export const filings = {
  company: {
    it: 'Comunicazione del domicilio digitale (indirizzo PEC) dell’impresa',
    en: 'Communication of the company’s digital domicile (PEC address)',
  },
  director: {
    it: 'Comunicazione del domicilio digitale (indirizzo PEC) dell’amministratore',
    en: 'Communication of the director’s digital domicile (PEC address)',
  },
} as const satisfies Record<string, Bilingual>

export const guide: readonly Bilingual[] = [
  {
    it: 'Controllate i dati. Se uno è errato non firmate e non correggete: va presentata una nuova richiesta.',
    en: 'Check the data. If anything is wrong do not sign and do not correct it: a new request is needed.',
  },
  {
    it: 'Firmate digitalmente questo file così com’è, con firma CAdES (si ottiene un file .p7m), usando il certificato della persona indicata nella sezione 3. Un file salvato di nuovo, stampato, scansionato o firmato in altro formato non è più questo documento e viene respinto.',
    en: 'Sign this very file digitally with a CAdES signature (which makes a .p7m file), with the certificate of the person named in section 3. A file saved again, printed, scanned or signed in another format is no longer this document and is refused.',
  },
  {
    it: 'Caricate il file .p7m ottenuto.',
    en: 'Upload the .p7m file.',
  },
]

export const grants: Bilingual = {
  it: 'Chi sottoscrive, nella qualifica e per l’impresa sopra indicate, conferisce al procuratore indicato nella sezione 5 procura speciale (artt. 1387 e seguenti del codice civile; circolare del Ministero dello sviluppo economico n. 3616/C del 15 febbraio 2008) per la sola pratica identificata dal codice univoco riportato sopra, con il potere di:',
  en: 'The undersigned, in the capacity and for the company named above, grants the attorney named in section 5 a special power of attorney (artt. 1387 ff. civil code; circular 3616/C of 15 February 2008 of the Ministry of economic development), for the one filing with the unique code above only, with the power to:',
}

export const powers: readonly Bilingual[] = [
  {
    it: 'sottoscrivere con la propria firma digitale la distinta della pratica;',
    en: 'sign the cover sheet (“distinta”) of the filing with their own digital signature;',
  },
  {
    it: 'trasmettere per via telematica la pratica all’ufficio del Registro delle Imprese competente;',
    en: 'transmit the filing electronically to the competent Business Register office;',
  },
  {
    it: 'ricevere le comunicazioni e le ricevute della pratica e, a richiesta dell’ufficio, rettificare errori solo formali della modulistica elettronica.',
    en: 'receive the messages and receipts of the filing and, at the office’s request, correct merely formal errors of the electronic forms.',
  },
]

export const limits: readonly Bilingual[] = [
  {
    it: 'La procura non si estende alla sottoscrizione degli allegati né di altri moduli: chi vi è obbligato li firma personalmente.',
    en: 'The power does not extend to signing attachments or other forms: whoever must sign them does so in person.',
  },
  {
    it: 'Il procuratore non può comunicare un indirizzo diverso da quello indicato nella sezione 2, né iscrivere, modificare o cancellare altri dati dell’impresa.',
    en: 'The attorney may not communicate an address other than the one in section 2, nor enter, change or delete other data of the company.',
  },
  {
    it: 'La procura non può essere trasferita ad altri; si estingue con l’evasione o il rifiuto della pratica e può essere revocata finché la pratica non è trasmessa.',
    en: 'The power cannot be passed on; it ends when the filing is completed or rejected and can be revoked until the filing is transmitted.',
  },
]

export const domicile: Bilingual = {
  it: 'Per tutti gli atti e le comunicazioni del procedimento chi sottoscrive elegge domicilio speciale (art. 47 del codice civile) presso l’indirizzo di posta elettronica certificata del procuratore che trasmette la pratica. Il domicilio digitale dell’impresa resta quello iscritto nel Registro delle Imprese.',
  en: 'For all acts and messages of the proceeding the undersigned elects special domicile (art. 47 civil code) at the certified e-mail address of the attorney who transmits the filing. The company’s digital domicile remains the one entered in the Business Register.',
}

export const declares: Bilingual = {
  it: 'Chi sottoscrive, consapevole delle sanzioni penali previste dall’art. 76 del D.P.R. 28 dicembre 2000, n. 445 per le dichiarazioni mendaci, dichiara ai sensi degli artt. 46 e 47 dello stesso decreto:',
  en: 'The undersigned, aware of the criminal penalties of art. 76 D.P.R. 445/2000 for false statements, declares under artt. 46 and 47 of that decree:',
}

const always: readonly Bilingual[] = [
  {
    it: 'di rivestire per l’impresa la qualifica indicata nella sezione 3 e di avere il potere di conferire questa procura;',
    en: 'to hold for the company the capacity named in section 3 and to be entitled to grant this power;',
  },
  {
    it: 'che i dati riportati in questo documento sono veri e completi;',
    en: 'that the data in this document are true and complete;',
  },
]
const copies: Bilingual = {
  it: 'che le copie informatiche eventualmente allegate alla pratica corrispondono agli originali conservati dall’impresa.',
  en: 'that electronic copies attached to the filing, if any, correspond to the originals kept by the company.',
}

/** The declarations: for the company's own address, or for a director's. */
export const declarations = {
  company: [
    ...always,
    {
      it: 'che l’indirizzo PEC indicato nella sezione 2 è attivo, riferibile unicamente all’impresa e nella sua titolarità esclusiva (art. 16 del D.L. 185/2008, art. 5 del D.L. 179/2012, art. 37 del D.L. 76/2020);',
      en: 'that the PEC address in section 2 is active, referable to this company alone and under its exclusive ownership (art. 16 D.L. 185/2008, art. 5 D.L. 179/2012, art. 37 D.L. 76/2020);',
    },
    copies,
  ],
  director: [
    ...always,
    {
      it: 'che l’indirizzo PEC indicato nella sezione 2 è attivo, è dell’amministratore e non coincide con il domicilio digitale dell’impresa (art. 5 del D.L. 179/2012, come modificato dalla L. 207/2024 e dall’art. 13 del D.L. 159/2025);',
      en: 'that the PEC address in section 2 is active, belongs to the director and is not the company’s digital domicile (art. 5 D.L. 179/2012 as amended by L. 207/2024 and art. 13 D.L. 159/2025);',
    },
    copies,
  ],
} as const satisfies Record<string, readonly Bilingual[]>

export const privacy: Bilingual = {
  it: 'I dati sono trattati dal fornitore del servizio e dal procuratore, ciascuno per la propria parte, per presentare la pratica e adempiere agli obblighi di legge; senza di essi la pratica non può essere presentata. Sono comunicati all’ufficio del Registro delle Imprese, che li rende pubblici nei casi di legge. L’interessato può esercitare i diritti degli artt. 15-22 del regolamento (UE) 2016/679 e proporre reclamo al Garante.',
  en: 'Data are processed by the supplier of the service and by the attorney, each for its part, to make the filing and meet legal duties; without them it cannot be made. They are passed to the Business Register office, which publishes them where the law says so. The rights of artt. 15-22 of Regulation (EU) 2016/679 and a complaint to the Garante are open to the data subject.',
}

export const signs: Bilingual = {
  it: 'Documento informatico da sottoscrivere con firma digitale (artt. 20 e 24 del D.Lgs. 82/2005). La data della sottoscrizione è quella riportata nella firma. Non occorre firma autografa.',
  en: 'Electronic document to be signed with a digital signature (artt. 20 and 24 D.Lgs. 82/2005). The date of signing is the one in the signature. No handwritten signature is needed.',
}

export const inTheBox: Bilingual = {
  it: 'La firma digitale sta nella busta CAdES (.p7m) che contiene questo file.',
  en: 'The digital signature is in the CAdES envelope (.p7m) that holds this file.',
}
