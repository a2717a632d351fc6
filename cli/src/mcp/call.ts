// Makes one call of an operation from its document: input in its places, files from a folder, the answer bounded.
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { sender } from '@ceralacca/client'
import type { CallOptions, Sending } from '@ceralacca/client'
import { findServer } from '../server.ts'
import type { Environment, Server } from '../server.ts'
import { boundedFetch } from './bounded-fetch.ts'
import { answersSecret } from './document.ts'
import type { DescribedOperation } from './document.ts'
import { adviceOn } from './operations.ts'
import { Misused } from './misused.ts'

/** What whoever started the server lets it do. */
export interface Permit {
  environment: Environment
  allowWrites: boolean
  /** Calls as an operator too. */
  operator: boolean
  /** Where documents are read from and saved to; none without it. */
  folder: string | undefined
}

export interface Asked {
  input: Readonly<Record<string, unknown>>
  files: readonly string[]
  saveAs: string | undefined
  idempotencyKey: string | undefined
}

/** What came of a call: a value to show, or a small file. */
export type CallAnswer =
  | { kind: 'refused' | 'done'; value: Record<string, unknown>; secrets: readonly string[] }
  | { kind: 'file'; uri: string; type: string; bytes: Uint8Array }

const LARGEST_ANSWER_BYTES = 40_000_000
const LARGEST_INLINE_BYTES = 48_000
const ANSWERED_WITHIN_MS = 120_000

/** Makes a call. Throws Misused for what must not be called, or not like this. */
export async function makeCall(
  operation: DescribedOperation,
  asked: Asked,
  permit: Permit,
  signal: AbortSignal,
): Promise<CallAnswer> {
  allowed(operation, permit)
  if (asked.saveAs !== undefined) inFolder(asked.saveAs, permit)
  const placed = placedInput(operation, asked.input)
  const server = await serverFor(operation, permit)
  const sending: Sending = {
    method: operation.method,
    path: operation.path,
    params: placed.params,
    query: placed.query,
    answers: operation.answersFile ? 'bytes' : 'json',
    ...(await contentOf(operation, placed.body, asked.files, permit)),
    ...(operation.access === 'key' && { by: 'key' }),
    ...(operation.access === 'anybody' && { by: 'anybody' }),
  }
  const options: CallOptions = {
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWERED_WITHIN_MS)]),
    ...placed.options,
    ...(asked.idempotencyKey !== undefined && { idempotencyKey: asked.idempotencyKey }),
  }
  const send = sender({ ...server, fetch: boundedFetch(LARGEST_ANSWER_BYTES) })
  const result = await send(sending, options)
  const secrets = secretsOf(server)
  if (!result.ok) {
    const { status, number, message, requestId } = result
    const why = operation.refusals.find((one) => Number(one.number) === number)?.name
    const known = { refused: number, status, message, ...(why !== undefined && { why }), do: adviceOn(number, status) }
    return { kind: 'refused', value: { ...known, request_id: requestId }, secrets }
  }
  const { data, requestId, replayed } = result
  if (data instanceof Uint8Array) return fileAnswer(operation, { data, saveAs: asked.saveAs, secrets }, permit)
  const shown = { ok: true, ...(replayed && { replayed }), message: result.message, request_id: requestId }
  return { kind: 'done', value: { ...shown, data: data ?? null }, secrets }
}

function allowed(operation: DescribedOperation, { allowWrites, operator }: Permit): void {
  const { name, writes, access, answer } = operation
  if (writes && !allowWrites)
    throw new Misused(`${name} changes something or spends credit: this server was started without --allow-writes`)
  if (access === 'operator' && !operator)
    throw new Misused(`${name} is for operators: this server was started without --operator`)
  if (writes && answersSecret(answer))
    throw new Misused(`${name} answers a secret that is shown once, and never here: make it with the command line`)
}

/** The server and the token of the caller an operation is for. */
async function serverFor({ access }: DescribedOperation, { environment, operator }: Permit): Promise<Server> {
  const isOperators = access === 'operator' || (access === 'either' && operator)
  return findServer(environment, access === 'anybody' ? 'anybody' : isOperators ? 'operator' : 'account')
}

const secretsOf = ({ token, account }: Server): string[] =>
  [token, account?.apiKey].filter((secret) => secret !== undefined)

interface Placed {
  params: Record<string, string>
  query: Record<string, string>
  body: Record<string, unknown>
  options: CallOptions
}

/** Puts each member where the operation takes it. */
function placedInput(operation: DescribedOperation, input: Readonly<Record<string, unknown>>): Placed {
  const placed: Placed = { params: {}, query: {}, body: {}, options: {} }
  const members = Object.keys(Object(Object(operation.body?.schema).properties))
  for (const [name, value] of Object.entries(input)) {
    const parameter = operation.parameters.find((one) => one.name.toLowerCase() === name.toLowerCase())
    if (parameter?.in === 'path') placed.params[parameter.name] = segment(name, value)
    else if (parameter?.in === 'query') placed.query[parameter.name] = single(name, value)
    else if (parameter?.name === 'Renewal-From') placed.options.renewalFrom = single(name, value)
    else if (parameter?.name === 'Idempotency-Key') placed.options.idempotencyKey = single(name, value)
    else if (members.includes(name)) placed.body[name] = value
    else throw new Misused(`${operation.name} has no ${shortened(name)}; it takes: ${namesOf(operation, members)}`)
  }
  const missing = operation.parameters.find(({ in: place, name }) => place === 'path' && !(name in placed.params))
  if (missing !== undefined) throw new Misused(`${operation.name} needs ${missing.name}`)
  return placed
}

const namesOf = ({ parameters }: DescribedOperation, members: readonly string[]) =>
  [...parameters.map(({ name }) => name), ...members].join(', ') || 'nothing'

const shortened = (text: string) => text.slice(0, 60)

function single(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new Misused(`${shortened(name)} must be a text, a number or a boolean`)
}

/** A part of a path; one of dots alone would lead to another address. */
function segment(name: string, value: unknown): string {
  const text = single(name, value)
  if (/^\.*$/.test(text)) throw new Misused(`${shortened(name)} is not valid`)
  return text
}

/** The body: JSON, with files as `documenti` in base64, or the one file itself. */
async function contentOf(
  { name, body }: DescribedOperation,
  members: Record<string, unknown>,
  files: readonly string[],
  permit: Permit,
): Promise<Pick<Sending, 'body' | 'file'>> {
  const read = await Promise.all(files.map((file) => readFile(inFolder(file, permit)).catch(() => noFile(file))))
  if (body === undefined) return files.length === 0 ? {} : noFiles(name)
  if (body.type !== 'application/json') {
    const [file] = read
    if (file === undefined) throw new Misused(`${name} takes a file: name it in files`)
    return { file: new Uint8Array(file) }
  }
  if (read.length === 0) return { body: members }
  if (!('documenti' in Object(Object(body.schema).properties))) return noFiles(name)
  return { body: { ...members, documenti: read.map((file) => file.toString('base64')) } }
}

function noFiles(name: string): never {
  throw new Misused(`${name} takes no files`)
}

function noFile(file: string): never {
  throw new Misused(`there is no file ${shortened(file)} in the folder of --files`)
}

/** A file of the folder; never one elsewhere. */
function inFolder(name: string, { folder }: Permit): string {
  if (folder === undefined) throw new Misused('no files are read or saved: this server was started without --files')
  if (name !== basename(name) || !/^[\p{L}\p{N}_][\p{L}\p{N} ._-]{0,99}$/u.test(name))
    throw new Misused('a file is named by its name alone, without folders, such as modulo.pdf')
  return join(folder, name)
}

interface Got {
  data: Uint8Array
  saveAs: string | undefined
  secrets: readonly string[]
}

async function fileAnswer(operation: DescribedOperation, got: Got, permit: Permit): Promise<CallAnswer> {
  const { data: bytes, saveAs, secrets } = got
  const type = typeOf(bytes)
  if (saveAs !== undefined) {
    const path = inFolder(saveAs, permit)
    // Never over something that is there.
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => notSaved(saveAs, error))
    return { kind: 'done', value: { ok: true, saved: path, bytes: bytes.length, type }, secrets }
  }
  if (bytes.length > LARGEST_INLINE_BYTES)
    throw new Misused(`the file has ${bytes.length} bytes, too many to show: call again with save_as`)
  return { kind: 'file', uri: `ceralacca://files/${operation.name}`, type, bytes }
}

function notSaved(name: string, error: unknown): never {
  const why = Object(error).code === 'EEXIST' ? 'a file of that name is there already' : 'the folder takes no file'
  throw new Misused(`${shortened(name)} was not saved: ${why}`)
}

function typeOf(bytes: Uint8Array): string {
  const begins = Buffer.from(bytes.subarray(0, 15)).toString('latin1')
  if (begins.startsWith('%PDF-')) return 'application/pdf'
  return begins === 'BEGIN:VCALENDAR' ? 'text/calendar' : 'application/octet-stream'
}
