// The reference of all calls: a page for each, and one that lists them, as markdown like every other page.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiSection } from '../contents.ts'
import type { Page } from '../pages.ts'
import { callsOf, readDocument, resolverOf } from './document.ts'
import type { Call, Resolve } from './document.ts'
import { describeCall, titleOf } from './describe.ts'
import type { Example } from './describe.ts'

/** What the tags of the document are called, for people. */
export const groups: Readonly<Record<string, { en: string; it: string }>> = {
  Pec: { en: 'Mailboxes', it: 'Caselle' },
  'Comunica Pec': { en: 'Business Register', it: 'Registro Imprese' },
  Domini: { en: 'Certified domains', it: 'Domini certificati' },
  Modulistica: { en: 'Forms', it: 'Modulistica' },
  OAuth: { en: 'Tokens, wallet, statistics', it: 'Token, portafoglio, statistiche' },
  'OAuth v1': { en: 'The same, first version', it: 'Lo stesso, prima versione' },
  Account: { en: 'Account', it: 'Account' },
  Bulk: { en: 'Many at once', it: 'Lotti' },
  People: { en: 'People', it: 'Persone' },
  Operator: { en: 'Operators', it: 'Operatori' },
  Sandbox: { en: 'Sandbox', it: 'Sandbox' },
  Session: { en: 'Signing in to the console', it: 'Accesso alla console' },
}

/** Calls, with what a form for them needs. */
export interface Reference {
  pages: Page[]
  /** All calls by their groups, for the page before them. */
  list: string
  calls: ReadonlyMap<string, Call>
  resolve: Resolve
}

/** Reads the OpenAPI document of a checkout and describes every call of it. */
export function referenceOf(root: string): Reference {
  const document = readDocument(root)
  const resolve = resolverOf(document)
  const calls = callsOf(document)
  const examples: Example[] = JSON.parse(readFileSync(join(root, 'server/test/examples.json'), 'utf8'))
  const pages = calls.map((call) => pageOf(call, describeCall(call, resolve, examples)))
  return {
    pages,
    list: listOf(calls),
    calls: new Map(calls.map((call) => [call.operation.operationId, call])),
    resolve,
  }
}

function pageOf({ operation }: Call, markdown: string): Page {
  const { operationId, tags } = operation
  return {
    slug: `api/${operationId}`,
    file: `docs/api/${operationId}.md`,
    language: 'en',
    section: apiSection,
    title: titleOf(operation),
    markdown,
    operationId,
    group: tags[0],
  }
}

function listOf(calls: readonly Call[]): string {
  const tags = [...new Set(calls.map(({ operation }) => operation.tags[0]))]
  return [
    ...tags.flatMap((tag) => [
      `## ${groups[tag]?.en ?? tag}`,
      '',
      '| Call | What it does |',
      '| --- | --- |',
      ...calls
        .filter(({ operation }) => operation.tags[0] === tag)
        .map(
          ({ method, path, operation }) =>
            `| [\`${method} ${path}\`](api/${operation.operationId}.md) | ${operation.summary} |`,
        ),
      '',
    ]),
  ].join('\n')
}
