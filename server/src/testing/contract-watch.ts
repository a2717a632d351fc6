// Checks every exchange of every test: answers must match the contract's schemas, refusals the catalogue.
import { appendFileSync } from 'node:fs'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { expect, inject } from 'vitest'
import type { FileAnswer, Operation } from '../pipeline/operation.ts'
import { routes } from '../api/routes.ts'
import { rowIn } from '../errors/spaces.ts'
import type { Space } from '../errors/spaces.ts'
import type { Reply } from './caller.ts'

const patterns = routes.map((operation) => ({
  operation,
  pattern: new RegExp(`^${operation.path.replaceAll(/\{\w+\}/g, '[^/?]*')}/?(\\?|$)`),
}))

/** The operation that a call belongs to, if any. */
export function operationOf(method: string, path: string): Operation | undefined {
  return patterns.find((one) => one.operation.method === method && one.pattern.test(path))?.operation
}

/** Checks one exchange: the four members, the schema of a success, the status and text of a refusal. Records refusals. */
export function noteExchange({ method, path, reply }: { method: string; path: string; reply: Reply }): void {
  const operation = operationOf(method, path)
  if (operation === undefined || reply.status === 204) return
  if (reply.success === false) {
    checkRefusal(reply, operation.space)
    appendFileSync(inject('seenRefusals'), `${operation.route} ${reply.error}\n`)
    return
  }
  if (typeof operation.answers === 'string') {
    expect(reply.headers.get('content-type')).toMatch(fileTypes[operation.answers] ?? /^$/)
    return
  }
  const { isUnwrapped, root, answers } = operation
  const whole: object = JSON.parse(reply.text)
  const problems = [...Value.Errors(answers, isUnwrapped ? membersOf(answers, whole) : reply.data)].map(
    (one) => `${one.instancePath} ${one.message}`,
  )
  expect(problems, `${operation.route} answers outside its schema`).toEqual([])
  const envelope = ['success', 'message', 'error']
  const expected = isUnwrapped
    ? [...membersIn(answers), ...envelope]
    : ['data', ...envelope, ...(root === undefined ? [] : membersIn(root))]
  expect(Object.keys(whole)).toEqual(expected)
}

const fileTypes: Readonly<Record<string, RegExp>> = {
  'application/pdf': /^application\/pdf$/,
  'text/calendar': /^text\/calendar; /,
  'application/x-ndjson': /^application\/x-ndjson$/,
  'application/x-tar': /^application\/x-tar$/,
  'image/png': /^image\/png$/,
  'a file': /^application\/(pdf|pkcs7-mime)$/,
} satisfies Record<FileAnswer, RegExp>

const membersIn = (schema: TSchema): string[] => ('properties' in schema ? Object.keys(Object(schema.properties)) : [])

const membersOf = (schema: TSchema, whole: object) =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => membersIn(schema).includes(name)))

/** Expects a refusal with that number, and all that goes with it, in whatever space knows it so. */
export function noteRefusal(number: number, reply: Reply): void {
  expect({ error: reply.error, text: reply.message }).toMatchObject({ error: number })
  const known = (['contract', 'own', 'oauth'] as const).find((space) => textIn(space, number).test(reply.message ?? ''))
  checkRefusal(reply, known ?? 'contract')
}

/** What the text of a number may be in a space; nothing for a number the space does not have. */
function textIn(space: Space, number: number): RegExp {
  const row = rowIn(space, number)
  if (row === undefined) return /$^/
  return new RegExp(`^${row.text.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '.*')}$`)
}

function checkRefusal(reply: Reply, space: Space): void {
  const row = rowIn(space, reply.error ?? Number.NaN)
  expect(row, `number ${reply.error} is one of ${space}`).toBeDefined()
  expect(reply.status).toBe(row?.http)
  expect(reply.message).toMatch(textIn(space, reply.error ?? Number.NaN))
  expect(Object.keys(JSON.parse(reply.text))).toEqual(['success', 'message', 'error', 'data'])
  expect(reply.data).toBeNull()
}
