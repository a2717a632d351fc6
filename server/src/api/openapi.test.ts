import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { rowIn } from '../errors/spaces.ts'
import { serverDocument } from './openapi.ts'
import { contractRoutes, routes } from './routes.ts'

// As its readers get it: through JSON.
const document: unknown = JSON.parse(JSON.stringify(serverDocument()))

/** What a path of names leads to in the document, or undefined. */
const at = (...names: (string | number)[]): unknown => inside(document, ...names)

/** The same from any node. */
function inside(node: unknown, ...names: (string | number)[]): unknown {
  return names.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    node,
  )
}

/** A node, or what its reference leads to. */
function followed(node: unknown): unknown {
  const reference = inside(node, '$ref')
  return typeof reference === 'string' ? at(...reference.replace('#/', '').split('/')) : node
}

function every(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => [...(key === name ? [member] : []), ...every(member, name)])
}

describe('the contract document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(Object(document)))
    expect(errors ?? []).toEqual([])
    expect(valid).toBe(true)
  })

  it('leads nowhere that does not exist', () => {
    const references = every(document, '$ref').map(String)
    expect(references.length).toBeGreaterThan(10)
    for (const reference of references)
      expect(at(...reference.replace('#/', '').split('/')), reference).toBeTypeOf('object')
  })

  it('lists the 24 operations of the contract and our own calls, each under a name of its own', () => {
    expect(contractRoutes).toHaveLength(24)
    for (const { path, method } of routes)
      expect(at('paths', path, method.toLowerCase()), `${method} ${path}`).toBeTypeOf('object')
    const names = every(at('paths'), 'operationId')
    expect(names).toHaveLength(routes.length)
    expect(new Set(names).size).toBe(routes.length)
  })

  it.each(routes.map((operation) => [operation.route, operation] as const))('%s', (_, operation) => {
    const described = ['paths', operation.path, operation.method.toLowerCase()]
    expect(at(...described, 'responses', 200)).toBeTypeOf('object')
    for (const { number } of operation.refusals) {
      const row = rowIn(operation.space, number)
      const response = followed(at(...described, 'responses', row?.http ?? 0))
      const example = followed(inside(response, 'content', 'application/json', 'examples', String(number)))
      expect(inside(example, 'value'), `refusal ${number}`).toEqual({
        success: false,
        message: row?.text,
        error: number,
        data: null,
      })
    }
    const byCaller = operation.access === 'anybody' ? [] : [401, 403]
    for (const status of [400, ...byCaller, 408, 413, 429, 431, 500, 503])
      expect(at(...described, 'responses', status), `status ${status}`).toBeTypeOf('object')
  })

  it('carries the lifecycles and the callback we send', () => {
    expect(at('x-lifecycles', 'mailbox', 'moves', 'revoke', 'to')).toBe('revocata')
    const headers = every(at('webhooks', 'mailboxChanged', 'post', 'parameters'), 'name')
    expect(headers).toEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature'])
  })

  it('names no machine', () => {
    expect(JSON.stringify(document)).not.toMatch(/localhost|127\.0\.0\.1|\/root|\/home/)
  })
})
