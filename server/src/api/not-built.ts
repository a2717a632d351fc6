// Operations of the contract that answer 501 for now; they stand in the published contract, marked.
import { Type } from 'typebox'
import { refusal } from '../errors/refusal.ts'
import { authorised, splitRoute } from './ladder.ts'
import type { Operation } from './operation.ts'

/** An operation that is only announced. */
export function notBuilt(route: Operation['route'], name: string, tag: string, summary: string): Operation {
  const [method, path] = splitRoute(route)
  return {
    route,
    method,
    path,
    name,
    tag,
    summary,
    subject: undefined,
    move: undefined,
    body: {},
    query: {},
    uploads: false,
    writes: method !== 'GET' || path.endsWith('/rinnovo'),
    refusals: [],
    answers: Type.Unknown(),
    built: false,
    async run(call, context) {
      await authorised(route, call.authorization, context)
      throw refusal(113)
    },
  }
}
