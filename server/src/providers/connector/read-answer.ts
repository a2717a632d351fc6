// Answers of a connector, checked against the protocol. Loaded with the first of them: the checker is large.
import type { Static, TSchema } from 'typebox'
import { Value as Values } from 'typebox/value'
import type { Capability } from '../port/capabilities.ts'
import { ConnectorManifest, NotDone, Pending, Refused, operations, yesWith } from './protocol.ts'
import type { Value } from './protocol.ts'

export type Understood<V> =
  { is: 'done'; value: V } | Static<typeof Pending> | Static<typeof Refused> | Static<typeof NotDone>

/** What was heard is none of what may be answered: the place of the first thing that is wrong, never what stands there. */
export interface NotUnderstood {
  is: 'not understood'
  where: string
}

/** The answer to an operation, or to the question what became of it: that one knows no `not-done`. */
export function readAnswer<C extends Capability>(
  name: C,
  how: 'ask' | 'outcome',
  body: unknown,
): Understood<Value<C>> | NotUnderstood {
  const done: (typeof operations)[C]['value'] = operations[name].value
  if (isYes(body)) {
    const value = 'value' in body ? body.value : undefined
    return Values.Check(done, value) ? { is: 'done', value } : wrongIn(yesWith(done), body)
  }
  if (Values.Check(Pending, body) || Values.Check(Refused, body)) return body
  if (how === 'ask' && Values.Check(NotDone, body)) return body
  return { is: 'not understood', where: '/is' }
}

/** What a connector says of itself. */
export function readManifest(body: unknown): Static<typeof ConnectorManifest> | NotUnderstood {
  return Values.Check(ConnectorManifest, body) ? body : wrongIn(ConnectorManifest, body)
}

const isYes = (body: unknown): body is { is: 'done' } =>
  typeof body === 'object' && body !== null && 'is' in body && body.is === 'done'

function wrongIn(schema: TSchema, body: unknown): NotUnderstood {
  const [first] = Values.Errors(schema, body)
  return { is: 'not understood', where: first?.instancePath || '/' }
}
