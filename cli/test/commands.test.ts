// Compares the commands with openapi.json: every parameter and body member can be given on the command line.
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { calls } from '../src/commands.ts'

interface Property {
  anyOf?: { const?: string }[]
}
interface Described {
  operationId: string
  parameters?: { name?: string; in?: string }[]
  requestBody?: { $ref: string }
}
interface Document {
  paths: Record<string, Record<string, Described>>
  components: {
    requestBodies: Record<string, { content: Record<string, { schema?: { properties: Record<string, Property> } }> }>
  }
}

const document: Document = JSON.parse(await readFile(new URL('../../openapi.json', import.meta.url), 'utf8'))
// Sessions and passwords are for browsers.
const described = Object.values(document.paths)
  .flatMap((path) => Object.values(path))
  .filter(({ operationId }) => !operationId.includes('Session'))

/** The parameters and body members of an operation, by name; a file body is called `file`. */
function inputOf({ parameters = [], requestBody }: Described): Record<string, Property> {
  const named = parameters.filter((one) => one.in === 'path' || one.in === 'query').map(({ name }) => [name, {}])
  const body = document.components.requestBodies[requestBody?.$ref.split('/').at(-1) ?? '']
  const members = body?.content['application/json']?.schema?.properties ?? (body === undefined ? {} : { file: {} })
  return { ...Object.fromEntries(named), ...members }
}

it.each(Object.entries(calls).filter(([, { usage }]) => !usage.includes('.json')))(
  '%s takes every parameter of its operation',
  (name, { fields }) => {
    const found = described.find(({ operationId }) => operationId === name)
    const { password: _, ...input } = found === undefined ? {} : inputOf(found)
    expect(Object.keys(fields).sort()).toEqual(Object.keys(input).sort())
    for (const [field, { anyOf = [] }] of Object.entries(input)) {
      const choices = anyOf.flatMap((one) => (one.const === undefined ? [] : [one.const]))
      if (choices.length > 0) expect(fields[field]?.shown).toBe(choices.join('|'))
    }
  },
)

it('every operation has a command with distinct words', () => {
  expect(Object.keys(calls).sort()).toEqual(described.map(({ operationId }) => operationId).sort())
  const words = Object.values(calls).map((one) => one.words)
  expect(new Set(words).size).toBe(words.length)
})
