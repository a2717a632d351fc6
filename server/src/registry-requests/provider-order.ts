// A request to the Business Register as its provider knows it.
import type { PlacedRegisterOrder } from '../providers/port.ts'
import type { RegistryRequestRow } from './table.ts'

/** The order behind a request; our id is its reference. */
export function registerOrderOf(row: RegistryRequestRow): PlacedRegisterOrder {
  return {
    reference: row.id,
    providerRef: row.provider_ref,
    casella_pec: row.casella_pec,
    cf_piva: row.cf_piva,
    pec_amministratore: row.pec_amministratore,
    placedAt: new Date(row.created_at * 1000),
    submissions: row.submissions,
    submittedAt: row.submitted_at === null ? null : new Date(row.submitted_at * 1000),
  }
}
