// How a no with reasons reaches the customer: in the history, as an event, and in what documents were last sent back for.
import { decisionReasons, reasonsShown } from '../model/decision-reasons.ts'
import type { CalledOff, SentBack } from '../providers/port/answer.ts'
import type { Resource, ResourceRow } from '../store/resource.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

type No = SentBack | CalledOff

const freeWords = (no: No) => (no.is === 'sent back' ? no.reasons.filter((one) => one !== '').join('; ') : no.reason)

/** The reasons as the history has them. */
export const causeOf = (no: No) => ({ reason: freeWords(no), ...(no.codes && { reasonCodes: no.codes }) })

/** Why documents were sent back, in Italian, for the customer. */
export function rejectionOf({ reasons, codes = [] }: SentBack): string[] {
  return [...codes.map((code) => decisionReasons[code].italian), ...reasons.filter((one) => one !== '')]
}

/** Tells the customer by an event. */
export function noteDecision<Row extends ResourceRow>(
  unit: UnitOfWork,
  { kind }: Resource<Row>,
  { account_id: accountId, id }: Row,
  no: No,
): Promise<void> {
  const detail = { reasons: reasonsShown(no.codes ?? []), note: freeWords(no) }
  const event = no.is === 'sent back' ? 'documents-sent-back' : 'called-off'
  return unit.noteEvents([{ accountId, resource: { kind, id }, kind: event, detail }])
}
