// The product's clock as a sandbox shows it.
import { Type } from 'typebox'
import type { Context } from '../context.ts'

/** Members of the clock on the wire. */
export const clockMembers = {
  now: Type.String({ format: 'date-time' }),
  offset_seconds: Type.Integer({ description: 'ahead of real time' }),
}

/** The clock as it stands. */
export const clockView = ({ clock }: Context) => ({
  now: clock.now().toISOString(),
  offset_seconds: Math.floor(clock.offsetMs() / 1000),
})
