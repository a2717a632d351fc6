// Requests and their counts on the wire (contract 2.25).
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { isoWithOffset } from '../model/iso-date.ts'
import { formatCents } from '../model/money.ts'
import { orNull } from '../model/wire-schemas.ts'
import type { RequestCounts } from './counts.ts'
import type { RequestRow } from './table.ts'

/** The counts every statistic begins with. */
export const countMembers = {
  totalRequests: Type.Integer(),
  walletRequests: Type.Integer({ description: 'those that were paid from the wallet' }),
  subscriptionRequests: Type.Integer({ description: 'always 0: there are no subscriptions' }),
  errorRequests: Type.Integer(),
  walletAmount: Type.Number({ description: 'euro, without what was refunded later' }),
}
export const Counts = Type.Object(countMembers, { $id: 'RequestCounts' })

/** Counts as the platform calls show them. */
export const countsView = ({ requests, paid, refused, paid_cents }: RequestCounts): Static<typeof Counts> => ({
  totalRequests: requests,
  walletRequests: paid,
  subscriptionRequests: 0,
  errorRequests: refused,
  walletAmount: paid_cents / 100,
})

/** What several counts come to together. */
export function sumOf(all: readonly RequestCounts[]): RequestCounts {
  const sum = { requests: 0, paid: 0, refused: 0, paid_cents: 0 }
  for (const { requests, paid, refused, paid_cents } of all) {
    sum.requests += requests
    sum.paid += paid
    sum.refused += refused
    sum.paid_cents += paid_cents
  }
  return sum
}

export const FailedRequest = Type.Object(
  {
    id: Type.String({ description: 'X-Request-Id of the answer' }),
    scope: Type.String(),
    domain: Type.String(),
    errorAt: Type.String({ format: 'date-time' }),
    httpResponseCode: Type.Integer(),
    errorCode: Type.Number(),
    message: Type.String(),
    ip: Type.String(),
  },
  { $id: 'FailedRequest' },
)

/** A refused request as `GET /errors` shows it. */
export function failedRequestView(row: RequestRow): Static<typeof FailedRequest> {
  const { id, at, scope, status, error, message, ip } = row
  return {
    id,
    scope: scope ?? '',
    domain: scope === null ? '' : domainOf(scope),
    errorAt: isoWithOffset(at),
    httpResponseCode: status,
    errorCode: error ?? 0,
    message: message ?? '',
    ip,
  }
}

/** The host a scope names. */
export const domainOf = (scope: string): string => scope.slice(scope.indexOf(':') + 1, scope.indexOf('/'))

export const LoggedRequest = Type.Object(
  {
    id: Type.String({
      description: 'X-Request-Id of the answer; of a row of a file: its id and the number of the row',
    }),
    bulk: orNull(Type.String({ description: 'id of the file whose row it is' })),
    at: Type.String({ format: 'date-time' }),
    method: Type.String(),
    path: Type.String({ description: 'with the ids of resources; other parameters stand as {names}' }),
    scope: orNull(Type.String()),
    credential: Type.String({ description: 'id of the token or API key' }),
    member: orNull(Type.String({ description: 'id of the member whose token it is' })),
    ip: Type.String({ description: 'empty for a row of a file' }),
    status: Type.Integer(),
    error: orNull(Type.Number()),
    message: orNull(Type.String()),
    ms: Type.Number(),
    paid: Type.String({ description: 'euro' }),
  },
  { $id: 'LoggedRequest' },
)

/** A request as its account's log shows it. */
export function loggedRequestView(row: RequestRow): Static<typeof LoggedRequest> {
  const { id, at, method, path, scope, credential_id, member_id, ip, status, error, message, elapsed_ms, paid_cents } =
    row
  const [ms, paid] = [Math.round(elapsed_ms * 10) / 10, formatCents(paid_cents)]
  return {
    id,
    bulk: ip === '' ? (/^([0-9a-f]{24})-\d+$/.exec(id)?.[1] ?? null) : null,
    at: at.toISOString(),
    method,
    path,
    scope,
    credential: credential_id,
    member: member_id,
    ip,
    status,
    error,
    message,
    ms,
    paid,
  }
}
