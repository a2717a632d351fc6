// What a power of attorney prints of a request to the Business Register.
import type { DeclaredRequest } from '../model/registry-request-fields.ts'

/** What was declared, as on the wire, and who is empowered: who files at the register, with their fiscal code. */
export interface FormRequest extends DeclaredRequest {
  id: string
  codice_registro_imprese: string
  attorneyName: string
  attorneyFiscalCode: string
}
