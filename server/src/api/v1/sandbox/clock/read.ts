// GET /v1/sandbox/clock: the product's time.
import { Type } from 'typebox'
import { reads } from '../../../../pipeline/declare.ts'
import { clockMembers, clockView } from '../../../../pipeline/clock-view.ts'

export const readClock = reads({
  route: 'GET /v1/sandbox/clock',
  name: 'readClock',
  tag: 'Sandbox',
  access: 'either',
  permission: { account: 'read', operator: 'read' },
  summary: "Read the product's clock",
  sandboxOnly: true,
  refusals: {},
  answers: Type.Object(clockMembers),

  read: async ({ context }) => ({ data: clockView(context) }),
})
