// GET /subscriptions: there are none; every call is paid from the wallet (contract 2.25).
import { Type } from 'typebox'
import { reads } from '../../pipeline/declare.ts'

export const listSubscriptions = reads({
  route: 'GET /subscriptions',
  name: 'listSubscriptions',
  tag: 'OAuth',
  access: 'key',
  summary: 'List subscriptions: there are none, every call is paid from the wallet',
  refusals: {},
  answers: Type.Array(Type.Object({}, { additionalProperties: false })),

  read: async () => ({ data: [] }),
})
