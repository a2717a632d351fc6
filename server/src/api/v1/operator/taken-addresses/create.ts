// POST /v1/operator/taken-addresses: records that an address is somebody else's at a provider nobody can ask.
import { Type } from 'typebox'
import { writes } from '../../../../pipeline/declare.ts'
import { pecAddress } from '../../../../pipeline/field-types.ts'
import { required } from '../../../../pipeline/fields.ts'
import { noteTakenAddress } from '../../../../store/taken-addresses.ts'

export const recordTakenAddress = writes({
  route: 'POST /v1/operator/taken-addresses',
  name: 'recordTakenAddress',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'Record that an address is taken: it is answered as not available, and registered no more',
  body: { casella_pec: required(pecAddress, 110) },
  refusals: {},
  answers: Type.Object({ casella_pec: Type.String() }),

  async apply({ body: { casella_pec }, unit }) {
    await noteTakenAddress(unit.db, casella_pec, unit.now)
    return { data: { casella_pec } }
  },
})
