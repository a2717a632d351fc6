// One call as a page of markdown: who may, what it takes, what it answers, what it refuses, and how to write it.
import { remedyOf } from '../../../server/src/errors/remedies/all.ts'
import { rowIn } from '../../../server/src/errors/spaces.ts'
import type { Space } from '../../../server/src/errors/spaces.ts'
import type { Body, Call, Operation, Parameter, Resolve, Schema } from './document.ts'
import { clientSample, curlSample, phpSample } from './samples.ts'
import type { Sample } from './samples.ts'
import { rowsOf, sampleOf, typeOf } from './schema-rows.ts'

/** A documented sample of one of the 24 operations. */
export interface Example {
  operation: string
  status: number
  request?: unknown
  answer: unknown
}

/** What a form for a call and its samples need. */
export interface Asked {
  parameters: Parameter[]
  body?: { contentType: string; sample: string; isFile: boolean }
  auth: 'bearer' | 'basic' | 'none'
}

/** The page of a call. */
export function describeCall(call: Call, resolve: Resolve, examples: readonly Example[]): string {
  const { method, path, operation } = call
  const ofThis = examples.filter(({ operation: route, status }) => route === `${method} ${path}` && status === 200)
  const sample = sampleCall(call, resolve, ofThis[0])
  return [
    `# ${titleOf(operation)}`,
    '',
    ...(titleOf(operation) === operation.summary ? [] : [`${operation.summary}.`, '']),
    `\`${method} ${path}\` · in the typed client \`${operation.operationId}\``,
    '',
    operation.description,
    '',
    ...parametersOf(operation, resolve),
    ...bodyOf(operation, resolve, sample),
    ...answerOf(operation, resolve, ofThis[0]),
    ...refusalsOf(call),
    '## How to write it',
    '',
    ...fenced('curl', 'sh', curlSample(sample)),
    ...fenced('Typed client', 'ts', clientSample(sample)),
    ...fenced('PHP', 'php', phpSample(sample)),
  ].join('\n')
}

/** What a call does, without what follows a colon, a semicolon or a bracket. */
export const titleOf = ({ summary }: Operation): string => summary.split(/[;:(]/)[0]?.trim() ?? summary

const fenced = (heading: string, language: string, text: string) => [
  `### ${heading}`,
  '',
  `\`\`\`${language}`,
  text,
  '```',
  '',
]

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const table = (head: readonly string[], rows: readonly (readonly string[])[]) => [
  `| ${head.join(' | ')} |`,
  `| ${head.map(() => '---').join(' | ')} |`,
  ...rows.map((cells) => `| ${cells.map(cell).join(' | ')} |`),
  '',
]

/** The parameters and the body of a call, followed through their references. */
export function askedOf({ operation }: Call, resolve: Resolve): Asked {
  const body = operation.requestBody
  return {
    parameters: operation.parameters,
    auth:
      operation['x-access'] === 'anybody' ? 'none' : operation.security?.[0]?.basic === undefined ? 'bearer' : 'basic',
    ...(body && { body: sampleBody(body, resolve) }),
  }
}

function sampleBody({ content }: Body, resolve: Resolve): { contentType: string; sample: string; isFile: boolean } {
  const [contentType = 'application/json', media = {}] = Object.entries(content)[0] ?? []
  const isFile = contentType !== 'application/json'
  const value =
    media.example ?? Object.values(media.examples ?? {})[0] ?? (media.schema ? sampleOf(media.schema, resolve) : {})
  return { contentType, isFile, sample: isFile ? '' : JSON.stringify(value, null, 2) }
}

function sampleCall(call: Call, resolve: Resolve, example?: Example): Sample {
  const { parameters, body, auth } = askedOf(call, resolve)
  const values = parameters
    .filter(({ required, in: place }) => required || place === 'path')
    .map((parameter) => ({ parameter, value: valueOf(parameter, resolve) }))
  return {
    call,
    values,
    basic: auth === 'basic',
    open: auth === 'none',
    ...(body?.isFile === true && { file: { contentType: body.contentType } }),
    ...(body?.isFile === false && { body: shortened(example?.request ?? JSON.parse(body.sample)) }),
  }
}

/** A sample with documents of megabytes is one nobody reads. */
function shortened(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      typeof part === 'string' && part.length > 200 ? `${part.slice(0, 24)}…` : part,
    ),
  )
}

const byName: Readonly<Record<string, string>> = {
  dominio: 'legalmail.it',
  pec: 'mario.rossi@testcert.legalmail.it',
  token: '6045fdeef0e1d2c3b4a59687',
  id: '6045fdeef0e1d2c3b4a59687',
  date: '2026-11',
  q: 'mario',
}

const valueOf = ({ name, schema }: Parameter, resolve: Resolve): unknown => byName[name] ?? sampleOf(schema, resolve)

function parametersOf(operation: Operation, resolve: Resolve): string[] {
  const rows = operation.parameters.map(({ name, in: place, required, description, schema }) => {
    const means = description ?? schema.description ?? ''
    return [`\`${name}\``, place, required ? 'yes' : '', typeOf(schema, resolve), means]
  })
  return rows.length === 0 ? [] : ['## Parameters', '', ...table(['Name', 'In', 'Needed', 'Takes', 'Meaning'], rows)]
}

function bodyOf(operation: Operation, resolve: Resolve, { body }: Sample): string[] {
  if (operation.requestBody === undefined) return []
  const { content, description } = operation.requestBody
  const schema = content['application/json']?.schema
  const head = ['## Body', '', ...(description === undefined ? [] : [description, ''])]
  if (schema === undefined)
    return [
      ...head,
      `Content types: ${Object.keys(content)
        .map((type) => `\`${type}\``)
        .join(', ')}.`,
      '',
    ]
  const needed = new Set(schema.required ?? [])
  const rows = rowsOf(schema, resolve).map(({ name, type, means }) => {
    const missing = numberFor(operation, `${name} missing`)
    const invalid = numberFor(operation, `${name} not valid`)
    const refused = [
      missing && `missing ${link(operation, missing)}`,
      invalid && `not valid ${link(operation, invalid)}`,
    ]
    return [
      `\`${name}\``,
      needed.has(name) || missing !== undefined ? 'yes' : '',
      type,
      means,
      refused.filter(Boolean).join(', '),
    ]
  })
  const example = body === undefined ? [] : ['```json', JSON.stringify(body, null, 2), '```', '']
  return [...head, ...table(['Member', 'Needed', 'Takes', 'Meaning', 'Refused'], rows), ...example]
}

const numberFor = ({ 'x-refusals': names }: Operation, name: string) =>
  Object.entries(names).find(([, called]) => called === name)?.[0]

function answerOf({ responses }: Operation, resolve: Resolve, example?: Example): string[] {
  const content = responses['200']?.content ?? {}
  const types = Object.keys(content).filter((type) => type !== 'application/json')
  const data = content['application/json']?.schema?.properties?.data
  const rows =
    data === undefined
      ? []
      : rowsOf(itemOf(data, resolve), resolve).map(({ name, type, means }) => [`\`${name}\``, type, means])
  return [
    '## Answer',
    '',
    types.length > 0
      ? `200, ${types.map((type) => `\`${type}\``).join(' or ')}.`
      : `200, in the envelope: \`data\` is ${shapeOf(data, resolve)}.`,
    '',
    ...(rows.length === 0 ? [] : table(['Member', 'Is', 'Meaning'], rows)),
    ...(example === undefined ? [] : ['```json', JSON.stringify(shortened(example.answer), null, 2), '```', '']),
  ]
}

function itemOf(given: Schema, resolve: Resolve): Schema {
  const schema = resolve(given)
  return schema.items === undefined ? schema : itemOf(schema.items, resolve)
}

function shapeOf(given: Schema | undefined, resolve: Resolve): string {
  const schema = given && resolve(given)
  if (schema?.items !== undefined) return 'a list; of each item'
  return schema?.properties === undefined ? (schema === undefined ? 'empty' : typeOf(schema, resolve)) : 'an object'
}

/** The number space of a call. */
export const spaceOf = ({ tags, security }: Operation): Space =>
  tags[0].startsWith('OAuth') || security?.[0]?.basic !== undefined
    ? 'oauth'
    : ['Pec', 'Comunica Pec', 'Domini', 'Modulistica'].includes(tags[0])
      ? 'contract'
      : 'own'

function numbersOf({ responses }: Operation): number[] {
  const found = Object.values(responses).flatMap((one) => {
    const examples = one.content?.['application/json']?.examples ?? {}
    return Object.keys(examples).map(Number).filter(Number.isFinite)
  })
  return [...new Set(found)].sort((one, other) => one - other)
}

const prefixes: Readonly<Record<Space, string>> = { contract: '', own: 'own-', oauth: 'oauth-' }
const link = (operation: Operation, number: number | string) =>
  `[${number}](../reference/refusals.md#${prefixes[spaceOf(operation)]}n${number})`

function refusalsOf({ operation }: Call): string[] {
  const space = spaceOf(operation)
  const rows = numbersOf(operation).flatMap((number) => {
    const row = rowIn(space, number)
    return row === undefined
      ? []
      : [{ number, cells: [link(operation, number), String(row.http), row.text, remedyOf(space, number).en] }]
  })
  const own = rows.filter(({ number }) => Object.hasOwn(operation['x-refusals'], String(number)))
  const usual = rows.filter((one) => !own.includes(one)).map(({ cells }) => cells[0] ?? '')
  return [
    '## Refusals',
    '',
    ...(own.length === 0
      ? []
      : table(
          ['Number', 'HTTP', 'Text', 'What to do'],
          own.map(({ cells }) => cells),
        )),
    ...(usual.length === 0 ? [] : [`Like any call it may also be refused with ${usual.join(', ')}.`, '']),
  ]
}
