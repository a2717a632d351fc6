// What a form prints of a mailbox.

/** The registration's data as on the wire; `''` (or, for the identity document, absent) where unknown. */
export interface FormMailbox {
  id: string
  casella_pec: string
  tipo_casella: string
  tipo_cliente: string
  sottotipo_cliente: string
  sottotipo_cliente_altro: string
  nome_richiedente: string
  cognome_richiedente: string
  email: string
  telefono: string
  cellulare: string
  codice_fiscale_richiedente: string
  data_nascita_richiedente: string
  sesso_richiedente: string
  nazione_nascita_richiedente: string
  comune_nascita_richiedente: string
  provincia_nascita_richiedente: string
  denominazione_titolare: string
  cf_piva_titolare: string
  indirizzo_titolare: string
  comune_titolare: string
  cap_titolare: string
  nazione_titolare: string
  provincia_titolare: string
  cod_attivazione: string
  tipo_documento?: string
  numero_documento?: string
  data_scadenza_documento?: string
  documento_rilasciato_da?: string
  data_rilascio_documento?: string
}
