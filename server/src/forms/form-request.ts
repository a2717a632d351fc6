// The data of a request to the Business Register that a power of attorney prints.
import type { DeclaredRequest } from '../model/registry-request-fields.ts'

/** The declared data, as on the wire, and the attorney who files with the register. */
export interface FormRequest extends DeclaredRequest {
  id: string
  codice_registro_imprese: string
  attorneyName: string
  attorneyFiscalCode: string
}
