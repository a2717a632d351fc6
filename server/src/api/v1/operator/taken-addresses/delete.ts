// DELETE /v1/operator/taken-addresses/{pec}: an address that was recorded as taken is free after all.
import { Type } from 'typebox'
import { parseMailboxAddress } from '../../../../model/mailbox-address.ts'
import { writes } from '../../../../pipeline/declare.ts'
import { forgetTakenAddress } from '../../../../store/taken-addresses.ts'

export const forgetAddress = writes({
  route: 'DELETE /v1/operator/taken-addresses/{pec}',
  name: 'forgetTakenAddress',
  tag: 'Operator',
  access: 'operator',
  permission: 'review',
  summary: 'Forget that an address is taken',
  refusals: { local: { unknown: 109 } },
  answers: Type.Object({ casella_pec: Type.String() }),

  async apply({ params: { pec = '' }, unit, refuse }) {
    const address = parseMailboxAddress(pec.trim()) ?? refuse('unknown')
    const casella_pec = `${address.local}@${address.dominio}`
    if (!(await forgetTakenAddress(unit.db, casella_pec))) refuse('unknown')
    return { data: { casella_pec } }
  },
})
