// A call put together from the members it has, wherever they belong: into its path, its query or its body.
import { isAbsent } from './fields.ts'
import type { FieldRules, Given } from './fields.ts'
import type { Call } from './operation.ts'

/** Names of the parameters in a path. */
export const parametersOf = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)

/** The call that `members` make of an operation: its parameters, its query and the header Renewal-From; no body. */
export function callWith(
  { path, query = {} }: { path: string; query?: FieldRules },
  members: Given,
  requestId: string,
): Call {
  const written = (name: string) => (isAbsent(members[name]) ? [] : [[name, textOf(members[name])] as const])
  return {
    authorization: undefined,
    ip: '',
    host: '',
    params: Object.fromEntries(parametersOf(path).flatMap(written)),
    query: Object.fromEntries(Object.keys(query).flatMap(written)),
    body: undefined,
    contentType: undefined,
    requestId,
    idempotencyKey: undefined,
    renewalFrom: typeof members.renewal_from === 'string' ? members.renewal_from : undefined,
    prefetch: false,
  }
}

/** As an address has it; what is no text or number is refused as whatever its JSON is. */
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
