// GET /v1/session/totp: whether signing in asks for one-time codes, and how many recovery codes are left.
import { Type } from 'typebox'
import { moment, orNull } from '../../../../model/wire-schemas.ts'
import { reads } from '../../../../pipeline/declare.ts'
import { personBehind, sessionOf } from '../../../../pipeline/sessions.ts'
import { findOneTimeCodes } from '../../../../store/second-factors.ts'

export const readSessionTotp = reads({
  route: 'GET /v1/session/totp',
  name: 'readSessionTotp',
  tag: 'Session',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  isForSignIn: true,
  summary: 'See whether your sign-in asks for one-time codes',
  refusals: { local: { nobodys: 115, none: 195 } },
  answers: Type.Object({
    confirmed_at: orNull(moment('since when codes are asked for; null where they are not')),
    recovery_codes: Type.Integer({ description: 'how many were not used yet' }),
  }),

  async read({ db, principal }) {
    sessionOf(principal)
    const codes = await findOneTimeCodes(db, personBehind(principal))
    const confirmed_at = codes?.totp_confirmed_at ?? null
    const left = confirmed_at === null ? 0 : (codes?.recovery_hashes.length ?? 0)
    return { data: { confirmed_at: confirmed_at && confirmed_at.toISOString(), recovery_codes: left } }
  },
})
