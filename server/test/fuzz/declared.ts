// What every answer of the server must be, whatever was asked.
import { expect } from 'vitest'
import type { DescribedCall } from './described-calls.ts'
import type { Received } from './requests.ts'

/** Expects an answer as the document has it for the call: status, content type, number, and what is in the body. */
export function expectDeclared(call: DescribedCall, { status, type, json, body }: Received): void {
  const said = `${status} ${body.toString('utf8').slice(0, 400)}`
  const declared = call.answers.get(status)
  expect(declared, `${call.method} ${call.path} declares no ${said}`).toBeDefined()
  if (declared === undefined) return
  if (status === 204) {
    expect(body.length, said).toBe(0)
    return
  }
  expect(declared.types, said).toContain(type.split(';', 1)[0])
  if (status === 200 && json === undefined) return
  expect(declared.problems(json), said).toEqual([])
  if (status === 200) {
    expect(Object.keys(Object(json)), said).toEqual(declared.members)
    return
  }
  const number: unknown = Reflect.get(Object(json), 'error')
  expect(Object.keys(Object(json)), said).toEqual(['success', 'message', 'error', 'data'])
  expect(declared.numbers, `${call.method} ${call.path} declares no ${said}`).toContain(number)
  // 104 and 111 are declared everywhere, and are never right while nothing is broken and nobody else calls.
  expect([104, 111], said).not.toContain(number)
}
