// POST /v1/operator/person-exports: all that is known of a person, for themselves.
import { ownRefusal } from '../../../../errors/refusal.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { exportPerson } from '../../../../privacy/export-person.ts'
import { personFields, personIn } from '../../../../privacy/person-fields.ts'

export const exportPersonForThem = reads({
  route: 'POST /v1/operator/person-exports',
  name: 'exportPerson',
  tag: 'Operator',
  access: 'operator',
  permission: 'administer',
  summary: 'Export all that is known of a person: a tar with person.json and their documents, opened',
  body: personFields,
  refusals: { local: { unknown: 109, tooMany: 179 } },
  answers: 'application/x-tar',

  async read({ context, body, principal: { operatorId }, refuse }) {
    const exported = await exportPerson(context, personIn(body), operatorId)
    if (exported.is === 'unknown') return refuse('unknown')
    if (exported.is === 'too many') throw ownRefusal(179, { max: String(exported.most) })
    const { archiveOf } = await import('../../../../privacy/archive.ts')
    return { parts: archiveOf(exported.files), contentType: 'application/x-tar', name: 'person.tar' }
  },
})
