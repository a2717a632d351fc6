// What a power of attorney prints of a request to the Business Register.

/** The request's data as on the wire, and who is empowered: who files at the register, with their fiscal code. */
export interface FormRequest {
  id: string
  casella_pec: string
  cf: string
  nome: string
  cognome: string
  qualifica: string
  email: string
  cellulare: string
  ragione_sociale: string
  cf_piva: string
  comune: string
  provincia: string
  pec_amministratore: boolean
  codice_registro_imprese: string
  attorneyName: string
  attorneyFiscalCode: string
}
