// What a connector's author is given: a valid document, and a page whose signatures are right.
import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, it } from 'vitest'
import { signatureProblem } from '../src/model/message-signature.ts'
import { operations } from '../src/providers/connector/protocol.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const page = read('docs/connectors.md')

it('the document is valid OpenAPI 3.1 and has every operation', async () => {
  const document: { paths: object } = JSON.parse(read('connector.openapi.json'))
  const { errors } = await new Validator().validate(structuredClone(document))
  expect(errors ?? []).toEqual([])
  const paths = ['manifest', 'outcome', ...Object.keys(operations)].map((name) => `/v1/${name}`)
  expect(Object.keys(document.paths)).toEqual(paths)
  const text = JSON.stringify(document)
  for (const [, name = ''] of text.matchAll(/#\/components\/([\w/-]+)/g))
    expect(text).toContain(`"${name.split('/').at(-1)}":{`)
})

it('the page names every operation, and its example is signed by its secret', () => {
  for (const name of Object.keys(operations)) {
    const [group = '', operation = ''] = name.split('.')
    expect(page.includes(`\`${name}\``) || (page.includes(`\`${group}.`) && page.includes(`\`…${operation}\``))).toBe(
      true,
    )
  }
  const secret = /whsec_[\w+/]{40,}=*/.exec(page)?.[0] ?? ''
  const examples = [
    ...page.matchAll(/webhook-id: (\S+)\nwebhook-timestamp: (\d+)\nwebhook-signature: (\S+)\n\n(.+)\n/g),
  ]
  expect(examples).toHaveLength(2)
  for (const [, id = '', at = '', signature = '', body = ''] of examples) {
    const headers = { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature }
    expect(signatureProblem({ headers, body, secret, now: new Date(Number(at) * 1_000) })).toBeUndefined()
  }
})
