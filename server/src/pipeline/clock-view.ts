// The product's clock as a sandbox shows it.
import { Type } from 'typebox'
import type { Context } from '../context.ts'
import { literals } from '../model/wire-schemas.ts'

/** Whose clock is meant. */
export const clockScopes = { all: 'everybody’s', account: 'of the calling account alone' } as const

/** Members of the clock on the wire. */
export const clockMembers = {
  now: Type.String({ format: 'date-time' }),
  offset_seconds: Type.Integer({ description: 'ahead of real time' }),
  scope: literals(
    Object.keys(clockScopes),
    'account: the calling account has a clock of its own; all: it goes by everybody’s',
  ),
}

/** The clock as it stands. */
export const clockView = ({ clock, accountClocks }: Pick<Context, 'clock' | 'accountClocks'>) => ({
  now: clock.now().toISOString(),
  offset_seconds: Math.floor(clock.offsetMs() / 1000),
  scope: clock.offsetMs() > accountClocks.everybodys.offsetMs() ? 'account' : 'all',
})
