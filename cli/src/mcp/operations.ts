// The operations for whoever looks for one: found by words, and told with all that is needed to call them.
import type { ApiDocument, DescribedOperation } from './document.ts'
import { byWords } from './words.ts'

/** The operations that fit the words best, a line each; without words all of them. */
export function foundOperations({ operations, from }: ApiDocument, query: string, most: number): string {
  const found = byWords(operations, query, ({ name, method, path, summary, description, tag }) => [
    { text: `${name} ${path} ${method}`, weight: 3 },
    { text: `${summary} ${tag}`, weight: 2 },
    { text: description, weight: 1 },
  ])
  if (found.length === 0) return `no operation fits; without a query all ${operations.length} are listed`
  const lines = found.slice(0, most).map(lineOf)
  const left = found.length - lines.length
  return [`operations of ${from}:`, ...lines, ...(left > 0 ? [`and ${left} more`] : [])].join('\n')
}

const lineOf = ({ name, method, path, summary, writes, access }: DescribedOperation) =>
  `${name}  ${method} ${path}  ${summary}${writes ? ' [changes or spends]' : ''}${access === 'operator' ? ' [operator]' : ''}`

/** The operation of that name, or of that `METHOD /path`. */
export function findOperation({ operations }: ApiDocument, named: string): DescribedOperation | undefined {
  const wanted = named.trim().toLowerCase().replaceAll(/\s+/g, ' ')
  return operations.find(
    ({ name, method, path }) => name.toLowerCase() === wanted || `${method} ${path}`.toLowerCase() === wanted,
  )
}

/** All about one operation. */
export function operationShown(document: ApiDocument, operation: DescribedOperation): Record<string, unknown> {
  const { name, method, path, summary, description, access, scope, writes, parameters, body, answersFile } = operation
  return {
    operation: name,
    request: `${method} ${path}`,
    summary,
    description,
    changes_or_spends: writes,
    access: accesses[access] ?? access,
    ...(scope !== undefined && { scope }),
    ...lifecycleOf(document, operation),
    input: [
      ...parameters.map(({ name, in: place, required, schema }) => ({ name, in: place, required, ...schema })),
      ...(body === undefined ? [] : [{ in: 'body', ...body }]),
    ],
    answer: answersFile ? 'a file' : dataOf(operation.answer),
    refusals: operation.refusals.map(({ number, status, message, name }) => ({
      number: Number(number),
      status,
      message,
      ...(name !== undefined && { why: name }),
      do: adviceOn(Number(number), status),
    })),
  }
}

const accesses: Readonly<Record<string, string>> = {
  account: 'the token of an account',
  operator: 'the token of an operator (ceralacca mcp --operator)',
  either: 'the token of an account or an operator',
  key: 'e-mail and API key of an account',
  anybody: 'nothing',
}

const dataOf = (schema: object): unknown => Object(Object(schema).properties).data ?? schema

/** In which states it can be called, and what state it leads to. */
function lifecycleOf({ lifecycles }: ApiDocument, { subject, move }: DescribedOperation): Record<string, unknown> {
  if (subject === undefined || move === undefined) return subject === undefined ? {} : { of: subject }
  const { states, moves, while: activities } = Object(lifecycles[subject])
  const { from, to } = Object(Object(moves)[move])
  const allowed: unknown = from ?? Object(activities)[move]
  const meanings = Array.isArray(allowed) ? allowed.map((state) => [state, Object(Object(states)[state]).means]) : []
  return {
    of: subject,
    lifecycle: { allowed_in: Object.fromEntries(meanings), ...(typeof to === 'string' && { leads_to: to }) },
  }
}

const advice: Readonly<Record<number, string>> = {
  104: 'a failure of the server: try again later, and tell the operator the request id',
  106: 'take another idempotency key: this one belongs to another request',
  107: 'wait for the first request with this key, then repeat it to read its answer',
  128: 'read the resource: it was renewed already',
  125.22: 'the token is wrong, revoked or expired: give another one to this server (CERALACCA_TOKEN)',
  126: 'take a token with the scope of this call',
  127: 'the limits of the token are used up: wait, or take another token',
}
const adviceByStatus: Readonly<Record<number, string>> = {
  400: 'correct the form of the request: an id has 24 hex digits',
  401: 'check the credentials',
  402: 'add credit to the wallet, or ask for less; quote tells the price',
  403: 'take a token or a role that may do this',
  404: 'look for the right one with the list of these resources',
  406: 'correct the value the message names',
  408: 'send it again',
  409: 'wait, then read what became of the first one',
  413: 'send less at once',
  422: 'correct the request',
  428: 'give what the message asks for, or bring the resource into a state in which this is allowed',
  429: 'wait as long as Retry-After says',
  431: 'send fewer headers',
  500: 'try again later',
  503: 'try again later: nothing was charged unless the resource says so',
}

/** What to do about a refusal. */
export const adviceOn = (number: number, status: number): string =>
  advice[number] ?? adviceByStatus[status] ?? 'read the message'
