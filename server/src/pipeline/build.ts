// The first steps of every call: the body can be read, the caller is known and may, the resource is theirs and allows it,
// the fields are in order. What they find is the context of the later steps.
import type { Principal } from '../auth/principal.ts'
import { inTimeOf } from '../context.ts'
import type { Context } from '../context.ts'
import { refusalIn } from '../errors/refusal.ts'
import { statesFor } from '../model/lifecycle.ts'
import { plainTextOf } from '../model/plain-text.ts'
import { isResourceId, newResourceId } from '../model/resource-id.ts'
import type { Reader } from '../store/database.ts'
import { findResource, readResource } from '../store/resource.ts'
import type { ResourceRow } from '../store/resource.ts'
import { wholeSecond } from '../unit-of-work.ts'
import { admit, countCall, mustBeKnown } from './access.ts'
import { noteCaller } from './audit.ts'
import { readBody } from './body.ts'
import { fromQuery, readFields } from './fields.ts'
import type { Given } from './fields.ts'
import { nowhere } from './operation.ts'
import type { AnyCommon, AnyContext, Call, Declared } from './operation.ts'
import { numberFor, numberOf } from './step-numbers.ts'

/** What is known once the caller is: who it is, the context by their clock, and the members of the body. */
export interface Opening {
  context: Context
  principal: Principal
  members: Readonly<Record<string, unknown>>
}

/**
 * A call's body, where it is not a file, and its caller, who is noted where it is an operator; of documents nothing is
 * read for a stranger.
 */
export async function open(declared: Declared<AnyCommon>, call: Call, context: Context): Promise<Opening> {
  const { uploads = false, file, space, body: rules = {} } = declared
  const known = call.admitted ?? (uploads ? mustBeKnown(await admit(declared, call, context)) : undefined)
  const uploader = uploads ? known : undefined
  const members = file === undefined ? await readBody(call, context, { uploader, space, rules }) : {}
  const principal = known ?? (await admit(declared, call, context))
  await countCall(declared, principal, context)
  await noteCaller(declared, call, context, principal)
  return { context: inTimeOfCaller(context, principal), principal, members }
}

const inTimeOfCaller = (context: Context, principal: Principal): Context =>
  'accountId' in principal ? inTimeOf(context, principal.accountId) : context

/** Where and when the context is built: what is read in a unit of work is locked. */
export interface BuiltIn {
  db: Reader
  lock: 'lock' | 'plain'
  now?: Date
}

/** The resource, its kind and state, the body and query. Throws the first refusal. */
export async function build(
  declared: Declared<AnyCommon>,
  call: Call,
  { context: callers, principal, members }: Opening,
  { db, lock, now: given }: BuiltIn,
): Promise<AnyContext> {
  const { space, refusals } = declared
  const row = await findRow(declared, call, callers, { principal, db, lock })
  // What an operator does to a resource is dated by its account's clock.
  const context = row === noRow ? callers : inTimeOf(callers, row.account_id)
  const now = (context === callers ? given : undefined) ?? wholeSecond(context.clock.now())
  if (declared.hasClosedBody) refuseUnknown(declared, members)
  const body = readFields(declared.body ?? {}, members, context.strictness, space)
  const query = readFields(declared.query ?? {}, fromQuery(call.query, space), context.strictness, space)
  const { params, requestId, host, web = nowhere, body: file = new Uint8Array() } = call
  const { providers } = context
  const op: AnyContext = {
    context,
    db,
    principal,
    now,
    requestId,
    host,
    web,
    newId: newResourceId(now),
    params,
    row,
    body,
    query,
    asWritten: call.query,
    renewalFrom: call.renewalFrom,
    file,
    provider: declared.resource === undefined ? providers.fallback : providers.orAbsent(row.provider),
    refuse(name, ...slots) {
      throw refusalIn(space, numberOf(refusals.local?.[name]), slots[0])
    },
  }
  return declared.orders === undefined ? op : { ...op, provider: providers.forNew(declared.orders(op)) }
}

/** Stands for the resource of a call that names none; its declaration cannot look at it. */
export const noRow: ResourceRow = {
  id: '',
  account_id: '',
  provider: '',
  provider_ref: null,
  version: 0,
  stato: '',
  callback: null,
  check_at: null,
}

async function findRow(
  declared: Declared<AnyCommon>,
  call: Call,
  context: Context,
  { principal, db, lock }: { principal: Principal; db: Reader; lock: 'lock' | 'plain' },
): Promise<ResourceRow> {
  const { resource, refusals, offeredTo, move, doneBefore, space } = declared
  if (resource === undefined) return noRow
  const id = call.params.id ?? ''
  if (!isResourceId(id)) throw refusalIn(space, numberOf(refusals.wrongId))
  const asker = mustBeKnown(principal)
  const accountId = asker.role === 'operator' ? undefined : asker.accountId
  const row = await (lock === 'plain'
    ? context.reads.find(resource, id, accountId)
    : accountId === undefined
      ? readResource(db, resource, id)
      : findResource(db, resource, id, accountId, lock))
  if (row === undefined) throw refusalIn(space, numberOf(refusals.unknown))
  if (offeredTo !== undefined && !offeredTo(row)) throw refusalIn(space, numberOf(refusals.wrongKind))
  if (move !== undefined && !statesFor(resource.lifecycle, move).includes(row.stato))
    throw refusalIn(space, numberFor(refusals.wrongState, row.stato))
  if (doneBefore?.(row) === true) throw refusalIn(space, numberOf(refusals.doneBefore))
  return row
}

function refuseUnknown({ body = {}, space }: Declared<AnyCommon>, members: Given): void {
  const unknown = Object.keys(members).find((name) => !Object.hasOwn(body, name))
  if (unknown !== undefined) throw refusalIn(space, 110, { field: plainTextOf(unknown, 60) })
}
