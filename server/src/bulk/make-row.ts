// One row of a file, made as the call it is: the same steps, prices and refusals, by whoever handed the file in.
import { accountByToken } from '../auth/principal.ts'
import type { AccountPrincipal } from '../auth/principal.ts'
import { neededScope } from '../auth/scopes.ts'
import { inTimeOf } from '../context.ts'
import type { Context } from '../context.ts'
import { Refusal, refusalIn } from '../errors/refusal.ts'
import { textOfBody } from '../model/body-text.ts'
import { monotonicMs } from '../model/clock.ts'
import { parseForm } from '../model/form.ts'
import { parseJsonObject } from '../model/strict-json.ts'
import { mustStillBeAllowed } from '../pipeline/access.ts'
import { callWith } from '../pipeline/call-with.ts'
import { fromForm } from '../pipeline/fields.ts'
import type { Given } from '../pipeline/fields.ts'
import type { Answered, Call, Operation } from '../pipeline/operation.ts'
import { cannotForNow, looksAway } from '../store/outage.ts'
import { isPendingUnder } from '../provider-operations/table.ts'
import type { BulkRow, EndedRow, RowInHand } from './table.ts'

/** What the rows of a file are made with. */
export interface Making {
  context: Context
  operation: Operation
  bulk: BulkRow
  /** undefined: its token was revoked meanwhile, or expired. */
  principal: AccountPrincipal | undefined
}

/** Who sealed members belong to. */
export const sealedFor = (bulkId: string): string => `bulk:${bulkId}`

/** What the rows of a file are made with, at present. */
export async function makingOf(context: Context, operation: Operation, bulk: BulkRow): Promise<Making> {
  const principal = await accountByToken(
    context.database.kysely,
    inTimeOf(context, bulk.account_id).clock,
    bulk.token_id,
  )
  return { context, operation, bulk, principal }
}

const FORM = 'application/x-www-form-urlencoded'
const JSON_TYPE = 'application/json'
// What fails for a reason of ours is tried again, but not for ever.
const MOST_TRIES = 5

/** `not yet`: it may be made already, and what came of it will be known later. `not begun`: nothing was done. */
export type Made = EndedRow | 'not yet' | 'not begun'

/** Makes the call of a row, and notes it among the account's requests; how it ended. */
export async function makeRow(making: Making, row: RowInHand): Promise<Made> {
  const beganAt = monotonicMs()
  const made = await makeCall(making, row)
  if (typeof made !== 'string') noteRow(making, made, monotonicMs() - beganAt)
  return made
}

function noteRow({ context, operation, bulk, principal }: Making, made: EndedRow, elapsedMs: number): void {
  const { method, path, scope } = operation
  const { resource_id: id, status, error, price_cents, replayed } = made
  context.requests.note(
    Promise.resolve({
      accountId: bulk.account_id,
      id: requestIdOf(bulk, made),
      at: inTimeOf(context, bulk.account_id).clock.now(),
      credentialId: bulk.token_id,
      memberId: principal?.memberId ?? null,
      method,
      path: id === null ? path : path.replace('{id}', id),
      scope: scope === undefined ? null : neededScope(method, context.settings.SCOPE_HOST, scope),
      ip: '',
      status: status ?? 0,
      error,
      message: error === null ? null : made.message,
      elapsedMs,
      paidCents: replayed ? 0 : (price_cents ?? 0),
      times: 1,
    }),
  )
}

/** What a row's request is known by: in the log, the history and the books. */
const requestIdOf = ({ id }: BulkRow, { number }: Pick<RowInHand, 'number'>) => `${id}-${number}`

function makeCall(making: Making, row: RowInHand): Promise<Made> {
  return judged(making, row, async (call, members, principal) => {
    const { context, operation, bulk } = making
    const noted = { paidCents: 0 }
    const answered = await operation.run({ ...call, admitted: principal, noted }, context)
    const replayed = 'replayed' in answered && answered.replayed === true
    // Begun before, it was made then without being noted here: by a process that died, or a provider that was slow.
    const isOurs = !replayed || row.tries > 1
    const asked = { members, requestId: bulk.id }
    const quoted = replayed && isOurs ? await operation.quote?.(asked, context, principal) : undefined
    const price_cents = quoted?.priceCents ?? noted.paidCents
    return { ...went(row), resource_id: idIn(answered), price_cents, replayed: !isOurs }
  })
}

/** What a row is about: two about the same are made one after the other. What cannot be read is about nothing else. */
export function subjectOfRow({ context, operation, bulk }: Making, { members, number, same_as }: RowInHand): string {
  const own = `row ${same_as ?? number}`
  try {
    const { id } = membersOf(operation, context.sealer.openText(sealedFor(bulk.id), members))
    return typeof id === 'string' && id !== '' ? id : own
  } catch {
    return own
  }
}

/** How a row would end, after others that would take so much of the credit. */
export function foreseeRow(making: Making, row: RowInHand, spokenForCents: number): Promise<Made> {
  return judged(making, row, async (call, members, principal) => {
    const { requestId } = call
    const quoted = await making.operation.quote?.({ members, requestId, spokenForCents }, making.context, principal)
    if (quoted === undefined) throw new TypeError(`${making.operation.name} is not quoted`)
    const { refused, priceCents: price_cents = null } = quoted
    return refused === undefined ? { ...went(row), price_cents } : { ...refusedAs(row, refused), price_cents }
  })
}

/** How a row ends whose new thing an earlier one made. */
export function takenBefore({ operation }: Making, row: RowInHand): EndedRow {
  const number = operation.refusals.find(({ name }) => name === 'taken')?.number
  if (number === undefined) throw new TypeError(`${operation.name} makes nothing that could be taken`)
  return refusedAs(row, refusalIn(operation.space, number))
}

type Make = (call: Call, members: Given, principal: AccountPrincipal) => Promise<EndedRow>

async function judged(making: Making, row: RowInHand, make: Make): Promise<Made> {
  const { context, operation, principal, bulk } = making
  try {
    if (principal === undefined) throw refusalIn(operation.space, 125.22)
    mustStillBeAllowed(operation, principal, context)
    const body = context.sealer.openText(sealedFor(bulk.id), row.members)
    const members = membersOf(operation, body)
    return await make(callOf(making, row, { body, members }), members, principal)
  } catch (error) {
    // The same request is being made by somebody else, or is at a provider.
    if (error instanceof Refusal && error.number === 107) return 'not begun'
    if (error instanceof Refusal) return (await isAtProvider(making, row)) ? 'not yet' : refusedAs(row, error)
    context.outages.report(error, () =>
      context.log.error({ err: error, bulk: bulk.id, row: row.number }, 'row not made'),
    )
    // What is uncertain is not called refused: not while the database is away, nor while a provider has not answered.
    if (row.tries < MOST_TRIES || looksAway(error) || cannotForNow(error)) return 'not yet'
    return (await isAtProvider(making, row)) ? 'not yet' : refusedAs(row, refusalIn(operation.space, 104))
  }
}

/** Whether what the row began has no answer yet, although the call had to have one. */
const isAtProvider = ({ context, bulk }: Making, row: RowInHand): Promise<boolean> =>
  isPendingUnder(context.database.kysely, bulk.account_id, keyOf(bulk, row))

/** Its own key, or one of the file: the same file makes nothing twice. */
const keyOf = ({ operation, file_hash }: BulkRow, { key, number }: RowInHand) =>
  key ?? `${operation} ${file_hash} ${number}`

function membersOf({ body: rules, space }: Operation, body: string): Given {
  const members = body.startsWith('{') ? parseJsonObject(body) : parseForm(textOfBody(Buffer.from(body), FORM))
  if (members === undefined) throw refusalIn(space, 100)
  return body.startsWith('{') ? members : fromForm(rules, members)
}

function callOf(
  { operation, bulk }: Making,
  row: RowInHand,
  { body, members }: { body: string; members: Given },
): Call {
  return {
    ...callWith(operation, members, requestIdOf(bulk, row)),
    body: Buffer.from(body),
    contentType: body.startsWith('{') ? JSON_TYPE : FORM,
    idempotencyKey: keyOf(bulk, row),
  }
}

const went = ({ number }: RowInHand): EndedRow => {
  return {
    number,
    state: 'succeeded',
    status: 200,
    error: null,
    message: '',
    resource_id: null,
    price_cents: null,
    replayed: false,
  }
}

const refusedAs = (row: RowInHand, { http: status, number: error, text: message }: Refusal): EndedRow => ({
  ...went(row),
  state: 'refused',
  status,
  error,
  message,
})

function idIn(answered: Answered): string | null {
  const data = 'data' in answered ? answered.data : undefined
  const id: unknown = typeof data === 'object' && data !== null && 'id' in data ? data.id : undefined
  return typeof id === 'string' ? id : null
}
