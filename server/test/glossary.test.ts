import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { serverDocument } from '../src/api/openapi.ts'
import { routes } from '../src/api/routes.ts'
import { accountLifecycle } from '../src/model/account.lifecycle.ts'
import { callbackDeliveryLifecycle } from '../src/model/callback-delivery.lifecycle.ts'
import { certifiedDomainLifecycle } from '../src/model/certified-domain.lifecycle.ts'
import { mailboxLifecycle } from '../src/model/mailbox.lifecycle.ts'
import { registryRequestLifecycle } from '../src/model/registry-request.lifecycle.ts'

const glossary = readFileSync(new URL('../../docs/glossary.md', import.meta.url), 'utf8')
const rows = [...glossary.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)].map(([, name, rest]) => ({
  name: String(name),
  cells: String(rest)
    .split('|')
    .map((cell) => cell.trim()),
}))
const explained = new Set(rows.map(({ name }) => name))
const document: unknown = JSON.parse(JSON.stringify(serverDocument()))

const missing = (names: Iterable<string>) => [...new Set(names)].filter((name) => !explained.has(name))

/** Collects values from the schemas and parameters of the document, ignoring examples. */
function found(value: unknown, pick: (node: object) => string[]): string[] {
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.entries(value).filter(([name]) => !/^(examples?|x-.*)$/.test(name))
  return [...pick(value), ...inside.flatMap(([, member]) => found(member, pick))]
}

it('explains every path segment', () => {
  const segments = routes.flatMap(({ path }) => path.split('/'))
  expect(missing(segments.filter((segment) => segment !== '' && !segment.startsWith('{')))).toEqual([])
})

it('explains every field and parameter', () => {
  const fields = found(document, (node) => {
    const members =
      'properties' in node && typeof node.properties === 'object' ? Object.keys(node.properties ?? {}) : []
    return 'in' in node && 'name' in node ? [...members, String(node.name)] : members
  })
  expect(fields.length).toBeGreaterThan(100)
  expect(missing(fields)).toEqual([])
})

it('explains every listed value', () => {
  const values = found(document, (node) =>
    'const' in node && /^[A-Z]/.test(String(node.const)) ? [`${node.const}`] : [],
  )
  expect(values.length).toBeGreaterThan(20)
  expect(missing(values)).toEqual([])
})

it('explains every state', () => {
  const ofResources = [mailboxLifecycle, certifiedDomainLifecycle, registryRequestLifecycle]
  const lifecycles = [...ofResources, callbackDeliveryLifecycle, accountLifecycle]
  expect(missing(lifecycles.flatMap(({ states }) => Object.keys(states)))).toEqual([])
})

it('says each thing once, in both languages, with its source', () => {
  for (const { name, cells } of rows) {
    expect(cells, name).toHaveLength(4)
    const [italian, english, , source] = cells
    expect([italian, english, source], name).not.toContain('')
  }
  expect(rows.length).toBe(explained.size)
})
