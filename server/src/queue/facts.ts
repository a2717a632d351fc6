// What a provider's panel said beside yes: which facts go with which order, named as the contract names them, and whether
// they can be meant.
import { ownRefusal } from '../errors/refusal.ts'
import { domainFlagNames } from '../model/certified-domain.ts'
import type { DomainFlags } from '../model/certified-domain.ts'
import { isItalianDateAfter, italianDateAt, onItalianDate } from '../model/italian-date.ts'
import type { Spaces } from '../model/mailbox-fields.ts'
import { expiryWithout } from '../model/renewal.ts'
import type { Item } from './items.ts'
import type { Task } from './tasks.ts'

interface FactValues extends Spaces, DomainFlags {
  /** The expiry, dd/mm/yyyy. */
  data_scadenza: string
  cod_attivazione: string
  uid: string
  /** The login code of the user that was added. */
  userid: string
  codice_registro_imprese: string
}
type FactName = keyof FactValues

/** Everything that may be said; undefined where nothing was. */
export type Facts = { readonly [Name in FactName]?: FactValues[Name] | undefined }

const factNames = [
  ...(['data_scadenza', 'cod_attivazione', 'uid', 'userid', 'codice_registro_imprese'] as const),
  ...(['spazio_disco', 'spazio_storico', 'spazio_conservazione'] as const),
  ...domainFlagNames,
] as const satisfies readonly FactName[]

/** What was said, by name. */
export const factsSaid = (facts: Facts): Readonly<Record<string, string | number>> =>
  Object.fromEntries(factNames.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]])))

const goesWith: Readonly<Record<string, readonly FactName[]>> = {
  activateMailbox: ['data_scadenza', 'cod_attivazione', 'uid', 'spazio_disco', 'spazio_storico'],
  orderCertifiedDomain: ['data_scadenza', ...domainFlagNames],
  createRegistryRequest: ['codice_registro_imprese'],
  renewMailbox: ['data_scadenza'],
  renewAutomatically: ['data_scadenza'],
  resizeMailbox: ['spazio_disco', 'spazio_storico', 'spazio_conservazione'],
  upgradeMailbox: ['uid', 'spazio_disco', 'spazio_storico'],
  preserveMailbox: ['spazio_conservazione'],
  addMailboxUser: ['userid'],
  renewCertifiedDomain: ['data_scadenza'],
}

/** Whether anything was said. */
export const saysAnything = (facts: Facts): boolean => Object.keys(factsSaid(facts)).length > 0

/** Refuses (144) what does not go with the order, or with a decision that is a no. */
export function checkFacts({ operation }: Pick<Item, 'operation'>, isYes: boolean, facts: Facts): void {
  const known: readonly string[] = isYes ? (goesWith[operation] ?? []) : []
  for (const field of Object.keys(factsSaid(facts))) if (!known.includes(field)) throw ownRefusal(144, { field })
}

/** The facts in one line, for the history. */
export const factsInWords = (facts: Facts): string =>
  Object.entries(factsSaid(facts))
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')

/** What the panel should show of an amount once a task is done, and what it showed before. */
export interface Standing {
  was: number
  is: number
}

/** That of an amount as we have it now. Orders that nobody has done yet are no part of what a panel shows. */
export function standingOf(now: number, name: string, task: Task, others: readonly Task[]): Standing {
  const is = others.reduce((left, other) => without(left, name, other), now)
  return { was: without(is, name, task), is }
}

function without(amount: number, name: string, { before, after }: Task): number {
  const [was, is] = [before[name], after[name]]
  if (typeof was !== 'number' || typeof is !== 'number') return amount
  return name === 'scadenza' ? expiryWithout(amount, was, is) : amount - (is - was)
}

const A_YEAR_MS = 366 * 86_400_000

/**
 * The instant of an expiry that was said, at the time of day of the expected one (Unix seconds). Refuses (110) one that has
 * passed or is more than a year later than expected, and (145) one before the expiry that was there already.
 */
export function expirySaid(said: string, { was, is }: { was?: number; is: number }, now: Date): Date {
  const field = 'data_scadenza'
  const expected = new Date(is * 1_000)
  if (was !== undefined && isItalianDateAfter(italianDateAt(was), said))
    throw ownRefusal(145, { field, was: italianDateAt(was) })
  const expiry = onItalianDate(said, expected)
  if (expiry === undefined || expiry <= now || expiry.getTime() > expected.getTime() + A_YEAR_MS)
    throw ownRefusal(110, { field })
  return expiry
}
