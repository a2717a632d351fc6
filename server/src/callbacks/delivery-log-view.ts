// A callback on the wire of the platform calls (contract 2.25).
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { isoWithOffset } from '../model/iso-date.ts'
import { parseJsonObject } from '../model/strict-json.ts'
import { orNull } from '../model/wire-schemas.ts'
import type { LoggedDelivery, LoggedDeliveryDetail } from './delivery-log.ts'

const common = { id: Type.String(), scope: Type.String(), url: Type.String() }
const times = {
  startedAt: Type.String({ format: 'date-time' }),
  completedAt: orNull(Type.String({ format: 'date-time' })),
}
const open = () => Type.Object({}, { additionalProperties: true })

export const LoggedCallback = Type.Object(
  {
    ...common,
    httpResponseCode: Type.String({ description: 'empty where no answer came' }),
    ...times,
  },
  { $id: 'LoggedCallback' },
)
export const LoggedCallbackDetail = Type.Object(
  {
    ...common,
    httpResponseCode: orNull(Type.Integer()),
    ...times,
    domain: Type.String(),
    active: Type.Boolean({ description: 'whether it will be tried again' }),
    createdAt: Type.String({ format: 'date-time' }),
    data: open(),
    custom: open(),
    headers: Type.Object({}, { additionalProperties: Type.String() }),
    elapsedTime: orNull(Type.Integer({ description: 'ms, of the last attempt' })),
    attempt: Type.Integer(),
    retry: Type.Integer({ description: 'attempts after the first' }),
    field: Type.String(),
    method: Type.String(),
  },
  { $id: 'LoggedCallbackDetail' },
)

const timesOf = ({ started_at, finished_at }: LoggedDelivery) => ({
  startedAt: isoWithOffset(started_at),
  completedAt: finished_at && isoWithOffset(finished_at),
})

/** A line of the log. */
export function loggedCallback(row: LoggedDelivery): Static<typeof LoggedCallback> {
  const { id, scope, url, status } = row
  return { id, scope, url, httpResponseCode: status === null ? '' : String(status), ...timesOf(row) }
}

/** One callback with what was sent. */
export function loggedCallbackDetail(row: LoggedDeliveryDetail): Static<typeof LoggedCallbackDetail> {
  const { id, scope, url, status, state, created_at, content_type, elapsed_ms, attempts } = row
  const { resource, field, method } = sentIn(row)
  const callback = objectIn(resource.callback)
  return {
    id,
    scope,
    url,
    httpResponseCode: status,
    ...timesOf(row),
    domain: scope.slice(scope.indexOf(':') + 1, scope.indexOf('/')),
    active: state === 'due',
    createdAt: isoWithOffset(created_at),
    data: resource,
    custom: objectIn(callback.data),
    headers: { 'content-type': content_type },
    elapsedTime: elapsed_ms,
    attempt: attempts,
    retry: Math.max(attempts - 1, 0),
    field,
    method,
  }
}

const objectIn = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

/** The resource in a body, and how it was wrapped there (contract 5.2). */
function sentIn({ content_type, body }: LoggedDeliveryDetail) {
  if (content_type === 'application/json')
    return { resource: objectIn(parseJsonObject(body)?.data), field: 'data', method: 'JSON' }
  const [field = '', text = ''] = body.split('=', 2).map(decodeURIComponent)
  return { resource: objectIn(parseJsonObject(text)), field, method: 'POST' }
}
