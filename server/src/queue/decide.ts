// What a person decides about an item of the queue, applied: to what is to be judged by the one function of its resource, to
// a task by ending it, with its change undone and its price refunded where it failed.
import type { Context } from '../context.ts'
import { applyRecorded } from '../certified-domains/recorded-decision.ts'
import type { SaidOfDomain } from '../certified-domains/recorded-decision.ts'
import { certifiedDomains } from '../certified-domains/resource.ts'
import type { CertifiedDomainRow } from '../certified-domains/table.ts'
import { recordsFor } from '../dns/required-records.ts'
import { ownRefusal } from '../errors/refusal.ts'
import { refund } from '../ledger/ledger.ts'
import { applyDecision as applyToMailbox } from '../mailboxes/apply-decision.ts'
import { mailboxes } from '../mailboxes/resource.ts'
import { lockMailboxesUnder } from '../mailboxes/under-domain.ts'
import { domainFlagNames } from '../model/certified-domain.ts'
import type { DomainFlags } from '../model/certified-domain.ts'
import type { DecisionReason } from '../model/decision-reasons.ts'
import { reasonsShown } from '../model/decision-reasons.ts'
import { addYears } from '../model/italian-date.ts'
import { lockIdle } from '../provider-operations/lock-idle.ts'
import type { CalledOff, SentBack } from '../providers/port/answer.ts'
import type { MailboxFacts, MailboxStatus } from '../providers/port/mailboxes.ts'
import type { RegisterAttorney, RequestStatus } from '../providers/port/registry-requests.ts'
import { applyDecision as applyToRequest } from '../registry-requests/apply-decision.ts'
import type { Resource, ResourceRow } from '../store/resource.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { confirmDomain, confirmMailbox } from './confirm.ts'
import type { Said } from './confirm.ts'
import { checkFacts, expirySaid, factsSaid, saysAnything } from './facts.ts'
import type { Facts } from './facts.ts'
import type { Item } from './items.ts'
import { endTask, findTask, lockTask, openBeside } from './tasks.ts'
import type { Task } from './tasks.ts'
import { undoDomain } from './undo-domain.ts'
import { undoMailbox } from './undo-mailbox.ts'
import type { Undone, Why } from './values-back.ts'

export const reviewDecisions = ['ACCEPTED', 'SENT_BACK', 'CALLED_OFF'] as const
export const taskDecisions = ['DONE', 'FAILED'] as const

export interface Decision {
  decision: (typeof reviewDecisions)[number] | (typeof taskDecisions)[number]
  codes: readonly DecisionReason[]
  /** Why, in free words, for the customer. */
  note: string
  /** The version of the resource that was seen. */
  seen?: number | undefined
  /** With the acceptance of a filing: its code in the register, and who files. */
  filing?: { code: string; attorney: RegisterAttorney } | undefined
  /** What the provider said beside yes. */
  facts: Facts
}

/**
 * `changed`: the resource is no longer as it was seen; `not for it`: the decision is not for items of this kind; `gone`: it
 * no longer waits; `rests on it`: a later change has to be decided first.
 */
export type Decided = 'decided' | 'changed' | 'not for it' | 'gone' | 'rests on it'

/** Applies a decision to an item that waits. Refuses (110, 144, 145) what a provider cannot have said. */
export function decideItem(context: Context, unit: UnitOfWork, item: Item, decision: Decision): Promise<Decided> {
  const isOfTask = taskDecisions.some((one) => one === decision.decision)
  if (isOfTask !== (item.kind === 'task')) return Promise.resolve('not for it')
  checkFacts(item, decision.decision === 'ACCEPTED' || decision.decision === 'DONE', decision.facts)
  return isOfTask ? decideTask(unit, item.id, decision) : review(context, unit, item, decision)
}

async function review(context: Context, unit: UnitOfWork, item: Item, made: Decision): Promise<Decided> {
  const by = { whom: 'operator', ...(made.seen !== undefined && { seen: made.seen }) } as const
  const { note: reason, codes } = made
  const sentBack: SentBack = { is: 'sent back', reasons: [reason], codes }
  const calledOff: CalledOff = { is: 'called off', reason, codes }
  const id = item.resource_id
  if (item.resource_kind === 'mailbox') {
    const refused = made.decision === 'SENT_BACK' ? sentBack : calledOff
    const status: MailboxStatus =
      made.decision === 'ACCEPTED' ? { is: 'activated', ...activationFacts(made.facts, unit.now) } : refused
    return wordFor((await applyToMailbox(unit, id, status, by)).is)
  }
  if (item.resource_kind === 'certified-domain') {
    if (made.decision === 'SENT_BACK') return 'not for it'
    const decision = made.decision === 'ACCEPTED' ? 'CERTIFIED' : 'REJECTED'
    const said = (domain: CertifiedDomainRow) => domainFacts(context, domain, made.facts, unit.now)
    return wordFor((await applyRecorded(context, unit, id, { decision, reason, codes, said }, made.seen)).is)
  }
  const status = requestStatus(item, made)
  return status === undefined ? 'not for it' : wordFor((await applyToRequest(unit, id, status, by)).is)
}

/** A filing is opened with its code; documents that are with the provider are filed or come back. */
function requestStatus({ operation }: Item, { decision, filing, note, codes }: Decision): RequestStatus | undefined {
  if (operation === 'createRegistryRequest') {
    if (decision !== 'ACCEPTED' || filing === undefined) return undefined
    return { is: 'code obtained', codice_registro_imprese: filing.code, attorney: filing.attorney }
  }
  if (decision === 'CALLED_OFF') return undefined
  return decision === 'ACCEPTED' ? { is: 'communicated' } : { is: 'sent back', reasons: [note], codes: [...codes] }
}

/** Facts of an activation, which gives a year unless something else was said (contract 3.1). */
function activationFacts({ data_scadenza, ...facts }: Facts, now: Date): MailboxFacts {
  const { spazio_disco, spazio_storico, uid, cod_attivazione } = facts
  const is = addYears(now, 1).getTime() / 1_000
  return {
    ...(data_scadenza !== undefined && { expiresAt: expirySaid(data_scadenza, { is }, now) }),
    spaces: {
      ...(spazio_disco !== undefined && { spazio_disco }),
      ...(spazio_storico !== undefined && { spazio_storico }),
    },
    ...(uid !== undefined && { uid }),
    ...(cod_attivazione !== undefined && { cod_attivazione }),
  }
}

/** Facts of a domain's order. Its records are not the provider's word where they are looked up here. */
function domainFacts({ domainRecords }: Context, domain: CertifiedDomainRow, facts: Facts, now: Date): SaidOfDomain {
  const { data_scadenza, ...others } = facts
  const flags: Partial<DomainFlags> = {}
  for (const field of domainFlagNames) {
    const flag = others[field]
    if (flag === undefined) continue
    if (field === 'dns' && recordsFor(domainRecords, domain) !== undefined) throw ownRefusal(144, { field })
    if (domain[field] === 'OK' && flag !== 'OK') throw ownRefusal(145, { field, was: 'OK' })
    flags[field] = flag
  }
  if (data_scadenza === undefined) return { flags }
  return { flags, expiresAt: expirySaid(data_scadenza, { is: domain.scadenza }, now) }
}

function wordFor(applied: string): Decided {
  if (applied === 'applied') return 'decided'
  return applied === 'moved' ? 'changed' : 'gone'
}

async function decideTask(unit: UnitOfWork, id: string, decision: Decision): Promise<Decided> {
  const found = await findTask(unit.db, id)
  if (found === undefined) return 'gone'
  if (found.resource_kind === 'mailbox')
    return endFor(unit, mailboxes, found, decision, { undo: undoMailbox, confirm: confirmMailbox })
  if (found.resource_kind === 'certified-domain') {
    const lock = (row: CertifiedDomainRow) => lockMailboxesUnder(unit.db, row)
    return endFor(unit, certifiedDomains, found, decision, { lock, undo: undoDomain, confirm: confirmDomain })
  }
  return 'not for it'
}

/**
 * How a change is undone, and how what was said with it is kept; `lock` takes hold of what goes with the resource, before the
 * task and any wallet.
 */
interface Ending<Row> {
  lock?(row: Row): Promise<unknown>
  confirm(unit: UnitOfWork, row: Row, said: Said): Promise<void>
  undo(unit: UnitOfWork, row: Row, task: Task, why: Why): Promise<Undone>
}

async function endFor<Row extends ResourceRow>(
  unit: UnitOfWork,
  resource: Resource<Row>,
  { id, resource_id }: Task,
  { decision, codes, note, facts }: Decision,
  { lock, undo, confirm }: Ending<Row>,
): Promise<Decided> {
  const locked = await lockIdle(unit, resource, resource_id)
  if (locked.is !== 'idle') return 'gone'
  if (decision === 'FAILED') await lock?.(locked.row)
  const task = await lockTask(unit.db, id)
  if (task === undefined) return 'gone'
  if (decision === 'DONE') {
    if (saysAnything(facts)) await confirm(unit, locked.row, { task, others: await openBeside(unit.db, task), facts })
    await endTask(unit.db, id, 'confirm', unit.now, null)
    await noteEnd(unit, task, 'order-completed', saysAnything(facts) ? { said: factsSaid(facts) } : {})
    return 'decided'
  }
  const undone = await undo(unit, locked.row, task, { reason: note, reasonCodes: codes })
  if (undone === 'rests on it') return undone
  await endTask(unit.db, id, 'fail', unit.now, [...codes, note].filter((one) => one !== '').join('; '))
  const { account_id: accountId, cause } = task
  if (cause !== null) await refund(unit.db, { accountId, cause, reason: note, author: unit.author }, unit.now)
  await noteEnd(unit, task, 'order-undone', { reasons: reasonsShown(codes), note })
  // The customer hears of it even where the resource has moved on so far that it stays as it is.
  if (undone === 'nothing left') await unit.enqueueCallbacks(resource, [locked.row], 'order-undone')
  return 'decided'
}

function noteEnd(unit: UnitOfWork, task: Task, kind: 'order-completed' | 'order-undone', why: object): Promise<void> {
  const { account_id: accountId, operation, id: order } = task
  const resource = { kind: task.resource_kind, id: task.resource_id }
  return unit.noteEvents([{ accountId, resource, kind, detail: { operation, order, ...why } }])
}
