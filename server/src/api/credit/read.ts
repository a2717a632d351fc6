// GET /credit: the account's credit as the platform's first version tells it (contract 2.25).
import { Type } from 'typebox'
import { readWallet } from '../../ledger/ledger.ts'
import { reads } from '../../pipeline/declare.ts'

export const readCredit = reads({
  route: 'GET /credit',
  name: 'readCredit',
  tag: 'OAuth v1',
  access: 'key',
  summary: "Read the account's credit, as by the first version",
  refusals: {},
  answers: Type.Object({ credit: Type.Number({ description: 'euro that can be spent' }) }),

  async read({ db, principal: { accountId } }) {
    const { availableCents } = await readWallet(db, accountId)
    return { data: { credit: availableCents / 100 } }
  },
})
