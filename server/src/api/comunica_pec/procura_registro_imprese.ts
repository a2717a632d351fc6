// GET /comunica_pec/{id}/procura_registro_imprese
// The power of attorney to sign: the bytes that were issued with the register's code, the same at every download.
import { findPowerOfAttorney } from '../../store/documents.ts'
import { reads } from '../../pipeline/ladder.ts'
import { registryRequest } from '../subjects.ts'

export const downloadPowerOfAttorney = reads({
  route: 'GET /comunica_pec/{id}/procura_registro_imprese',
  name: 'downloadPowerOfAttorney',
  tag: 'Modulistica',
  summary: 'Download the power of attorney for the Business Register',
  subject: registryRequest,
  move: 'downloadPowerOfAttorney',
  refusals: { wrongId: 201, unknown: 334, wrongState: 382 },
  answers: 'application/pdf',

  async read({ subject, db, context }) {
    const issued = await findPowerOfAttorney(db, subject.id)
    if (issued === undefined) throw new Error(`no power of attorney was kept for ${subject.id}`)
    const file = await context.vault.read({ ...issued, owner: { kind: 'request', id: subject.id } })
    return { file, contentType: 'application/pdf', name: issued.name }
  },
})
