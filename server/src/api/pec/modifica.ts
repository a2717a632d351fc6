// PATCH /pec/{id}/modifica
// Enlarges the spaces of a working mailbox: `3072` is the new size, `+1024` is added. Only upward.
import { Type } from 'typebox'
import { changeCause } from '../../ledger/causes.ts'
import { boxTypes } from '../../model/box-types.ts'
import { parseSpace, resized } from '../../model/spaces.ts'
import type { SpaceChange } from '../../model/spaces.ts'
import { saidBy } from '../../mailboxes/apply-decision.ts'
import { mailboxOrder } from '../../mailboxes/provider-order.ts'
import { Mailbox, mailboxView } from '../../mailboxes/view.ts'
import type { MailboxRow } from '../../mailboxes/table.ts'
import { isAbsent } from '../../pipeline/fields.ts'
import type { FieldRule, FieldType, Given } from '../../pipeline/fields.ts'
import { writes } from '../../pipeline/declare.ts'
import { mailboxes } from '../../mailboxes/resource.ts'

const STEP_MB = { spazio_disco: 1024, spazio_storico: 1024, spazio_conservazione: 512 } as const
type Space = keyof typeof STEP_MB
const spaces = ['spazio_disco', 'spazio_storico', 'spazio_conservazione'] as const

const space = (step: number, description: string): FieldType<SpaceChange> => ({
  schema: Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^\\+?[0-9]{1,8}$' })], {
    description: `${description}, MiB in steps of ${step}; a leading + adds to the present size`,
  }),
  read: parseSpace,
})

const nothingGiven = (given: Given) => spaces.every((name) => isAbsent(given[name]))
const mayBeAbsent = (type: FieldType<SpaceChange>, invalid: 286 | 288): FieldRule<SpaceChange | undefined> => ({
  type,
  fallback: undefined,
  invalid,
  needed: () => false,
})

export const resizeMailbox = writes({
  route: 'PATCH /pec/{id}/modifica',
  name: 'resizeMailbox',
  tag: 'Pec',
  summary: 'Enlarge the spaces of a mailbox',
  resource: mailboxes,
  move: 'resize',
  offeredTo: ({ tipo_casella }) => boxTypes[tipo_casella].canResize,
  body: {
    spazio_disco: {
      ...mayBeAbsent(space(1024, 'mailbox'), 286),
      missing: 283,
      invalid: 284,
      needed: nothingGiven,
    },
    spazio_storico: mayBeAbsent(space(1024, 'security archive'), 286),
    spazio_conservazione: mayBeAbsent(space(512, 'legal preservation'), 288),
  },
  refusals: {
    wrongId: 265,
    unknown: 266,
    wrongKind: 391,
    wrongState: 281,
    noCredit: 290,
    providerDown: 291,
    local: {
      preservationFirst: 282,
      multiplesOf1024: 325,
      multiplesOf512: 324,
      smaller_spazio_disco: 285,
      smaller_spazio_storico: 287,
      smaller_spazio_conservazione: 289,
    },
  },
  answers: Mailbox,

  check({ row, body, refuse }) {
    if (body.spazio_conservazione !== undefined && !row.conservazione) refuse('preservationFirst')
    for (const name of spaces) {
      const change = body[name]
      if (change === undefined) continue
      const step = STEP_MB[name]
      const size = resized(row[name], change)
      // Both the written number and what comes of it (contract 2.8).
      if (change.mb % step !== 0 || size % step !== 0) refuse(step === 512 ? 'multiplesOf512' : 'multiplesOf1024')
      if (size < row[name]) refuse(`smaller_${name}`)
    }
  },

  price: ({ row, body, prices, requestId }) => {
    const steps = (name: Space) => (resized(row[name], body[name]) - row[name]) / STEP_MB[name]
    return {
      amountCents:
        steps('spazio_disco') * prices['mailbox space'].cents +
        steps('spazio_storico') * prices['archive space'].cents +
        steps('spazio_conservazione') * prices['preservation space'].cents,
      cause: changeCause('modifica', row.id, requestId),
    }
  },

  changes({ row, body }) {
    const after = sizesAfter(row, body)
    const changed = spaces.filter((name) => after[name] !== row[name])
    return Object.fromEntries(changed.map((name) => [name, [row[name], after[name]] as const]))
  },

  capability: 'mailboxes.resize',
  ask: ({ row, body, provider, ask }) => provider.mailboxes.resize?.(mailboxOrder(row), sizesAfter(row, body), ask),

  async apply({ row, body, asked, principal, unit }) {
    const changes = { ...sizesAfter(row, body), ...saidBy(row, asked, unit.now) }
    const same = spaces.every((name) => changes[name] === row[name]) && changes.scadenza === undefined
    const moved = same ? row : await unit.move(mailboxes, row, 'resize', changes)
    return { data: mailboxView(moved, principal.email) }
  },
})

function sizesAfter(row: MailboxRow, body: Record<Space, SpaceChange | undefined>): Record<Space, number> {
  return {
    spazio_disco: resized(row.spazio_disco, body.spazio_disco),
    spazio_storico: resized(row.spazio_storico, body.spazio_storico),
    spazio_conservazione: resized(row.spazio_conservazione, body.spazio_conservazione),
  }
}
