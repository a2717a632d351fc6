// A token on the wire of the platform calls (contract 2.25).
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { isoWithOffset } from '../model/iso-date.ts'
import { orNull } from '../model/wire-schemas.ts'
import type { IssuedTokenRow } from '../store/issued-tokens.ts'

const isoDate = () => Type.String({ format: 'date-time' })
const limit = () => orNull(Type.Integer({ minimum: 0 }))

export const TokenDetail = Type.Object(
  {
    token: Type.String({ description: 'its text where it was made or named by it, its id elsewhere' }),
    name: Type.String(),
    createdAt: isoDate(),
    expireAt: orNull(isoDate()),
    updatedAt: isoDate(),
    scopes: Type.Array(Type.String()),
    refreshToken: orNull(Type.String({ description: 'shown once' })),
    limits: Type.Object({
      totalRequests: limit(),
      walletRequests: limit(),
      subscriptionRequests: limit(),
      walletAmount: orNull(Type.Number({ minimum: 0, description: 'euro' })),
      ip: Type.Array(Type.String()),
    }),
    stats: Type.Object({
      totalRequests: orNull(Type.Integer({ description: 'counted where the token has a limit' })),
      walletRequests: Type.Integer(),
      subscriptionRequests: Type.Integer(),
      walletAmount: Type.Number({ description: 'euro' }),
    }),
  },
  { $id: 'TokenDetail' },
)

/** Texts of a token: what it is called by, and its refresh token where that is new. */
export interface TokenTexts {
  token: string
  refreshToken?: string
}

/** The token as its account sees it. */
export function tokenView(row: IssuedTokenRow, { token, refreshToken }: TokenTexts): Static<typeof TokenDetail> {
  return {
    token,
    name: row.name,
    createdAt: isoWithOffset(row.created_at),
    expireAt: row.expires_at && isoWithOffset(row.expires_at),
    updatedAt: isoWithOffset(row.updated_at ?? row.created_at),
    scopes: row.scopes,
    refreshToken: refreshToken ?? null,
    limits: {
      totalRequests: row.max_requests,
      walletRequests: row.max_payments,
      subscriptionRequests: row.max_subscription_requests,
      walletAmount: row.max_spent_cents === null ? null : row.max_spent_cents / 100,
      ip: row.allowed_ips,
    },
    stats: {
      totalRequests: isLimited(row) ? row.requests : null,
      walletRequests: row.payments,
      subscriptionRequests: 0,
      walletAmount: row.spent_cents / 100,
    },
  }
}

const isLimited = ({ max_requests, max_payments, max_spent_cents }: IssuedTokenRow) =>
  (max_requests ?? max_payments ?? max_spent_cents) !== null
