// GET /comunica_pec/{id}/procura_registro_imprese
// The power of attorney to sign: the bytes that were issued with the register's code, the same at every download.
import { findIssuedDocument, POWER_OF_ATTORNEY } from '../../store/documents.ts'
import { reads } from '../../pipeline/declare.ts'
import { registryRequests } from '../../registry-requests/resource.ts'

export const downloadPowerOfAttorney = reads({
  route: 'GET /comunica_pec/{id}/procura_registro_imprese',
  name: 'downloadPowerOfAttorney',
  tag: 'Modulistica',
  summary: 'Download the power of attorney for the Business Register',
  resource: registryRequests,
  move: 'downloadPowerOfAttorney',
  refusals: { wrongId: 201, unknown: 334, wrongState: 382 },
  answers: 'application/pdf',

  async read({ row, db, context }) {
    const owner = { kind: registryRequests.kind, id: row.id }
    const issued = await findIssuedDocument(db, owner, POWER_OF_ATTORNEY)
    if (issued === undefined) throw new Error(`no power of attorney was kept for ${row.id}`)
    const file = await context.vault.read({ ...issued, owner })
    return { file, contentType: 'application/pdf', name: issued.name }
  },
})
