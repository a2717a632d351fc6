// What became of what a customer asked for, in their languages: read off the history.
import { Type } from 'typebox'
import { reasonsShown } from '../model/decision-reasons.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import { literals, moment, orNull, Reasons } from '../model/wire-schemas.ts'
import type { Reader } from '../store/database.ts'
import { lastOfMoves } from '../store/history.ts'

const outcomes = ['PENDING', 'ACCEPTED', 'SENT_BACK', 'CALLED_OFF', 'UNDONE'] as const
type OutcomeWord = (typeof outcomes)[number]

/** What the last of these moves says. */
const said: Readonly<Record<ResourceKind, Readonly<Record<string, OutcomeWord>>>> = {
  mailbox: {
    register: 'PENDING',
    submitDocuments: 'PENDING',
    accept: 'ACCEPTED',
    sendBack: 'SENT_BACK',
    cancel: 'CALLED_OFF',
    abandon: 'CALLED_OFF',
    undoChange: 'UNDONE',
    undoReactivation: 'UNDONE',
    undoRevocation: 'UNDONE',
  },
  'certified-domain': {
    order: 'PENDING',
    certify: 'ACCEPTED',
    rejectOrder: 'CALLED_OFF',
    undoRenewal: 'UNDONE',
    undoReactivation: 'UNDONE',
    undoRevocation: 'UNDONE',
    undoRevocationInSetup: 'UNDONE',
  },
  'registry-request': {
    register: 'PENDING',
    submitDocuments: 'PENDING',
    sendBack: 'SENT_BACK',
    accept: 'ACCEPTED',
  },
}

export const Outcome = Type.Object(
  {
    outcome: literals(outcomes, 'what became of it; UNDONE: the provider did not do what was asked last'),
    reasons: Reasons,
    note: Type.String({ description: 'more about it, in free words; may be empty' }),
    at: orNull(moment('when that was said')),
  },
  { $id: 'Outcome' },
)

/** The outcome of a resource, as `Outcome` has it. */
export async function outcomeOf(db: Reader, resource: { kind: ResourceKind; id: string }) {
  const words = said[resource.kind]
  const last = await lastOfMoves(db, resource, Object.keys(words))
  const outcome = words[last?.move ?? ''] ?? 'PENDING'
  if (last === undefined || outcome === 'PENDING')
    return { outcome, reasons: [], note: '', at: last?.at.toISOString() ?? null }
  const codes = last.move === 'abandon' ? ['never-activated'] : (last.reason_codes ?? [])
  return { outcome, reasons: reasonsShown(codes), note: last.reason ?? '', at: last.at.toISOString() }
}
