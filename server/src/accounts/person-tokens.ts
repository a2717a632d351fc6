// Tokens of members and operators. What one may do is its scopes and, at most, what the role of its holder allows.
import { hashSecret, newSecret } from '../auth/secrets.ts'
import type { Writer } from '../store/database.ts'
import { findPerson } from '../store/people.ts'
import type { Team } from '../store/people.ts'
import { countValidTokens, endOfTokensBy, findValidToken, putToken } from '../store/tokens.ts'
import type { ValidTokenRow } from '../store/tokens.ts'
import { lifetimeFrom } from './issue-token.ts'
import { tokensOf } from './people.ts'

/** How many tokens that have not ended a person may have. */
export const MOST_TOKENS = 100

/** The token that an accepted invitation gives. */
export const FIRST_TOKEN = { name: 'invitation', ttl: 30 * 86_400 } as const

export interface WantedPersonToken {
  id: string
  personId: string
  name: string
  scopes: string[]
  /** Seconds, a year at most. */
  ttl: number
  /** The token it is made with, where there is one: it ends with that one at the latest. */
  madeWith?: string
}

/** A token just made; its text is known here alone. */
export interface MadeToken {
  row: ValidTokenRow
  token: string
}

/** Makes a token for an active person of the team, whom it locks, so that nobody removed meanwhile gets one. */
export async function makePersonToken(
  tx: Writer,
  team: Team<string>,
  { id, personId, name, scopes, ttl, madeWith }: WantedPersonToken,
  now: Date,
): Promise<MadeToken | 'unknown' | 'not active' | 'full'> {
  const person = await findPerson(tx, team, personId, 'lock')
  if (person === undefined) return 'unknown'
  if (person.state !== 'active') return 'not active'
  const whose = tokensOf(team, personId)
  if ((await countValidTokens(tx, whose, now)) >= MOST_TOKENS) return 'full'
  const token = newSecret('token')
  const latest = madeWith === undefined ? null : await endOfTokensBy(tx, madeWith)
  const expiresAt = earlier(lifetimeFrom(now, ttl).expiresAt, latest)
  await putToken(tx, { id, ...holderOf(team, personId), hash: hashSecret(token), name, scopes, expiresAt }, now)
  const row = await findValidToken(tx, whose, id)
  if (row === undefined) throw new Error('a new token was not added')
  return { row, token }
}

const earlier = (one: Date, other: Date | null) => (other !== null && other < one ? other : one)

function holderOf({ accountId }: Team<string>, personId: string) {
  if (accountId === null) return { accountId, operatorId: personId, role: 'operator' } as const
  return { accountId, operatorId: null, memberId: personId, role: 'customer' } as const
}
