// GET /wallet: the account's credit (contract 2.25).
import { Type } from 'typebox'
import { readWallet } from '../../ledger/ledger.ts'
import { lastMovedAt } from '../../ledger/transactions.ts'
import { isoWithOffset } from '../../model/iso-date.ts'
import { reads } from '../../pipeline/declare.ts'
import { findAccount } from '../../store/accounts.ts'

export const readOwnWallet = reads({
  route: 'GET /wallet',
  name: 'readWallet',
  tag: 'OAuth',
  access: 'key',
  summary: "Read the account's credit",
  refusals: {},
  answers: Type.Object({
    credit: Type.Number({ description: 'euro that can be spent' }),
    createdAt: Type.String({ format: 'date-time' }),
    updatedAt: Type.String({ format: 'date-time' }),
  }),

  async read({ db, principal: { accountId }, now }) {
    const { availableCents } = await readWallet(db, accountId)
    const createdAt = (await findAccount(db, { id: accountId }))?.created_at ?? now
    const updatedAt = (await lastMovedAt(db, accountId)) ?? createdAt
    const [created, updated] = [isoWithOffset(createdAt), isoWithOffset(updatedAt)]
    return { data: { credit: availableCents / 100, createdAt: created, updatedAt: updated } }
  },
})
